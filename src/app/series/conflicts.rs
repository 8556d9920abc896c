//! What speaks against sessions to come.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::tz::TimeZone;

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::Participation;
use crate::domain::clinics::StaffMember;
use crate::domain::conflicts::{SessionConflict, session_conflicts};
use crate::domain::ids::SessionId;
use crate::domain::people::Client;
use crate::domain::series::ScheduledSession;
use crate::storage::circumstances::{self, CircumstancesOf};

/// What was found, and who leads: known anyway by then.
#[derive(Debug, Clone, Default)]
pub struct FoundConflicts {
    /// What speaks against which session.
    pub conflicts: HashMap<SessionId, Vec<SessionConflict>>,
    /// The sessions' therapists.
    pub therapists: Vec<StaffMember>,
}

/// What speaks against those of the sessions that are to come: one statement, however many. `places` is everybody's place
/// in them, as `load_participants` gives it.
///
/// # Errors
/// `Failure` if denied (it needs the right to read the schedule, clients and attendance) or the database fails.
pub async fn find_conflicts(
    app: &App,
    caller: &Caller,
    sessions: &[ScheduledSession],
    places: &[(Participation, Client)],
) -> Result<FoundConflicts, Failure> {
    for right in [Action::ReadSchedule, Action::ReadClients, Action::ReadAttendance] {
        require(app, caller, right, Concern::Clinic).await?;
    }
    let mut of = CircumstancesOf {
        therapists: sessions.iter().map(|one| one.session.therapist_id).collect(),
        clients: places.iter().map(|(_, client)| client.id).collect(),
        rooms: sessions.iter().filter_map(|one| one.session.room_id).collect(),
        groups: sessions.iter().filter_map(|one| one.owner.group_id()).collect(),
        // Only what is to come can be in conflict; a zone may be a day behind.
        closed_from: TimeZone::UTC.to_datetime(app.now()).date().saturating_sub(1.day()),
    };
    once(&mut of.therapists);
    once(&mut of.clients);
    once(&mut of.rooms);
    once(&mut of.groups);
    let known = circumstances::load_circumstances(app.db.reader(), caller.clinic_id, &of)
        .await
        .map_err(Failure::from)?;
    let mut in_session: HashMap<SessionId, Vec<(&Participation, &Client)>> = HashMap::new();
    for (place, client) in places {
        in_session.entry(place.session_id).or_default().push((place, client));
    }
    let now = app.now();
    let conflicts = sessions.iter().map(|scheduled| {
        let id = scheduled.session.id;
        let places = in_session.get(&id).map(Vec::as_slice).unwrap_or_default();
        (id, session_conflicts(scheduled, places, &known, now))
    });
    Ok(FoundConflicts {
        conflicts: conflicts.collect(),
        therapists: known.therapists.into_values().collect(),
    })
}

fn once<Id: Ord>(ids: &mut Vec<Id>) {
    ids.sort_unstable();
    ids.dedup();
}
