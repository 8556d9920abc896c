//! The reminder of one appointment.

use askama::Template;
use fluent_bundle::{FluentArgs, FluentValue};
use jiff::Timestamp;

use super::catalogue::{Catalogue, Phrase};
use super::rendered::{RenderError, RenderedMail, one_line};
use super::when::When;
use crate::domain::people::{Language, PreferredName};
use crate::domain::time::Zone;

/// What a reminder may tell. No field says what the appointment is for, or who else comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderMail {
    /// What the recipient is called, if the clinic wants a name in the mail.
    pub preferred_name: Option<PreferredName>,
    /// The recipient's language.
    pub language: Language,
    /// When the appointment begins.
    pub starts_at: Timestamp,
    /// The recipient's zone.
    pub zone: Zone,
    /// How long it lasts, in minutes.
    pub minutes: u16,
    /// The clinic's neutral name; `lint::forbidden_words` says whether it is one.
    pub clinic_name: String,
    /// Whom to call about the appointment.
    pub clinic_phone: Option<String>,
    /// The clinic's crisis lines, one per line.
    pub crisis_lines: Option<String>,
}

#[derive(Template)]
#[template(path = "reminder.txt")]
struct TextPage<'a> {
    words: &'a Words,
}

#[derive(Template)]
#[template(path = "reminder.html")]
struct HtmlPage<'a> {
    words: &'a Words,
}

/// Everything the templates say.
struct Words {
    language: &'static str,
    subject: String,
    greeting: String,
    intro: String,
    date_label: String,
    date: String,
    time_label: String,
    time: String,
    length_label: String,
    length: String,
    to_change: Option<String>,
    clinic_name: String,
    help_now: String,
    crisis_lines: Vec<String>,
    sent_automatically: String,
}

impl ReminderMail {
    /// An example: a Tuesday in June in Madrid, in English.
    #[must_use]
    pub fn sample(zone: Zone) -> Self {
        Self {
            preferred_name: PreferredName::parse("Zoë").ok(),
            language: Language::En,
            starts_at: Timestamp::constant(1_780_417_800, 0),
            zone,
            minutes: 50,
            clinic_name: "Harbour House".to_owned(),
            clinic_phone: Some("+34 555 01 02 03".to_owned()),
            crisis_lines: Some("024 (24 h)\n112".to_owned()),
        }
    }

    /// Puts the reminder into words.
    ///
    /// # Errors
    /// `RenderError`, if our own catalogues, dates or templates are at fault.
    pub fn render(&self) -> Result<RenderedMail, RenderError> {
        let words = self.words()?;
        Ok(RenderedMail {
            text: TextPage { words: &words }.render()?,
            html: HtmlPage { words: &words }.render()?,
            subject: words.subject,
            language: self.language,
        })
    }

    fn words(&self) -> Result<Words, RenderError> {
        let Self {
            preferred_name,
            language,
            starts_at,
            zone,
            minutes,
            clinic_name,
            clinic_phone,
            crisis_lines,
        } = self;
        let catalogue = Catalogue::of(*language)?;
        let say_with = |phrase, name, value| {
            let mut args = FluentArgs::new();
            args.set(name, value);
            catalogue.say_with(phrase, &args)
        };
        let When { date, time } = When::tell(*starts_at, zone, *language)?;
        Ok(Words {
            language: language.word(),
            subject: catalogue.say(Phrase::ReminderSubject)?,
            greeting: match preferred_name {
                Some(name) => say_with(Phrase::GreetingNamed, "name", FluentValue::from(name.as_str()))?,
                None => catalogue.say(Phrase::Greeting)?,
            },
            intro: catalogue.say(Phrase::ReminderIntro)?,
            date_label: catalogue.say(Phrase::LabelDate)?,
            date,
            time_label: catalogue.say(Phrase::LabelTime)?,
            time,
            length_label: catalogue.say(Phrase::LabelLength)?,
            length: say_with(Phrase::Length, "minutes", FluentValue::from(*minutes))?,
            to_change: clinic_phone
                .as_deref()
                .map(|phone| say_with(Phrase::ReminderToChange, "phone", FluentValue::from(one_line(phone))))
                .transpose()?,
            clinic_name: one_line(clinic_name),
            help_now: catalogue.say(Phrase::HelpNow)?,
            crisis_lines: crisis_lines
                .iter()
                .flat_map(|text| text.lines())
                .map(one_line)
                .filter(|line| !line.is_empty())
                .collect(),
            sent_automatically: catalogue.say(Phrase::SentAutomatically)?,
        })
    }
}
