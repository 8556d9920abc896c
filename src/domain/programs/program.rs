//! One program and the bounds it sets.

use crate::domain::companions::{Companion, InvalidCompanions, check_companions};
use crate::domain::ids::ProgramId;
use crate::domain::name::Name;
use crate::domain::words::words;

words! {
    /// Whether a program treats people together or one by one.
    pub enum ProgramFormat {
        /// In a group.
        Group = "GROUP",
        /// One-on-one.
        Individual = "INDIVIDUAL",
    }
}

words! {
    /// Whom a program is for.
    pub enum Audience {
        /// Adults.
        Adults = "ADULTS",
        /// Adolescents.
        Adolescents = "ADOLESCENTS",
        /// People in pregnancy or with an infant.
        Perinatal = "PERINATAL",
    }
}

/// What a program says, before it has an id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProgramDraft {
    /// A short code, unique in the clinic.
    pub code: Name,
    /// The name shown.
    pub name: Name,
    /// In a group or one-on-one.
    pub format: ProgramFormat,
    /// Whom it is for.
    pub audience: Audience,
    /// The fewest sessions a course may plan.
    pub min_sessions: i64,
    /// The most sessions a course may plan.
    pub max_sessions: i64,
    /// The fewest sessions, make-ups among them, by which the treatment counts as received.
    pub minimum_dose: i64,
    /// How long a session takes, in minutes.
    pub session_minutes: i64,
    /// The last session of the initial phase.
    pub initial_phase_ends: i64,
    /// The last session of the middle phase; the ending phase is the rest.
    pub middle_phase_ends: i64,
    /// Below this many members a group does not run.
    pub min_size: i64,
    /// From this many members on a group works as intended.
    pub viable_size: i64,
    /// The most members of a group.
    pub max_size: i64,
    /// What it asks for of each client beside the weekly sessions.
    pub companions: Vec<Companion>,
}

/// A treatment program of a clinic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreatmentProgram {
    /// Its id.
    pub id: ProgramId,
    /// What it says.
    pub draft: ProgramDraft,
    /// Raised by every write; a stale edit is refused.
    pub row_version: i64,
}

/// A program whose numbers contradict each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidProgram {
    /// A code longer than [`ProgramDraft::CODE_MAX_CHARS`].
    #[error("a code has at most {max} characters", max = ProgramDraft::CODE_MAX_CHARS)]
    Code,
    /// Not `1 <= min_sessions <= max_sessions <= 60`.
    #[error("sessions must be 1 ≤ least ≤ most ≤ 60")]
    Sessions,
    /// Not `1 <= minimum_dose <= min_sessions`.
    #[error("the minimum dose must be from 1 to the fewest sessions of a course")]
    MinimumDose,
    /// Not 10 to 240 minutes.
    #[error("a session takes from 10 to 240 minutes")]
    Minutes,
    /// Not `1 <= initial < middle < min_sessions`.
    #[error("phases must end in order, and before the fewest sessions are over")]
    Phases,
    /// Not `1 <= min <= viable <= max <= 100`.
    #[error("sizes must be 1 ≤ least ≤ viable ≤ most ≤ 100")]
    Sizes,
    /// Companion meetings that contradict themselves or each other.
    #[error(transparent)]
    Companions(#[from] InvalidCompanions),
}

impl ProgramDraft {
    /// The greatest length of a code, in characters.
    pub const CODE_MAX_CHARS: usize = 40;

    /// The minimum dose of a program that names none: half of its fewest sessions, rounded up. A convention.
    #[must_use]
    pub const fn usual_minimum_dose(min_sessions: i64) -> i64 {
        (min_sessions + 1) / 2
    }

    /// Checks that the code is short and the numbers fit together.
    ///
    /// # Errors
    /// The first rule they break.
    pub fn validate(self) -> Result<Self, InvalidProgram> {
        if self.code.as_str().chars().count() > Self::CODE_MAX_CHARS {
            return Err(InvalidProgram::Code);
        }
        if !(1 <= self.min_sessions && self.min_sessions <= self.max_sessions && self.max_sessions <= 60) {
            return Err(InvalidProgram::Sessions);
        }
        if !(1..=self.min_sessions).contains(&self.minimum_dose) {
            return Err(InvalidProgram::MinimumDose);
        }
        if !(10..=240).contains(&self.session_minutes) {
            return Err(InvalidProgram::Minutes);
        }
        if !(1 <= self.initial_phase_ends
            && self.initial_phase_ends < self.middle_phase_ends
            && self.middle_phase_ends < self.min_sessions)
        {
            return Err(InvalidProgram::Phases);
        }
        if !(1 <= self.min_size
            && self.min_size <= self.viable_size
            && self.viable_size <= self.max_size
            && self.max_size <= 100)
        {
            return Err(InvalidProgram::Sizes);
        }
        check_companions(&self.companions)?;
        Ok(self)
    }
}
