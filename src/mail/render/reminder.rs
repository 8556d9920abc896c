//! The reminder of one appointment, and the question whether one comes.

use askama::Template;
use jiff::Timestamp;

use super::catalogue::{Catalogue, Phrase};
use super::letter::{Letter, LetterWords};
use super::rendered::{RenderError, RenderedMail};
use super::when::{When, length};
use crate::domain::time::Zone;

/// What a reminder may tell. No field says what the appointment is for, or who else comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderMail {
    /// From whom and to whom.
    pub letter: Letter,
    /// When the appointment begins.
    pub starts_at: Timestamp,
    /// The recipient's zone.
    pub zone: Zone,
    /// How long it lasts, in minutes.
    pub minutes: u16,
    /// Whether the recipient is asked to say whether they come: on the page, or else by telephone. Without either nothing is asked.
    pub asks_to_confirm: bool,
    /// The page on which the recipient answers, if there is one.
    pub link: Option<String>,
}

#[derive(Template)]
#[template(path = "reminder.txt")]
struct TextPage<'a> {
    letter: &'a LetterWords,
    words: &'a Words,
}

#[derive(Template)]
#[template(path = "reminder.html")]
struct HtmlPage<'a> {
    letter: &'a LetterWords,
    words: &'a Words,
}

/// What the templates say of the appointment.
struct Words {
    subject: String,
    intro: String,
    date_label: String,
    date: String,
    time_label: String,
    time: String,
    length_label: String,
    length: String,
    to_answer: String,
    link: Option<String>,
}

impl ReminderMail {
    /// An example: a Tuesday in June in Madrid, in English.
    #[must_use]
    pub fn sample(zone: Zone) -> Self {
        Self {
            letter: Letter::sample(),
            starts_at: Timestamp::constant(1_780_417_800, 0),
            zone,
            minutes: 50,
            asks_to_confirm: false,
            link: Some("https://appointments.example.org/m/rdl_0123456789".to_owned()),
        }
    }

    /// The same, as the question whether the recipient comes.
    #[must_use]
    pub fn confirmation_sample(zone: Zone) -> Self {
        Self { asks_to_confirm: true, ..Self::sample(zone) }
    }

    /// Puts the reminder into words.
    ///
    /// # Errors
    /// `RenderError`, if our own catalogues, dates or templates are at fault.
    pub fn render(&self) -> Result<RenderedMail, RenderError> {
        let words = &self.words()?;
        let is_asked_by_phone = self.asks() && self.link.is_none();
        let letter = &self.letter.say(match is_asked_by_phone {
            true => Phrase::ConfirmToCall,
            false => Phrase::ReminderToChange,
        })?;
        Ok(RenderedMail {
            text: TextPage { letter, words }.render()?,
            html: HtmlPage { letter, words }.render()?,
            subject: words.subject.clone(),
            language: self.letter.language,
        })
    }

    /// Whether the mail asks: only what there is a way to answer.
    fn asks(&self) -> bool {
        self.asks_to_confirm && (self.link.is_some() || self.letter.clinic_phone.is_some())
    }

    fn words(&self) -> Result<Words, RenderError> {
        let Self { letter, starts_at, zone, minutes, asks_to_confirm: _, link } = self;
        let (subject, intro, to_answer) = match self.asks() {
            true => (Phrase::ConfirmSubject, Phrase::ConfirmIntro, Phrase::ConfirmToAnswer),
            false => (Phrase::ReminderSubject, Phrase::ReminderIntro, Phrase::ReminderToAnswer),
        };
        let language = letter.language;
        let catalogue = Catalogue::of(language)?;
        let When { date, time } = When::tell(*starts_at, zone, language)?;
        Ok(Words {
            subject: catalogue.say(subject)?,
            intro: catalogue.say(intro)?,
            date_label: catalogue.say(Phrase::LabelDate)?,
            date,
            time_label: catalogue.say(Phrase::LabelTime)?,
            time,
            length_label: catalogue.say(Phrase::LabelLength)?,
            length: length(*minutes, language)?,
            to_answer: catalogue.say(to_answer)?,
            link: link.clone(),
        })
    }
}
