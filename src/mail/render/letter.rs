//! What every mail says around its own words.

use fluent_bundle::{FluentArgs, FluentValue};

use super::catalogue::{Catalogue, Phrase};
use super::rendered::{RenderError, one_line};
use crate::domain::people::{Language, PreferredName};

/// From whom and to whom a mail is. No field says what the appointments are for, or who else comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What the recipient is called, if the clinic wants a name in the mail.
    pub preferred_name: Option<PreferredName>,
    /// The recipient's language.
    pub language: Language,
    /// The clinic's neutral name, which is a `MailName` where somebody sets it.
    pub clinic_name: String,
    /// Whom to call.
    pub clinic_phone: Option<String>,
    /// The clinic's crisis lines, one per line.
    pub crisis_lines: Option<String>,
}

impl Letter {
    /// An example, in English.
    #[must_use]
    pub fn sample() -> Self {
        Self {
            preferred_name: PreferredName::parse("Zoë").ok(),
            language: Language::En,
            clinic_name: "Harbour House".to_owned(),
            clinic_phone: Some("+34 555 01 02 03".to_owned()),
            crisis_lines: Some("024 (24 h)\n112".to_owned()),
        }
    }

    /// Says it; `to_call` is the phrase around the clinic's telephone number.
    pub(super) fn say(&self, to_call: Phrase) -> Result<LetterWords, RenderError> {
        let Self { preferred_name, language, clinic_name, clinic_phone, crisis_lines } = self;
        let catalogue = Catalogue::of(*language)?;
        let say_with = |phrase, name, value: String| {
            let mut args = FluentArgs::new();
            args.set(name, FluentValue::from(value));
            catalogue.say_with(phrase, &args)
        };
        Ok(LetterWords {
            language: language.word(),
            greeting: match preferred_name {
                Some(name) => say_with(Phrase::GreetingNamed, "name", name.as_str().to_owned())?,
                None => catalogue.say(Phrase::Greeting)?,
            },
            to_call: clinic_phone
                .as_deref()
                .map(|phone| say_with(to_call, "phone", one_line(phone)))
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

/// What the templates say around a mail's own words.
pub(super) struct LetterWords {
    pub(super) language: &'static str,
    pub(super) greeting: String,
    pub(super) to_call: Option<String>,
    pub(super) clinic_name: String,
    pub(super) help_now: String,
    pub(super) crisis_lines: Vec<String>,
    pub(super) sent_automatically: String,
}
