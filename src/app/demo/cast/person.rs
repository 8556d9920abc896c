//! A client of the cast.

use crate::domain::people::{Barrier, Language, ProblemArea};

/// Whether somebody can be written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app::demo) enum Mail {
    /// Has an address and agreed to mails.
    Agreed,
    /// Has an address and did not agree.
    NotAgreed,
    /// Has no address.
    None,
}

/// A client of the cast.
#[derive(Debug, Clone, Copy)]
pub(in crate::app::demo) struct Person {
    /// Called so; the address is made of it.
    pub(in crate::app::demo) name: &'static str,
    pub(in crate::app::demo) zone: &'static str,
    /// ISO 3166 code of where they are for telehealth.
    pub(in crate::app::demo) location: &'static str,
    pub(in crate::app::demo) language: Language,
    pub(in crate::app::demo) mail: Mail,
    pub(in crate::app::demo) problem_area: Option<ProblemArea>,
    pub(in crate::app::demo) barriers: &'static [Barrier],
    /// On working days from this hour to that one, in their own zone.
    pub(in crate::app::demo) free: (i8, i8),
    /// The guardian's name; they agreed to mails.
    pub(in crate::app::demo) guardian: Option<&'static str>,
    /// The marks of the first sessions and of the last ones, around `|`: see `story`.
    pub(in crate::app::demo) marks: &'static str,
}

impl Person {
    /// Somebody of New York who comes in the evening, agreed to mails, and attends.
    pub(super) const fn new(name: &'static str) -> Self {
        Self {
            name,
            zone: "America/New_York",
            location: "US-NY",
            language: Language::En,
            mail: Mail::Agreed,
            problem_area: None,
            barriers: &[],
            free: (17, 21),
            guardian: None,
            marks: "|",
        }
    }

    /// Lives elsewhere.
    pub(super) const fn of(self, zone: &'static str, location: &'static str) -> Self {
        Self { zone, location, ..self }
    }

    /// Lives in Spain, and is written to in Spanish.
    pub(super) const fn spanish(self) -> Self {
        Self { language: Language::Es, ..self.of("Europe/Madrid", "ES") }
    }

    pub(super) const fn working_on(self, area: ProblemArea) -> Self {
        Self { problem_area: Some(area), ..self }
    }

    pub(super) const fn hindered_by(self, barriers: &'static [Barrier]) -> Self {
        Self { barriers, ..self }
    }

    pub(super) const fn free(self, from_hour: i8, to_hour: i8) -> Self {
        Self { free: (from_hour, to_hour), ..self }
    }

    pub(super) const fn mail(self, mail: Mail) -> Self {
        Self { mail, ..self }
    }

    pub(super) const fn guarded_by(self, guardian: &'static str) -> Self {
        Self { guardian: Some(guardian), ..self }
    }

    pub(super) const fn marks(self, marks: &'static str) -> Self {
        Self { marks, ..self }
    }
}
