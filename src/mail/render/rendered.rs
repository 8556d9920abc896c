//! What rendering gives, and how it fails.

use std::fmt;

use crate::domain::people::Language;
use crate::mail::lint::is_bidi_control;

/// The words of one mail.
#[derive(Clone, PartialEq, Eq)]
pub struct RenderedMail {
    /// One line.
    pub subject: String,
    /// The plain text alternative.
    pub text: String,
    /// The HTML alternative, without remote content.
    pub html: String,
    /// The language of all three.
    pub language: Language,
}

/// Why a mail could not be rendered. Each is a fault of ours, not of the facts; none holds them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RenderError {
    /// A catalogue cannot be read.
    #[error("the catalogue of {0} cannot be read")]
    Catalogue(Language),
    /// A phrase is missing, or wants something it is not given.
    #[error("the phrase `{key}` cannot be said in {language}")]
    Phrase {
        /// The phrase's key in the catalogue.
        key: &'static str,
        /// The language.
        language: Language,
    },
    /// There are no date patterns or zone names for the language.
    #[error("dates cannot be told in {0}")]
    Dates(Language),
    /// A template failed.
    #[error("a template failed")]
    Template,
}

impl From<askama::Error> for RenderError {
    fn from(_: askama::Error) -> Self {
        Self::Template
    }
}

impl fmt::Debug for RenderedMail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RenderedMail({})", self.language)
    }
}

/// Configured text as one harmless line: control characters become spaces, bidirectional controls go.
pub(super) fn one_line(text: &str) -> String {
    let plain: String = text
        .chars()
        .filter(|c| !is_bidi_control(*c))
        .map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c })
        .collect();
    plain.trim().to_owned()
}
