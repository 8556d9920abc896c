//! What an edit of a series makes of its members' companion meetings.

use jiff::Timestamp;

use super::course::load_courses;
use crate::app::Failure;
use crate::app::series::revision::People;
use crate::domain::companions::{Companion, CompanionKind, CompanionState, CompanionWindow};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClinicId, SessionId};
use crate::domain::series::{EditedSeries, SessionSeries};
use crate::domain::time::Zone;
use crate::storage::{Connection, programs};

/// A meeting whose window an edit moves.
#[derive(Debug, Clone)]
pub struct MovedWindow {
    /// Whose.
    pub enrollment: Enrollment,
    /// What for.
    pub kind: CompanionKind,
    /// When it may be held now; none while there is no weekly session.
    pub before: Option<CompanionWindow>,
    /// When it may be held after the edit.
    pub after: Option<CompanionWindow>,
    /// The zone of the dates after the edit.
    pub zone: Zone,
    /// The session that is scheduled, if one is: it stays where it is.
    pub session_id: Option<SessionId>,
    /// How it stands after the edit.
    pub state: CompanionState,
}

/// The companion meetings whose windows move with the series, client by client in the order of the program, but for those
/// that were held: two statements, however many members, and none for a series that is a meeting
/// itself, or whose zone vanished.
pub(in crate::app) async fn load_moved_windows(
    on: &Connection,
    clinic_id: ClinicId,
    series: &SessionSeries,
    edited: &EditedSeries,
    people: &People,
    now: Timestamp,
) -> Result<Vec<MovedWindow>, Failure> {
    let members = people.members_of(series.id);
    let Some(program_id) = people.program_of(series).filter(|_| series.meeting.is_none()) else {
        return Ok(Vec::new());
    };
    let program = programs::find_program(on, clinic_id, program_id).await?;
    let asked = program.ok_or(Failure::NotFound)?.draft.companions;
    if !series.rule.zone.is_known() {
        return Ok(Vec::new()); // No date of the windows before can be told.
    }
    let courses = load_courses(on, clinic_id, members).await?;
    let mut moved = Vec::new();
    for enrollment in members {
        let Some(course) = courses.get(&enrollment.id) else { continue };
        let is_expected = |session| people.expected_at(session).contains(&enrollment.client_id);
        let after = course.after(edited, &series.rule.zone, is_expected);
        moved.extend(asked.iter().map(|companion| MovedWindow {
            enrollment: enrollment.clone(),
            kind: companion.kind,
            before: course.window(companion),
            after: after.window(companion),
            zone: after.zone.clone(),
            session_id: after.standing(companion.kind).map(|place| place.session_id),
            state: after.state(companion, now),
        }));
    }
    moved.retain(|one| one.before != one.after && one.state != CompanionState::Held);
    Ok(moved)
}

/// The same of one client, who is no longer expected at some sessions of their course: one statement, or two.
pub(in crate::app) async fn load_windows_without(
    on: &Connection,
    clinic_id: ClinicId,
    enrollment: &Enrollment,
    asked: &[Companion],
    gone: &[SessionId],
    now: Timestamp,
) -> Result<Vec<MovedWindow>, Failure> {
    let courses = load_courses(on, clinic_id, std::slice::from_ref(enrollment)).await?;
    let Some(course) = courses.get(&enrollment.id) else { return Ok(Vec::new()) };
    let after = course.without(gone);
    let moved = asked.iter().map(|companion| MovedWindow {
        enrollment: enrollment.clone(),
        kind: companion.kind,
        before: course.window(companion),
        after: after.window(companion),
        zone: after.zone.clone(),
        session_id: after.standing(companion.kind).map(|place| place.session_id),
        state: after.state(companion, now),
    });
    Ok(moved.filter(|one| one.before != one.after && one.state != CompanionState::Held).collect())
}
