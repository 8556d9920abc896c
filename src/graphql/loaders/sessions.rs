//! Sessions with the edges a document asks for: at most one statement an edge, however many sessions.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Result};

use super::groups::groups_by_id;
use crate::app::{App, attendance, series, staff};
use crate::domain::access::Caller;
use crate::domain::attendance::RosterEntry;
use crate::domain::ids::{ClientId, GroupId, SessionId, StaffMemberId};
use crate::domain::people;
use crate::domain::series::ScheduledSession;
use crate::graphql::expose::{absent, expose};
use crate::graphql::selection::Selection;
use crate::graphql::types::{AttendanceByInitials, Client, Loaded, Participation, Session, StaffMember};

/// The sessions, with the edges selected of them.
pub(crate) async fn sessions(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: Vec<ScheduledSession>,
) -> Result<Vec<Session>> {
    let mut therapists = HashMap::new();
    if selection.has("therapist") {
        therapists = therapists_of(ctx, selection.field("therapist"), &records).await?;
    }
    let mut groups = HashMap::new();
    if selection.has("group") {
        let ids: Vec<GroupId> = records.iter().filter_map(|record| record.owner.group_id()).collect();
        groups = groups_by_id(ctx, selection.field("group"), &ids).await?;
    }
    let mut rosters = HashMap::new();
    if selection.has("participations") {
        rosters = rosters_of(ctx, selection.field("participations"), &records).await?;
    }
    let mut initials = HashMap::new();
    if selection.has("attendanceByInitials") {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        initials = attendance::load_rosters_by_initials(app, caller, &records).await.map_err(expose)?;
    }
    let asked = |edge: &str| selection.has(edge);
    let session = |record: ScheduledSession| {
        let therapist = therapists.get(&record.session.therapist_id).cloned();
        let group = record.owner.group_id().and_then(|id| groups.get(&id).cloned());
        let roster = rosters.remove(&record.session.id).unwrap_or_default();
        let by_initials = initials.remove(&record.session.id).unwrap_or_default();
        let by_initials =
            by_initials.into_iter().map(|(person, status)| AttendanceByInitials { person, status });
        let by_initials = by_initials.collect();
        Ok(Session {
            therapist: Loaded::when(asked("therapist"), || therapist.ok_or_else(absent))?,
            group: Loaded::when(asked("group"), || Ok(group))?,
            participations: Loaded::when(asked("participations"), || Ok(roster))?,
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
) -> Result<HashMap<StaffMemberId, Arc<StaffMember>>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let mut ids: Vec<StaffMemberId> = records.iter().map(|record| record.session.therapist_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let members = staff::load_staff_members(app, caller, &ids).await.map_err(expose)?;
    let members = super::staff_members(ctx, selection, members).await?;
    Ok(members.into_iter().map(|member| (member.record.id, Arc::new(member))).collect())
}

async fn rosters_of(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: &[ScheduledSession],
) -> Result<HashMap<SessionId, Vec<Participation>>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let sessions: HashMap<SessionId, &ScheduledSession> =
        records.iter().map(|record| (record.session.id, record)).collect();
    let ids: Vec<SessionId> = sessions.keys().copied().collect();
    let mut rosters: HashMap<SessionId, Vec<Participation>> = HashMap::new();
    let (places, people): (Vec<_>, Vec<_>) =
        series::load_participants(app, caller, &ids).await.map_err(expose)?.into_iter().unzip();
    let clients: HashMap<ClientId, people::Client> =
        people.into_iter().map(|client: people::Client| (client.id, client)).collect();
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
