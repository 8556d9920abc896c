//! A client's first mail.

use askama::Template;
use jiff::Timestamp;

use super::catalogue::{Catalogue, Phrase};
use super::letter::{Letter, LetterWords};
use super::rendered::{RenderError, RenderedMail};
use super::when::{When, length};
use crate::domain::time::Zone;

/// What a welcome may tell. No field says what the appointments are for, or who else comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WelcomeMail {
    /// From whom and to whom.
    pub letter: Letter,
    /// When the first appointment begins.
    pub starts_at: Timestamp,
    /// The recipient's zone.
    pub zone: Zone,
    /// How long it lasts, in minutes.
    pub minutes: u16,
    /// Whether the next ones are a week apart.
    pub is_weekly: bool,
    /// The page on which the recipient answers, if there is one.
    pub link: Option<String>,
}

#[derive(Template)]
#[template(path = "welcome.txt")]
struct TextPage<'a> {
    letter: &'a LetterWords,
    words: &'a Words,
}

#[derive(Template)]
#[template(path = "welcome.html")]
struct HtmlPage<'a> {
    letter: &'a LetterWords,
    words: &'a Words,
}

/// What the templates say of the appointments.
struct Words {
    subject: String,
    intro: String,
    date_label: String,
    date: String,
    time_label: String,
    time: String,
    length_label: String,
    length: String,
    rhythm: String,
    to_answer: String,
    link: Option<String>,
}

impl WelcomeMail {
    /// An example: a Tuesday in June in Madrid, in English.
    #[must_use]
    pub fn sample(zone: Zone) -> Self {
        Self {
            letter: Letter::sample(),
            starts_at: Timestamp::constant(1_780_417_800, 0),
            zone,
            minutes: 50,
            is_weekly: true,
            link: Some("https://appointments.example.org/m/rdl_0123456789".to_owned()),
        }
    }

    /// Puts the welcome into words.
    ///
    /// # Errors
    /// `RenderError`, if our own catalogues, dates or templates are at fault.
    pub fn render(&self) -> Result<RenderedMail, RenderError> {
        let words = &self.words()?;
        let letter = &self.letter.say(Phrase::WelcomeToAsk)?;
        Ok(RenderedMail {
            text: TextPage { letter, words }.render()?,
            html: HtmlPage { letter, words }.render()?,
            subject: words.subject.clone(),
            language: self.letter.language,
        })
    }

    fn words(&self) -> Result<Words, RenderError> {
        let Self { letter, starts_at, zone, minutes, is_weekly, link } = self;
        let language = letter.language;
        let catalogue = Catalogue::of(language)?;
        let When { date, time } = When::tell(*starts_at, zone, language)?;
        let others = catalogue.say(Phrase::WelcomeOthers)?;
        Ok(Words {
            subject: catalogue.say(Phrase::WelcomeSubject)?,
            intro: catalogue.say(Phrase::WelcomeIntro)?,
            date_label: catalogue.say(Phrase::LabelDate)?,
            date,
            time_label: catalogue.say(Phrase::LabelTime)?,
            time,
            length_label: catalogue.say(Phrase::LabelLength)?,
            length: length(*minutes, language)?,
            rhythm: if *is_weekly {
                format!("{} {others}", catalogue.say(Phrase::WelcomeWeekly)?)
            } else {
                others
            },
            to_answer: catalogue.say(Phrase::ReminderToAnswer)?,
            link: link.clone(),
        })
    }
}
