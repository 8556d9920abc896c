//! Treatment goals and how they are rated.

use async_graphql::{ID, Object};

use super::attendance::{RecorderKind, recorder_id};
use crate::app::goals::ShownGoal;
use crate::domain::attendance::Note;
use crate::domain::goals as domain;
use crate::graphql::ids::id;
use crate::graphql::scalars::{Instant, LocalDate};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What a goal is about.
    GoalKind = domain::GoalKind {
        /// To speak, ask and refuse, and to be with others.
        InterpersonalSkills,
        /// To suffer less.
        EmotionalDistress,
        /// To settle a dispute.
        ConflictResolution,
        /// To deal with what can't be changed.
        Coping,
        /// To have people to turn to.
        SocialSupport,
        /// To find one's way into a new part of life.
        LifeTransition,
    }

    /// Where a goal stands.
    GoalState = domain::GoalState {
        /// Worked on.
        Open,
        /// Reached.
        Reached,
        /// Given up, or replaced by another.
        Dropped,
    }
}

/// How far a goal was attained at a review.
pub(crate) struct GoalRating(pub(crate) domain::GoalRating);

/// How far a goal was attained at a review.
#[Object]
impl GoalRating {
    /// The level, from -2 (much less than expected) over 0 (as expected) to 2 (much more than expected), as in Goal Attainment
    /// Scaling.
    async fn attainment(&self) -> i8 {
        self.0.attainment.level()
    }

    /// The day of the review, in the site's zone.
    async fn rated_on(&self) -> LocalDate {
        LocalDate(self.0.rated_on)
    }

    /// What was written beside it.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_ref().map(Note::as_str)
    }

    /// The id of the member of staff or the client who recorded it; null for the service itself.
    async fn recorded_by_id(&self) -> Option<ID> {
        recorder_id(self.0.recorded_by)
    }

    /// When it was recorded, in UTC.
    async fn recorded_at(&self) -> Instant {
        Instant(self.0.recorded_at)
    }
}

/// A goal of one course.
pub(crate) struct TreatmentGoal(pub(crate) ShownGoal);

/// A goal of one course, in the client's words, as it stands. It is never overwritten: a change adds a version.
#[Object]
impl TreatmentGoal {
    /// The goal's id (`goa_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.goal.id)
    }

    /// The enrollment's id (`enr_…`).
    async fn enrollment_id(&self) -> ID {
        id(self.0.goal.enrollment_id)
    }

    /// When it was agreed, in the site's zone.
    async fn agreed_on(&self) -> LocalDate {
        LocalDate(self.0.goal.agreed_on)
    }

    /// What it is about.
    async fn kind(&self) -> GoalKind {
        self.0.goal.terms.kind.into()
    }

    /// The goal, in the client's words.
    async fn words(&self) -> &str {
        self.0.goal.terms.words.as_str()
    }

    /// Where it stands.
    async fn state(&self) -> GoalState {
        self.0.goal.terms.state.into()
    }

    /// Since when it is reached or dropped, in the site's zone; null while it is open.
    async fn closed_on(&self) -> Option<LocalDate> {
        self.0.goal.terms.closed_on.map(LocalDate)
    }

    /// How it was rated, by the days of the reviews: of two ratings of a day the later one.
    async fn ratings(&self) -> Vec<GoalRating> {
        self.0.ratings.iter().cloned().map(GoalRating).collect()
    }

    /// How many versions there are; `changeGoal` needs it.
    async fn version(&self) -> u32 {
        self.0.goal.version
    }

    /// Whose hand the version that stands came from.
    async fn recorded_by_kind(&self) -> RecorderKind {
        self.0.goal.recorded_by.into()
    }

    /// The id of the member of staff or the client; null for the service itself.
    async fn recorded_by_id(&self) -> Option<ID> {
        recorder_id(self.0.goal.recorded_by)
    }

    /// When it was recorded, in UTC.
    async fn recorded_at(&self) -> Instant {
        Instant(self.0.goal.recorded_at)
    }
}

/// One version of a goal.
pub(crate) struct GoalVersion(pub(crate) domain::GoalVersion);

/// One version of a goal, as it was written then.
#[Object]
impl GoalVersion {
    /// Its place in the history, from 1.
    async fn version(&self) -> u32 {
        self.0.goal.version
    }

    /// What the goal was about.
    async fn kind(&self) -> GoalKind {
        self.0.goal.terms.kind.into()
    }

    /// The goal, in the client's words.
    async fn words(&self) -> &str {
        self.0.goal.terms.words.as_str()
    }

    /// Where it stood.
    async fn state(&self) -> GoalState {
        self.0.goal.terms.state.into()
    }

    /// Since when it was reached or dropped, in the site's zone.
    async fn closed_on(&self) -> Option<LocalDate> {
        self.0.goal.terms.closed_on.map(LocalDate)
    }

    /// Why it was changed; null for the first version, or if nobody wrote it.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_ref().map(Note::as_str)
    }

    /// The id of the member of staff or the client who wrote it; null for the service itself.
    async fn recorded_by_id(&self) -> Option<ID> {
        recorder_id(self.0.goal.recorded_by)
    }

    /// When it was written, in UTC.
    async fn recorded_at(&self) -> Instant {
        Instant(self.0.goal.recorded_at)
    }
}
