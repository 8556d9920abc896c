//! Rosters and members by initials: for who may know how a group comes, and not who its people are.

use std::collections::HashMap;

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::{AttendanceStatus, RosterEntry};
use crate::domain::ids::{ClientId, GroupId, SessionId};
use crate::domain::series::ScheduledSession;
use crate::storage::{clients, enrollments, participants};

/// A client of whom initials are shown alone; whose they are is for the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByInitials {
    /// The client.
    pub client_id: ClientId,
    /// The first letters of the name.
    pub initials: String,
}

/// Everybody's initials in those sessions with the status shown, in the order of enrollment: one statement, however
/// many sessions.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_rosters_by_initials(
    app: &App,
    caller: &Caller,
    sessions: &[ScheduledSession],
) -> Result<HashMap<SessionId, Vec<(ByInitials, AttendanceStatus)>>, Failure> {
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    let by_id: HashMap<SessionId, &ScheduledSession> =
        sessions.iter().map(|session| (session.session.id, session)).collect();
    let ids: Vec<SessionId> = by_id.keys().copied().collect();
    let places = participants::load_participants(app.db.reader(), caller.reach(), &ids).await?;
    let mut rosters: HashMap<_, Vec<_>> = HashMap::new();
    for (participation, client) in places {
        let Some(session) = by_id.get(&participation.session_id) else { continue };
        let person = ByInitials { client_id: client.id, initials: client.preferred_name.initials() };
        let entry = RosterEntry { participation, late_rule: session.late_rule() };
        rosters.entry(session.session.id).or_default().push((person, entry.shown()));
    }
    Ok(rosters)
}

/// The initials of those groups' members, in the order in which they joined: two statements, however many groups.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_members_by_initials(
    app: &App,
    caller: &Caller,
    groups: &[GroupId],
) -> Result<HashMap<GroupId, Vec<ByInitials>>, Failure> {
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    let (on, reach) = (app.db.reader(), caller.reach());
    let members = enrollments::load_open_enrollments_of_groups(on, reach, groups).await?;
    let ids: Vec<ClientId> = members.iter().map(|member| member.client_id).collect();
    let people: HashMap<ClientId, String> = clients::load_clients(on, reach, &ids)
        .await?
        .into_iter()
        .map(|client| (client.id, client.preferred_name.initials()))
        .collect();
    let mut by_group: HashMap<_, Vec<_>> = HashMap::new();
    for member in members {
        let (Some(group_id), Some(initials)) = (member.group_id, people.get(&member.client_id)) else {
            continue;
        };
        let person = ByInitials { client_id: member.client_id, initials: initials.clone() };
        by_group.entry(group_id).or_default().push(person);
    }
    Ok(by_group)
}
