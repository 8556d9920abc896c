//! Loading who and what has to be free.

use std::collections::HashMap;

use jiff::ToSpan;

use super::find_free_slots::{AskSlots, AskSlotsError, MOST_PEOPLE};
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::closures::{ClosedTimes, ClosureOf};
use crate::domain::groups::GroupStatus;
use crate::domain::ids::{ClientId, SiteId, StaffMemberId};
use crate::domain::occupancy::{Holder, Occupancy};
use crate::domain::series::ExpandError;
use crate::domain::slots::{BusySpan, BusyTimes, Needed, ObstacleKind, SlotFrame};
use crate::domain::time::Zone;
use crate::storage::circumstances::{CircumstancesOf, load_circumstances};
use crate::storage::client_zones::{ClientZone, load_client_zones, load_client_zones_with_members};
use crate::storage::occupancy;
use crate::storage::slot_needs::{AskedNeeds, FoundNeeds, load_slot_needs};

/// The clients, and all that has to be free, with when it is not: four statements, however many people.
pub(super) async fn load_needed(
    app: &App,
    caller: &Caller,
    asked: &AskSlots,
    frame: &SlotFrame,
) -> Result<(Vec<ClientId>, Vec<Needed>), AskSlotsError> {
    if asked.client_ids.is_empty() && asked.therapist_ids.is_empty() && asked.group_id.is_none() {
        return Err(AskSlotsError::Nobody);
    }
    let others = load_others(app, caller, asked).await?;
    let clients = load_clients(app, caller, asked).await?;
    if clients.is_empty() && others.therapists.is_empty() {
        return Err(AskSlotsError::Nobody);
    }
    let client_ids: Vec<ClientId> = clients.iter().map(|client| client.client_id).collect();
    let therapist_ids: Vec<StaffMemberId> = others.therapists.iter().map(|(id, _)| *id).collect();
    let (on, clinic_id) = (app.db.reader(), caller.clinic_id);
    let of = CircumstancesOf {
        therapists: therapist_ids,
        clients: client_ids.clone(),
        rooms: asked.room_id.into_iter().collect(),
        groups: asked.group_id.into_iter().collect(),
        closed_from: frame.start_on.saturating_sub(1.day()),
    };
    let mut known = load_circumstances(on, clinic_id, &of).await.map_err(Failure::from)?;
    let closed = std::mem::take(&mut known.closed);
    let home = asked.group_id.and_then(|id| known.sites_of_groups.get(&id).copied());
    let site = asked.room_id.and_then(|id| closed.site_of(id)).or(home);
    let of_therapists = others.therapists.into_iter().map(|(id, zone)| {
        let windows = known.therapist_windows.remove(&id).unwrap_or_default();
        (Holder::Therapist(id), Some(zone), windows)
    });
    let of_clients = clients.into_iter().map(|client| {
        let windows = known.client_windows.remove(&client.client_id).unwrap_or_default();
        (Holder::Client(client.client_id), Some(client.zone), windows)
    });
    let of_room = asked.room_id.map(|id| (Holder::Room(id), None::<Zone>, Vec::new()));
    let all: Vec<_> = of_therapists.chain(of_room).chain(of_clients).collect();
    let holders: Vec<Holder> = all.iter().map(|(holder, _, _)| *holder).collect();
    let mut busy = load_busy(app, caller, frame, &holders).await?;
    for (holder, span) in closed_to(&holders, site, &closed) {
        busy.entry(holder).or_default().push(span);
    }
    let needed = all.into_iter().map(|(holder, zone, windows)| {
        let busy = BusyTimes::new(busy.remove(&holder).unwrap_or_default());
        Needed { holder, zone, windows, busy }
    });
    Ok((client_ids, needed.collect()))
}

/// When therapists have time off, and when the site is closed: told of the room, or of whoever comes first.
fn closed_to(holders: &[Holder], site: Option<SiteId>, closed: &ClosedTimes) -> Vec<(Holder, BusySpan)> {
    let spans = |of, kind| {
        closed.of(of).into_iter().map(move |(starts_at, ends_at)| BusySpan { starts_at, ends_at, kind })
    };
    let mut all = Vec::new();
    for holder in holders {
        if let Holder::Therapist(id) = holder {
            let off = spans(ClosureOf::Therapist(*id), ObstacleKind::Away);
            all.extend(off.map(|span| (*holder, span)));
        }
    }
    let is_room = |holder: &&Holder| matches!(holder, Holder::Room(_));
    let told_of = holders.iter().find(is_room).or(holders.first());
    if let (Some(site), Some(holder)) = (site, told_of) {
        all.extend(spans(ClosureOf::Site(site), ObstacleKind::SiteClosed).map(|span| (*holder, span)));
    }
    all
}

/// Group, therapists and room: one statement, or none where none is named.
async fn load_others(app: &App, caller: &Caller, asked: &AskSlots) -> Result<FoundNeeds, AskSlotsError> {
    let AskSlots { group_id, therapist_ids, room_id, .. } = asked;
    if group_id.is_none() && therapist_ids.is_empty() && room_id.is_none() {
        return Ok(FoundNeeds::default());
    }
    let needs = AskedNeeds {
        therapists: therapist_ids.clone(),
        group_id: *group_id,
        room_id: *room_id,
        now: app.now(),
    };
    let found = load_slot_needs(app.db.reader(), caller.reach(), &needs).await.map_err(Failure::from)?;
    match (group_id, found.group) {
        (Some(_), None) => return Err(AskSlotsError::GroupNotFound),
        (Some(_), Some(ended @ (GroupStatus::Completed | GroupStatus::Cancelled))) => {
            return Err(AskSlotsError::GroupEnded(ended));
        }
        (_, None | Some(GroupStatus::Forming | GroupStatus::Active)) | (None, Some(_)) => {}
    }
    let is_missing = |id: &StaffMemberId| !found.therapists.iter().any(|(known, _)| known == id);
    if let Some(place) = therapist_ids.iter().position(is_missing) {
        return Err(AskSlotsError::TherapistNotFound { place });
    }
    if room_id.is_some() && !found.has_room {
        return Err(AskSlotsError::RoomNotFound);
    }
    Ok(found)
}

/// The clients named and the group's members: one statement, or none where none is named.
async fn load_clients(
    app: &App,
    caller: &Caller,
    asked: &AskSlots,
) -> Result<Vec<ClientZone>, AskSlotsError> {
    let AskSlots { client_ids, group_id, .. } = asked;
    let (on, reach) = (app.db.reader(), caller.reach());
    let loaded = match group_id {
        Some(id) => load_client_zones_with_members(on, reach, client_ids, *id).await,
        None if client_ids.is_empty() => Ok(Vec::new()),
        None => load_client_zones(on, reach, client_ids).await,
    };
    let clients = loaded.map_err(Failure::from)?;
    let is_missing = |id: &ClientId| !clients.iter().any(|client| client.client_id == *id);
    if let Some(place) = client_ids.iter().position(is_missing) {
        return Err(AskSlotsError::ClientNotFound { place });
    }
    if clients.len() > MOST_PEOPLE {
        return Err(AskSlotsError::TooMany { given: clients.len() });
    }
    Ok(clients)
}

/// When they are in sessions, within the frame's weeks: one statement, however many.
async fn load_busy(
    app: &App,
    caller: &Caller,
    frame: &SlotFrame,
    holders: &[Holder],
) -> Result<HashMap<Holder, Vec<BusySpan>>, AskSlotsError> {
    let (from, until) = frame.span().ok_or(AskSlotsError::Expand(ExpandError::BeyondCalendar))?;
    let rows = occupancy::load_occupancy(app.db.reader(), caller.clinic_id, holders, from, until)
        .await
        .map_err(Failure::from)?;
    let mut busy: HashMap<Holder, Vec<BusySpan>> = HashMap::new();
    for Occupancy { id: _, session_id: _, holder, starts_at, ends_at } in rows {
        busy.entry(holder).or_default().push(BusySpan { starts_at, ends_at, kind: ObstacleKind::InSession });
    }
    Ok(busy)
}
