//! The evaluations before and after treatment.

use async_graphql::{ID, SimpleObject};

use super::measure::MeasureChange;
use super::{CompanionKind, Instrument, Measure};
use crate::app::measures::{self as app, ShownReading};
use crate::domain::measures as domain;
use crate::graphql::ids::id;
use crate::graphql::scalars::LocalDate;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// How an evaluation of one course stands.
    EvaluationState = domain::EvaluationState {
        /// The program does not ask for it, and it was not done.
        NotAsked,
        /// Its days have not come, or are not known yet.
        NotYet,
        /// Its days have come.
        Due,
        /// Its days are over, and it was not done.
        Overdue,
        /// Its meeting was held, or a reading was recorded of it.
        Done,
    }
}

/// One of the two evaluations of a course.
#[derive(SimpleObject)]
pub(crate) struct Evaluation {
    /// Which: PRE_EVALUATION or POST_EVALUATION.
    kind: CompanionKind,
    /// The first day it may be held, in the zone of the weekly sessions; it moves with them. Null if the program does not ask
    /// for it, or while there is no weekly session.
    due_from: Option<LocalDate>,
    /// The last day it may be held, in the same zone.
    due_until: Option<LocalDate>,
    /// The day it was done: that of its first reading, or else of its meeting.
    done_on: Option<LocalDate>,
    /// How it stands.
    state: EvaluationState,
}

/// What the two evaluations found by one instrument.
#[derive(SimpleObject)]
pub(crate) struct EvaluationResult {
    /// The instrument.
    instrument: Instrument,
    /// The reading before treatment.
    pre: Option<Measure>,
    /// The last reading of the evaluation after treatment.
    post: Option<Measure>,
    /// How the latter differs from the former; null without either.
    change: Option<MeasureChange>,
    /// Whether the reading after treatment is a remission; null without one, or if that is not defined.
    is_remission: Option<bool>,
}

/// The evaluations of one course, before and after treatment.
#[derive(SimpleObject)]
pub(crate) struct EnrollmentEvaluations {
    /// The enrollment's id (`enr_…`).
    enrollment_id: ID,
    /// The one before treatment.
    pre: Evaluation,
    /// The one after treatment.
    post: Evaluation,
    /// What they found, instrument by instrument, side by side.
    results: Vec<EvaluationResult>,
}

impl From<app::Evaluation> for Evaluation {
    fn from(evaluation: app::Evaluation) -> Self {
        let app::Evaluation { kind, window, done_on, state } = evaluation;
        Self {
            kind: kind.into(),
            due_from: window.map(|window| LocalDate(window.from)),
            due_until: window.map(|window| LocalDate(window.until)),
            done_on: done_on.map(LocalDate),
            state: state.into(),
        }
    }
}

impl From<app::EvaluationResult> for EvaluationResult {
    fn from(result: app::EvaluationResult) -> Self {
        let app::EvaluationResult { instrument, found: domain::SideBySide { pre, post } } = result;
        let measure = |judged: &domain::Judged| {
            Measure(ShownReading { reading: judged.reading.clone(), instrument: instrument.clone() })
        };
        Self {
            pre: pre.as_ref().map(measure),
            change: post.as_ref().and_then(|post| post.change).map(Into::into),
            is_remission: post.as_ref().and_then(|post| post.is_remission),
            post: post.as_ref().map(measure),
            instrument: Instrument(instrument),
        }
    }
}

impl From<app::Evaluations> for EnrollmentEvaluations {
    fn from(evaluations: app::Evaluations) -> Self {
        let app::Evaluations { enrollment_id, zone: _, pre, post, results } = evaluations;
        Self {
            enrollment_id: id(enrollment_id),
            pre: pre.into(),
            post: post.into(),
            results: results.into_iter().map(Into::into).collect(),
        }
    }
}
