//! Who can lead instead of a therapist who is away.

use std::collections::{BTreeMap, HashSet};

use jiff::Timestamp;

use crate::app::Failure;
use crate::app::series::revision::Revision;
use crate::app::series::taken::{Claim, in_the_way};
use crate::domain::access::Role;
use crate::domain::clinics::{StaffMember, is_at_work, is_licensed};
use crate::domain::closures::ClosedTimes;
use crate::domain::ids::{ClinicId, SeriesId, SessionId, StaffMemberId};
use crate::domain::occupancy::Holder;
use crate::domain::series::Session;
use crate::domain::slice::Slice;
use crate::domain::time::local;
use crate::storage::{Connection, availability, qualifications, staff};

/// The most members of staff who are looked at.
const MOST_STAFF: u64 = 1_000;

/// The most that are offered for one series.
const MOST_OFFERS: usize = 10;

/// Somebody who can lead sessions of a series: free, at work and in their windows then, and licensed where its clients are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubstituteOffer {
    /// Who.
    pub therapist_id: StaffMemberId,
    /// Which of the sessions that fall into the time off.
    pub session_ids: Vec<SessionId>,
    /// Whether all of them.
    pub is_for_all: bool,
    /// Whether all sessions from the first of them to the series' end: they could take it over.
    pub is_for_the_rest: bool,
}

/// Who can lead sessions of which series instead, whoever can lead most of them first: four statements, however many
/// series and therapists.
pub(super) async fn offers(
    on: &Connection,
    clinic_id: ClinicId,
    away: StaffMemberId,
    revision: &Revision,
    stored: &[Session],
    (fresh, closed): (&ClosedTimes, &ClosedTimes),
    now: Timestamp,
) -> Result<BTreeMap<SeriesId, Vec<SubstituteOffer>>, Failure> {
    let others = others(on, clinic_id, away).await?;
    let ids: Vec<StaffMemberId> = others.iter().map(|one| one.id).collect();
    let licences = qualifications::load_licences(on, clinic_id, &ids).await.map_err(Failure::from)?;
    let windows = availability::load_of_staff(on, clinic_id, &ids).await.map_err(Failure::from)?;
    let coming: Vec<&Session> =
        stored.iter().filter(|session| !session.is_cancelled() && session.starts_at > now).collect();
    let busy = busy(on, clinic_id, &ids, &coming).await?;
    let mut all = BTreeMap::new();
    for series in &revision.found {
        let own: Vec<&Session> =
            coming.iter().copied().filter(|session| session.series_id == series.id).collect();
        let is_hit = |session: &&Session| fresh.is_away(away, session.starts_at, session.ends_at);
        let led = |session: &&Session| session.therapist_id == away;
        let hit: Vec<&Session> = own.iter().copied().filter(|one| led(one) && is_hit(one)).collect();
        let first = hit.first().map(|session| session.starts_at);
        let rest: Vec<&Session> =
            own.iter().copied().filter(|one| led(one) && Some(one.starts_at) >= first).collect();
        let locations = revision.people.locations_of(series.id);
        let licences_of = |member: &StaffMember| licences.get(&member.id).map_or(&[][..], Vec::as_slice);
        let windows_of = |member: &StaffMember| windows.get(&member.id).map_or(&[][..], Vec::as_slice);
        let offer = |member: &StaffMember| {
            let can_lead = |session: &&Session| {
                !busy.contains(&(session.id, member.id))
                    && !closed.is_away(member.id, session.starts_at, session.ends_at)
                    && is_licensed(
                        licences_of(member),
                        &locations,
                        local(session.starts_at, &member.zone).date(),
                    )
                    && is_at_work(windows_of(member), &member.zone, session.starts_at, session.ends_at)
            };
            let session_ids: Vec<SessionId> =
                hit.iter().filter(|one| can_lead(one)).map(|one| one.id).collect();
            (!session_ids.is_empty()).then(|| SubstituteOffer {
                therapist_id: member.id,
                is_for_all: session_ids.len() == hit.len(),
                is_for_the_rest: rest.iter().all(can_lead),
                session_ids,
            })
        };
        let mut offers: Vec<SubstituteOffer> = others.iter().filter_map(offer).collect();
        offers.sort_by_key(|one| std::cmp::Reverse((one.is_for_the_rest, one.session_ids.len())));
        offers.truncate(MOST_OFFERS);
        all.insert(series.id, offers);
    }
    Ok(all)
}

async fn others(
    on: &Connection,
    clinic_id: ClinicId,
    away: StaffMemberId,
) -> Result<Vec<StaffMember>, Failure> {
    let slice = Slice { after: None, limit: MOST_STAFF };
    let all = staff::list_staff_members(on, clinic_id, None, slice).await.map_err(Failure::from)?;
    let leads =
        |one: &StaffMember| one.id != away && one.disabled_at.is_none() && one.role == Role::Therapist;
    Ok(all.into_iter().filter(leads).collect())
}

/// Who is in another session during which.
async fn busy(
    on: &Connection,
    clinic_id: ClinicId,
    members: &[StaffMemberId],
    coming: &[&Session],
) -> Result<HashSet<(SessionId, StaffMemberId)>, Failure> {
    let claims: Vec<Claim<SessionId>> = coming
        .iter()
        .map(|session| Claim {
            of: session.id,
            starts_at: session.starts_at,
            ends_at: session.ends_at,
            holders: members.iter().copied().map(Holder::Therapist).collect(),
        })
        .collect();
    let found = in_the_way(on, clinic_id, &claims).await.map_err(Failure::from)?;
    let busy = found.into_iter().filter_map(|(session, taken)| match taken.holder {
        Holder::Therapist(member) => Some((session, member)),
        Holder::Room(_) | Holder::Client(_) => None,
    });
    Ok(busy.collect())
}
