//! Sessions with the edges a document asks for: at most one statement an edge, however many sessions.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Result};

use super::groups::groups_by_id;
use crate::app::{App, attendance, series, staff};
use crate::domain::access::Caller;
use crate::domain::attendance::{self as attendance_records, RosterEntry};
use crate::domain::ids::{ClientId, GroupId, SessionId, StaffMemberId};
use crate::domain::series::ScheduledSession;
use crate::domain::{clinics, people};
use crate::graphql::expose::{absent, expose};
use crate::graphql::selection::Selection;
use crate::graphql::types::{
    AttendanceByInitials, Client, Loaded, Participation, Session, SessionConflict, StaffMember,
};

/// The sessions, with the edges selected of them.
pub(crate) async fn sessions(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: Vec<ScheduledSession>,
) -> Result<Vec<Session>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let asked = |edge: &str| selection.has(edge);
    let mut places = Vec::new();
    if asked("participations") || asked("conflicts") {
        let ids: Vec<SessionId> = records.iter().map(|record| record.session.id).collect();
        places = series::load_participants(app, caller, &ids).await.map_err(expose)?;
    }
    let mut found = series::FoundConflicts::default();
    if asked("conflicts") {
        found = series::find_conflicts(app, caller, &records, &places).await.map_err(expose)?;
    }
    let mut therapists = HashMap::new();
    if asked("therapist") {
        // Who leads is known where conflicts were looked for.
        let known = asked("conflicts").then_some(found.therapists);
        therapists = therapists_of(ctx, selection.field("therapist"), &records, known).await?;
    }
    let mut groups = HashMap::new();
    if asked("group") {
        let ids: Vec<GroupId> = records.iter().filter_map(|record| record.owner.group_id()).collect();
        groups = groups_by_id(ctx, selection.field("group"), &ids).await?;
    }
    let mut rosters = HashMap::new();
    if asked("participations") {
        rosters = rosters_of(ctx, selection.field("participations"), &records, places).await?;
    }
    let mut initials = HashMap::new();
    if asked("attendanceByInitials") {
        initials = attendance::load_rosters_by_initials(app, caller, &records).await.map_err(expose)?;
    }
    let session = |record: ScheduledSession| {
        let therapist = therapists.get(&record.session.therapist_id).cloned();
        let group = record.owner.group_id().and_then(|id| groups.get(&id).cloned());
        let roster = rosters.remove(&record.session.id).unwrap_or_default();
        let by_initials = initials.remove(&record.session.id).unwrap_or_default();
        let by_initials =
            by_initials.into_iter().map(|(person, status)| AttendanceByInitials { person, status });
        let by_initials = by_initials.collect();
        let conflicts = found.conflicts.remove(&record.session.id).unwrap_or_default();
        let conflicts = conflicts.into_iter().map(SessionConflict).collect();
        Ok(Session {
            therapist: Loaded::when(asked("therapist"), || therapist.ok_or_else(absent))?,
            group: Loaded::when(asked("group"), || Ok(group))?,
            participations: Loaded::when(asked("participations"), || Ok(roster))?,
            conflicts: Loaded::when(asked("conflicts"), || Ok(conflicts))?,
            attendance_by_initials: Loaded::when(asked("attendanceByInitials"), || Ok(by_initials))?,
            record,
        })
    };
    records.into_iter().map(session).collect()
}

async fn therapists_of(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: &[ScheduledSession],
    known: Option<Vec<clinics::StaffMember>>,
) -> Result<HashMap<StaffMemberId, Arc<StaffMember>>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let members = match known {
        Some(members) => members,
        None => {
            let mut ids: Vec<StaffMemberId> =
                records.iter().map(|record| record.session.therapist_id).collect();
            ids.sort_unstable();
            ids.dedup();
            staff::load_staff_members(app, caller, &ids).await.map_err(expose)?
        }
    };
    let members = super::staff_members(ctx, selection, members).await?;
    Ok(members.into_iter().map(|member| (member.record.id, Arc::new(member))).collect())
}

async fn rosters_of(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: &[ScheduledSession],
    places: Vec<(attendance_records::Participation, people::Client)>,
) -> Result<HashMap<SessionId, Vec<Participation>>> {
    let sessions: HashMap<SessionId, &ScheduledSession> =
        records.iter().map(|record| (record.session.id, record)).collect();
    let mut rosters: HashMap<SessionId, Vec<Participation>> = HashMap::new();
    let (places, clients): (Vec<_>, Vec<_>) = places.into_iter().unzip();
    let clients: HashMap<ClientId, people::Client> =
        clients.into_iter().map(|client: people::Client| (client.id, client)).collect();
    let clients = super::clients(ctx, selection.field("client"), clients.into_values().collect()).await?;
    let clients: HashMap<ClientId, Arc<Client>> =
        clients.into_iter().map(|client| (client.record.id, Arc::new(client))).collect();
    for participation in places {
        let Some(session) = sessions.get(&participation.session_id) else { continue };
        let client = clients.get(&participation.client_id).cloned().ok_or_else(absent)?;
        let roster = rosters.entry(participation.session_id).or_default();
        let entry = RosterEntry { participation, late_rule: session.late_rule() };
        roster.push(Participation { entry, client });
    }
    Ok(rosters)
}
