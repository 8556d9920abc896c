//! Treatment program.

use async_graphql::{ID, Object};

use super::Companion;
use crate::domain::programs;
use crate::graphql::ids::id;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// Whether a program treats people together or one by one.
    ProgramFormat = programs::ProgramFormat {
        /// In a group.
        Group,
        /// One-on-one.
        Individual,
    }

    /// Whom a program is for.
    Audience = programs::Audience {
        /// Adults.
        Adults,
        /// Adolescents.
        Adolescents,
        /// People in pregnancy or with an infant.
        Perinatal,
    }
}

/// A treatment program: the template of a course, from the literature or the clinic's own.
pub(crate) struct TreatmentProgram(programs::TreatmentProgram);

/// A treatment program: the template of a course, from the literature or the clinic's own.
#[Object]
impl TreatmentProgram {
    /// The program's id (`prg_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// A short code, unique in the clinic, such as `IPT-B`.
    async fn code(&self) -> &str {
        self.0.draft.code.as_str()
    }

    /// The name shown.
    async fn name(&self) -> &str {
        self.0.draft.name.as_str()
    }

    /// In a group or one-on-one.
    async fn format(&self) -> ProgramFormat {
        self.0.draft.format.into()
    }

    /// Whom it is for.
    async fn audience(&self) -> Audience {
        self.0.draft.audience.into()
    }

    /// The fewest sessions a course may plan.
    async fn min_sessions(&self) -> i64 {
        self.0.draft.min_sessions
    }

    /// The most sessions a course may plan.
    async fn max_sessions(&self) -> i64 {
        self.0.draft.max_sessions
    }

    /// The fewest sessions, make-ups among them, by which the treatment counts as received.
    async fn minimum_dose(&self) -> i64 {
        self.0.draft.minimum_dose
    }

    /// How long a session takes, in minutes.
    async fn session_minutes(&self) -> i64 {
        self.0.draft.session_minutes
    }

    /// The last session of the initial phase, counted from 1.
    async fn initial_phase_ends(&self) -> i64 {
        self.0.draft.initial_phase_ends
    }

    /// The last session of the middle phase, counted from 1; the ending phase is the rest.
    async fn middle_phase_ends(&self) -> i64 {
        self.0.draft.middle_phase_ends
    }

    /// Below this many members a group does not run.
    async fn min_size(&self) -> i64 {
        self.0.draft.min_size
    }

    /// From this many members on a group works as intended.
    async fn viable_size(&self) -> i64 {
        self.0.draft.viable_size
    }

    /// The most members of a group.
    async fn max_size(&self) -> i64 {
        self.0.draft.max_size
    }

    /// The meetings it asks for of each client beside the weekly sessions: `companionMeetings` tells how they stand.
    async fn companions(&self) -> Vec<Companion> {
        self.0.draft.companions.iter().copied().map(Companion::from).collect()
    }

    /// Counts its changes, from 1; `updateProgram` takes it.
    async fn row_version(&self) -> i64 {
        self.0.row_version
    }
}

impl From<programs::TreatmentProgram> for TreatmentProgram {
    fn from(program: programs::TreatmentProgram) -> Self {
        Self(program)
    }
}
