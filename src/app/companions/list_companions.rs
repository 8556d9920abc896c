//! Which companion meetings there are, are missing, or lie outside their window.

use super::course::load_courses;
use crate::app::access::require_on;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller};
use crate::domain::companions::{Companion, CompanionState, CompanionWindow};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{EnrollmentId, GroupId, SessionId};
use crate::domain::time::Zone;
use crate::storage::{enrollments, groups, programs};

/// Whose meetings.
#[derive(Debug, Clone, Copy)]
pub enum CompanionsOf {
    /// Those of a group's present members.
    Group(GroupId),
    /// Those of one client.
    Enrollment(EnrollmentId),
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompanionsShown {
    /// All.
    All,
    /// Those that are required, and not scheduled.
    Missing,
    /// Those that are scheduled outside their window.
    Outside,
}

/// One meeting that a client's program asks for.
#[derive(Debug, Clone)]
pub struct CompanionMeeting {
    /// Whose.
    pub enrollment: Enrollment,
    /// What the program asks for.
    pub companion: Companion,
    /// When it may be held; none while there is no weekly session.
    pub window: Option<CompanionWindow>,
    /// The zone of the window's dates.
    pub zone: Zone,
    /// How it stands.
    pub state: CompanionState,
    /// The session, if it is scheduled.
    pub session_id: Option<SessionId>,
}

impl CompanionsShown {
    fn shows(self, meeting: &CompanionMeeting) -> bool {
        let is_missing = matches!(meeting.state, CompanionState::Missing | CompanionState::Overdue);
        match self {
            Self::All => true,
            Self::Missing => is_missing && meeting.companion.required,
            Self::Outside => meeting.state == CompanionState::OutsideWindow,
        }
    }
}

/// The companion meetings of a group's members or of one client, client by client in the order of the program: four
/// statements, however many, and one more while there is no weekly session.
///
/// # Errors
/// `Failure` if denied (it needs the rights to read clients and attendance), missing, or the database fails.
pub async fn list_companions(
    app: &App,
    caller: &Caller,
    of: CompanionsOf,
    shown: CompanionsShown,
) -> Result<Vec<CompanionMeeting>, Failure> {
    let on = app.db.reader();
    let subject = match of {
        CompanionsOf::Group(id) => id.to_string(),
        CompanionsOf::Enrollment(id) => id.to_string(),
    };
    require_on(app, caller, Action::ReadClients, &subject).await?;
    require_on(app, caller, Action::ReadAttendance, &subject).await?;
    let (program_id, members) = match of {
        CompanionsOf::Group(id) => {
            let group = groups::find_group(on, caller.reach(), id).await?.ok_or(Failure::NotFound)?;
            let members = enrollments::load_open_enrollments_of_groups(on, caller.reach(), &[id]).await?;
            (group.program_id, members)
        }
        CompanionsOf::Enrollment(id) => {
            let one = enrollments::find_enrollment(on, caller.reach(), id).await?.ok_or(Failure::NotFound)?;
            (one.program_id, vec![one])
        }
    };
    let program = programs::find_program(on, caller.clinic_id, program_id).await?;
    let asked = program.ok_or(Failure::NotFound)?.draft.companions;
    let courses = load_courses(on, caller.clinic_id, &members).await?;
    let now = app.now();
    let mut all = Vec::new();
    for enrollment in members {
        let Some(course) = courses.get(&enrollment.id) else { continue };
        all.extend(asked.iter().map(|companion| CompanionMeeting {
            enrollment: enrollment.clone(),
            companion: *companion,
            window: course.window(companion),
            zone: course.zone.clone(),
            state: course.state(companion, now),
            session_id: course.standing(companion.kind).map(|place| place.session_id),
        }));
    }
    all.retain(|meeting| shown.shows(meeting));
    Ok(all)
}
