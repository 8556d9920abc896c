//! Phases of treatment and their steps.

use async_graphql::{Enum, ID, Object, SimpleObject};

use super::CompanionKind;
use super::attendance::recorder_id;
use crate::app::phases::{CoursePhase, StepOfCourse};
use crate::domain::attendance::Note;
use crate::domain::phases as domain;
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// A phase of interpersonal psychotherapy.
    TreatmentPhase = domain::Phase {
        /// Taking stock, and agreeing what to work on.
        Initial,
        /// Working on it.
        Middle,
        /// Taking leave, and planning what comes after.
        Ending,
    }
}

/// A step that a phase of a program names.
#[derive(SimpleObject)]
pub(crate) struct PhaseStep {
    /// In which phase it is due.
    phase: TreatmentPhase,
    /// What it is known by, within the program, such as `INVENTORY`.
    code: String,
    /// What it is called.
    label: String,
}

impl From<domain::PhaseStep> for PhaseStep {
    fn from(step: domain::PhaseStep) -> Self {
        let domain::PhaseStep { phase, code, label } = step;
        Self { phase: phase.into(), code: code.to_string(), label: label.to_string() }
    }
}

/// A step of one course.
pub(crate) struct StepInCourse(pub(crate) StepOfCourse);

/// A step of one course, and whether it was ticked off.
#[Object]
impl StepInCourse {
    /// In which phase it is due.
    async fn phase(&self) -> TreatmentPhase {
        self.0.step.phase.into()
    }

    /// What it is known by, within the program, such as `INVENTORY`.
    async fn code(&self) -> &str {
        self.0.step.code.as_str()
    }

    /// What it is called.
    async fn label(&self) -> &str {
        self.0.step.label.as_str()
    }

    /// Whether it is done.
    async fn is_done(&self) -> bool {
        self.0.tick.as_ref().is_some_and(|tick| tick.is_done)
    }

    /// The id of the member of staff who ticked it off, or took that back, last; null if nobody ever did.
    async fn recorded_by_id(&self) -> Option<ID> {
        recorder_id(self.0.tick.as_ref()?.recorded_by)
    }

    /// When they did, in UTC.
    async fn recorded_at(&self) -> Option<Instant> {
        self.0.tick.as_ref().map(|tick| Instant(tick.recorded_at))
    }

    /// What they wrote beside it.
    async fn note(&self) -> Option<&str> {
        self.0.tick.as_ref()?.note.as_ref().map(Note::as_str)
    }

    /// How often it was ticked off or taken back: 0 before the first time.
    async fn version(&self) -> u32 {
        self.0.tick.as_ref().map_or(0, |tick| tick.version)
    }
}

/// What kind of thing is due.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DueKind {
    /// A step of this phase or an earlier one that is not ticked off; `step` tells which.
    Step,
    /// An evaluation whose days have come, or are over; `evaluation` tells which.
    Evaluation,
    /// An open goal, in the middle and in the ending phase, that was not rated since the day of the last session of the phase
    /// before; a rating of that very day, in the site's zone, counts. `goalId` tells which.
    GoalRating,
}

/// Something that is due in the present phase of a course.
#[derive(SimpleObject)]
pub(crate) struct DueItem {
    /// What kind of thing.
    kind: DueKind,
    /// The step's code.
    step: Option<String>,
    /// The evaluation.
    evaluation: Option<CompanionKind>,
    /// The goal's id (`goa_…`).
    goal_id: Option<ID>,
}

impl From<&domain::Due> for DueItem {
    fn from(due: &domain::Due) -> Self {
        let none = |kind| Self { kind, step: None, evaluation: None, goal_id: None };
        match due {
            domain::Due::Step(code) => Self { step: Some(code.to_string()), ..none(DueKind::Step) },
            domain::Due::Evaluation(kind) => {
                Self { evaluation: Some((*kind).into()), ..none(DueKind::Evaluation) }
            }
            domain::Due::GoalRating(goal) => Self { goal_id: Some(id(*goal)), ..none(DueKind::GoalRating) },
        }
    }
}

/// What a course has come to.
pub(crate) struct EnrollmentPhase(pub(crate) CoursePhase);

/// What a course has come to, and what is due in it.
#[Object]
impl EnrollmentPhase {
    /// The phase of its next session.
    async fn phase(&self) -> TreatmentPhase {
        self.0.phase.into()
    }

    /// How many sessions took place while the client was expected; in the brief form, how many were received.
    async fn sessions_held(&self) -> u32 {
        self.0.held
    }

    /// The last session of its initial phase, counted from 1. A program says where phases end in its shortest course; one that
    /// is planned longer or shorter is divided in the same proportion, rounded down.
    async fn initial_phase_ends(&self) -> u32 {
        self.0.bounds.initial_ends
    }

    /// The last session of its middle phase, counted from 1 and divided likewise; the rest is the ending.
    async fn middle_phase_ends(&self) -> u32 {
        self.0.bounds.middle_ends
    }

    /// The steps of all phases, in the program's order.
    async fn steps(&self) -> Vec<StepInCourse> {
        self.0.steps.iter().cloned().map(StepInCourse).collect()
    }

    /// What is due: steps not ticked off, evaluations whose days have come, goals to be rated (`GOAL_RATING` says since when).
    /// Once the enrollment is over, only the evaluation after it.
    async fn due(&self) -> Vec<DueItem> {
        self.0.due.iter().map(DueItem::from).collect()
    }
}
