//! What keeps a formation from being committed, and what speaks against it.

use jiff::Timestamp;

use crate::domain::groups::GroupSizes;
use crate::domain::ids::{ClientId, SiteId, StaffMemberId};
use crate::domain::series::PlannedSession;
use crate::domain::waitlist::{WaitlistEntry, WaitlistStatus};
use crate::domain::words::words;

/// One thing that keeps a formation from being committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FormationBlocker {
    /// Nobody is named who leads it.
    #[error("series.therapistId is missing: a preview does without, a group does not")]
    NoTherapist,
    /// The first session has begun.
    #[error("the series would begin in the past: choose a later start date")]
    InPast,
    /// More clients than places.
    #[error("{size} clients are picked, and the group has {most} places: pick fewer, or raise maxSize")]
    TooMany {
        /// How many are picked.
        size: usize,
        /// How many places there are.
        most: i64,
    },
    /// The therapist, the room or a client is in another session at one of these times.
    #[error("a therapist, a room or a client is taken at one of these times; the conflicts say who and when")]
    DoubleBooked,
}

/// All that keeps the formation from being committed at `now`, in the order in which committing refuses.
#[must_use]
pub fn formation_blockers(
    therapist: Option<StaffMemberId>,
    sessions: &[PlannedSession],
    sizes: GroupSizes,
    size: usize,
    is_taken: bool,
    now: Timestamp,
) -> Vec<FormationBlocker> {
    let most = sizes.most;
    let in_past = sessions.iter().any(|session| session.starts_at <= now);
    let too_many = i64::try_from(size).is_ok_and(|size| size > most);
    [
        (therapist.is_none(), FormationBlocker::NoTherapist),
        (in_past, FormationBlocker::InPast),
        (too_many, FormationBlocker::TooMany { size, most }),
        (is_taken, FormationBlocker::DoubleBooked),
    ]
    .into_iter()
    .filter_map(|(blocks, blocker)| blocks.then_some(blocker))
    .collect()
}

words! {
    /// What speaks against a formation without keeping it from being committed.
    pub enum FormationWarningKind {
        /// With so few members the group does not run.
        BelowMinimum = "BELOW_MINIMUM",
        /// With so few members it does not work as intended.
        BelowViable = "BELOW_VIABLE",
        /// These clients are not screened yet.
        NotScreened = "NOT_SCREENED",
        /// These clients wait for a place at another site.
        OtherSite = "OTHER_SITE",
        /// Of these clients it is not known when they can come.
        AvailabilityUnknown = "AVAILABILITY_UNKNOWN",
        /// These clients can't come to every session.
        CannotComeToAll = "CANNOT_COME_TO_ALL",
    }
}

/// One thing that speaks against a formation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormationWarning {
    /// What.
    pub kind: FormationWarningKind,
    /// The clients it speaks of, in the order of the members; none if of the group.
    pub client_ids: Vec<ClientId>,
    /// The same in words.
    pub message: String,
}

/// One picked client, as far as the warnings depend on it.
#[derive(Debug, Clone)]
pub struct Picked {
    /// The entry by which they wait.
    pub entry: WaitlistEntry,
    /// Whether it is known when they can come.
    pub is_availability_known: bool,
    /// The planned sessions they can't come to: outside their availability, or in another session then.
    pub impossible: Vec<u16>,
}

/// Everything that speaks against a group of these clients.
#[must_use]
pub fn formation_warnings(sizes: GroupSizes, site_id: SiteId, picked: &[Picked]) -> Vec<FormationWarning> {
    use FormationWarningKind as Kind;
    let size = picked.len();
    let of_group = |kind, message| FormationWarning { kind, client_ids: Vec::new(), message };
    let below = |bound: i64| i64::try_from(size).is_ok_and(|size| size < bound);
    let mut warnings = Vec::new();
    if below(sizes.least) {
        let message = format!("A group of {size} is below its minimum of {}.", sizes.least);
        warnings.push(of_group(Kind::BelowMinimum, message));
    } else if below(sizes.viable) {
        let message = format!("A group of {size} works as intended from {} on.", sizes.viable);
        warnings.push(of_group(Kind::BelowViable, message));
    }
    let mut of_clients = |kind, what: &str, applies: &dyn Fn(&Picked) -> bool| {
        let client_ids: Vec<ClientId> =
            picked.iter().filter(|one| applies(one)).map(|one| one.entry.client_id).collect();
        if !client_ids.is_empty() {
            let message = format!("{} of {size} clients {what}.", client_ids.len());
            warnings.push(FormationWarning { kind, client_ids, message });
        }
    };
    of_clients(Kind::NotScreened, "are not screened yet", &|one| {
        one.entry.status == WaitlistStatus::Referred
    });
    of_clients(Kind::OtherSite, "wait for a place at another site", &|one| {
        one.entry.site_id.is_some_and(|wanted| wanted != site_id)
    });
    of_clients(Kind::AvailabilityUnknown, "have not said when they can come", &|one| {
        !one.is_availability_known
    });
    of_clients(Kind::CannotComeToAll, "can't come to every session", &|one| !one.impossible.is_empty());
    warnings
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::{ProgramId, WaitlistEntryId};
    use crate::domain::waitlist::WaitlistPriority;

    const SIZES: GroupSizes = GroupSizes { least: 2, viable: 3, most: 4 };

    fn picked(number: u128, status: WaitlistStatus) -> Picked {
        let entry = WaitlistEntry {
            id: WaitlistEntryId::from_uuid(Uuid::from_u128(number)),
            client_id: ClientId::from_uuid(Uuid::from_u128(number)),
            program_id: ProgramId::from_uuid(Uuid::nil()),
            site_id: None,
            referred_on: jiff::civil::date(2026, 3, 2),
            priority: WaitlistPriority::Routine,
            status,
            former_status: None,
            withdrawal_reason: None,
            ended_on: None,
            enrollment_id: None,
            created_at: Timestamp::UNIX_EPOCH,
            row_version: 1,
        };
        Picked { entry, is_availability_known: true, impossible: Vec::new() }
    }

    fn kinds(picked: &[Picked]) -> Vec<FormationWarningKind> {
        let site = SiteId::from_uuid(Uuid::nil());
        formation_warnings(SIZES, site, picked).into_iter().map(|warning| warning.kind).collect()
    }

    #[test]
    fn a_group_is_measured_against_its_least_and_viable_size() {
        use FormationWarningKind as Kind;
        let of =
            |size: u128| (0..size).map(|number| picked(number, WaitlistStatus::Waiting)).collect::<Vec<_>>();
        assert_eq!(kinds(&of(1)), [Kind::BelowMinimum]);
        assert_eq!(kinds(&of(2)), [Kind::BelowViable]);
        assert_eq!(kinds(&of(3)), []);
    }

    #[test]
    fn each_client_is_named_for_what_speaks_against_them() {
        use FormationWarningKind as Kind;
        let mut all: Vec<Picked> = (0..4).map(|number| picked(number, WaitlistStatus::Waiting)).collect();
        all[0].entry.status = WaitlistStatus::Referred;
        all[1].is_availability_known = false;
        all[2].impossible = vec![3];
        all[3].entry.site_id = Some(SiteId::from_uuid(Uuid::from_u128(9)));
        let site = SiteId::from_uuid(Uuid::nil());
        let warnings = formation_warnings(SIZES, site, &all);
        let told: Vec<_> =
            warnings.iter().map(|one| (one.kind, one.client_ids[0], one.client_ids.len())).collect();
        let client = |place: usize| all[place].entry.client_id;
        assert_eq!(
            told,
            [
                (Kind::NotScreened, client(0), 1),
                (Kind::OtherSite, client(3), 1),
                (Kind::AvailabilityUnknown, client(1), 1),
                (Kind::CannotComeToAll, client(2), 1),
            ]
        );
        assert_eq!(warnings[3].message, "1 of 4 clients can't come to every session.");
    }

    #[test]
    fn too_many_is_a_blocker_that_says_how_many() {
        let blockers = formation_blockers(None, &[], SIZES, 5, true, Timestamp::UNIX_EPOCH);
        assert_eq!(
            blockers,
            [
                FormationBlocker::NoTherapist,
                FormationBlocker::TooMany { size: 5, most: 4 },
                FormationBlocker::DoubleBooked
            ]
        );
        let led = Some(StaffMemberId::from_uuid(Uuid::nil()));
        assert_eq!(formation_blockers(led, &[], SIZES, 4, false, Timestamp::UNIX_EPOCH), []);
    }
}
