//! On which dates phases begin, before and in the brief form.

use std::collections::HashMap;

use crate::domain::attendance::Occasion;
use crate::domain::brief_form::{BRIEF_FORM_LENGTH, BriefFormSplit};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::ParticipationId;
use crate::domain::phases::{PhaseBounds, PhaseSpan};
use crate::domain::programs::ProgramDraft;
use crate::domain::series::Session;
use crate::storage::brief_forms::CourseSession;

/// A phase of a course, and the session it begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedPhase {
    /// Which sessions of the course it has.
    pub span: PhaseSpan,
    /// The first of them; none if that is not scheduled.
    pub begins_with: Option<Session>,
}

/// The phases as they are: counted in the weekly sessions at which the client is, or was, expected.
pub(super) fn phases_before(
    course: &[CourseSession],
    enrollment: &Enrollment,
    program: &ProgramDraft,
) -> Vec<DatedPhase> {
    let is_weekly = |one: &&CourseSession| {
        let CourseSession { place, session, .. } = one;
        let occasion = Occasion::of(session.kind, place.makes_up_for.is_some(), session.is_cancelled());
        occasion == Occasion::Regular && place.is_expected()
    };
    let weekly: Vec<&Session> = course.iter().filter(is_weekly).map(|one| &one.session).collect();
    let planned = u32::try_from(enrollment.planned_sessions).unwrap_or(0);
    dated(PhaseBounds::of_program(program, planned), &weekly)
}

/// The phases in the brief form: counted in the sessions that are received, of which those received before are the first.
pub(super) fn phases_after(
    course: &[CourseSession],
    split: &BriefFormSplit,
    program: &ProgramDraft,
) -> Vec<DatedPhase> {
    let by_place: HashMap<ParticipationId, &Session> =
        course.iter().map(|one| (one.place.id, &one.session)).collect();
    let eight: Vec<&Session> = split.course.iter().filter_map(|id| by_place.get(id).copied()).collect();
    dated(PhaseBounds::of_program(program, BRIEF_FORM_LENGTH), &eight)
}

fn dated(bounds: PhaseBounds, sessions: &[&Session]) -> Vec<DatedPhase> {
    let dated = |span: PhaseSpan| {
        let index = usize::try_from(span.first).unwrap_or(usize::MAX).saturating_sub(1);
        DatedPhase { span, begins_with: sessions.get(index).map(|session| (*session).clone()) }
    };
    bounds.spans().into_iter().map(dated).collect()
}
