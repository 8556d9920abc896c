//! Who can lead instead of a therapist who is away.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;

use crate::app::Failure;
use crate::app::series::revision::Revision;
use crate::app::series::taken::{Claim, in_the_way};
use crate::domain::access::Role;
use crate::domain::clinics::{Licence, StaffMember, is_at_work, is_licensed};
use crate::domain::closures::ClosedTimes;
use crate::domain::ids::{ClinicId, SeriesId, SessionId, StaffMemberId};
use crate::domain::occupancy::Holder;
use crate::domain::people::{AvailabilityWindow, Jurisdiction};
use crate::domain::series::Session;
use crate::domain::slice::Slice;
use crate::domain::time::local;
use crate::domain::words::words;
use crate::storage::{Connection, availability, qualifications, staff};

/// The most members of staff who are looked at.
const MOST_STAFF: u64 = 1_000;

/// The most that are offered for one series.
const MOST_OFFERS: usize = 10;

/// Somebody who can lead sessions of a series: free, at work and in their windows then, and licensed where those are who are
/// expected, guests too.
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

/// What speaks against somebody who was named to lead a session instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnsuitedSubstitute {
    /// Who.
    pub therapist_id: StaffMemberId,
    /// Which session.
    pub session_id: SessionId,
    /// What.
    pub because: Unsuited,
}

words! {
    /// What speaks against a substitute.
    pub enum Unsuited {
        /// No licence of theirs covers where a client is, on that date.
        NotLicensed = "NOT_LICENSED",
        /// It is outside the times when they can lead.
        NotAtWork = "NOT_AT_WORK",
    }
}

/// Who could lead sessions of a series, and what speaks against those who were named.
#[derive(Debug, Clone, Default)]
pub(super) struct Substitutes {
    /// The offers, whoever can lead most first.
    pub(super) offers: Vec<SubstituteOffer>,
    /// What speaks against those who were named.
    pub(super) unsuited: Vec<UnsuitedSubstitute>,
}

/// Both for every series: four statements, however many series and therapists.
pub(super) async fn substitutes(
    on: &Connection,
    clinic_id: ClinicId,
    away: StaffMemberId,
    revision: &Revision,
    stored: &[Session],
    (fresh, closed): (&ClosedTimes, &ClosedTimes),
    now: Timestamp,
) -> Result<BTreeMap<SeriesId, Substitutes>, Failure> {
    let staff = Staff::load(on, clinic_id, away).await?;
    let coming: Vec<&Session> =
        stored.iter().filter(|session| !session.is_cancelled() && session.starts_at > now).collect();
    let ids: Vec<StaffMemberId> = staff.members.iter().map(|one| one.id).collect();
    let busy = busy(on, clinic_id, &ids, &coming).await?;
    let locations: HashMap<SessionId, Vec<Jurisdiction>> =
        coming.iter().map(|session| (session.id, revision.people.locations_at(session.id))).collect();
    let mut all = BTreeMap::new();
    for edited in &revision.edited {
        let series_id = edited.series.id;
        let led: Vec<&Session> = coming
            .iter()
            .copied()
            .filter(|session| session.series_id == series_id && session.therapist_id == away)
            .collect();
        let is_hit = |session: &&Session| fresh.is_away(away, session.starts_at, session.ends_at);
        let hit: Vec<&Session> = led.iter().copied().filter(is_hit).collect();
        let first = hit.first().map(|session| session.starts_at);
        let rest: Vec<&Session> =
            led.iter().copied().filter(|session| Some(session.starts_at) >= first).collect();
        let offer = |member: &StaffMember| {
            let can_lead = |session: &&Session| {
                !busy.contains(&(session.id, member.id))
                    && !closed.is_away(member.id, session.starts_at, session.ends_at)
                    && staff.against(member, session, &locations).is_none()
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
        let mut offers: Vec<SubstituteOffer> =
            staff.members.iter().filter(|one| staff.is_offered(one)).filter_map(offer).collect();
        offers.sort_by_key(|one| std::cmp::Reverse((one.is_for_the_rest, one.session_ids.len())));
        offers.truncate(MOST_OFFERS);
        let given = edited.changed.iter().filter(|one| one.before.therapist_id != one.after.therapist_id);
        let unsuited = given.filter_map(|one| {
            let member = staff.members.iter().find(|member| member.id == one.after.therapist_id)?;
            let because = staff.against(member, &one.after, &locations)?;
            Some(UnsuitedSubstitute { therapist_id: member.id, session_id: one.after.id, because })
        });
        let unsuited = unsuited.collect();
        all.insert(series_id, Substitutes { offers, unsuited });
    }
    Ok(all)
}

/// Who may lead, with what is known of each.
struct Staff {
    members: Vec<StaffMember>,
    licences: HashMap<StaffMemberId, Vec<Licence>>,
    windows: HashMap<StaffMemberId, Vec<AvailabilityWindow>>,
}

impl Staff {
    /// Everybody but whoever is away: three statements.
    async fn load(on: &Connection, clinic_id: ClinicId, away: StaffMemberId) -> Result<Self, Failure> {
        let slice = Slice { after: None, limit: MOST_STAFF };
        let all = staff::list_staff_members(on, clinic_id, None, slice).await.map_err(Failure::from)?;
        let members: Vec<StaffMember> =
            all.into_iter().filter(|one| one.id != away && one.can_lead()).collect();
        let ids: Vec<StaffMemberId> = members.iter().map(|one| one.id).collect();
        let licences = qualifications::load_licences(on, clinic_id, &ids).await.map_err(Failure::from)?;
        let windows = availability::load_of_staff(on, clinic_id, &ids).await.map_err(Failure::from)?;
        Ok(Self { members, licences, windows })
    }

    /// Therapists, and whoever else is on record as one.
    fn is_offered(&self, member: &StaffMember) -> bool {
        member.role == Role::Therapist
            || self.licences.contains_key(&member.id)
            || self.windows.contains_key(&member.id)
    }

    fn against(
        &self,
        member: &StaffMember,
        session: &Session,
        locations: &HashMap<SessionId, Vec<Jurisdiction>>,
    ) -> Option<Unsuited> {
        let licences = self.licences.get(&member.id).map_or(&[][..], Vec::as_slice);
        let windows = self.windows.get(&member.id).map_or(&[][..], Vec::as_slice);
        let locations = locations.get(&session.id).map_or(&[][..], Vec::as_slice);
        if !is_licensed(licences, locations, local(session.starts_at, &member.zone).date()) {
            Some(Unsuited::NotLicensed)
        } else if !is_at_work(windows, &member.zone, session.starts_at, session.ends_at) {
            Some(Unsuited::NotAtWork)
        } else {
            None
        }
    }
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
