//! One entry.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use super::words::{WaitlistPriority, WaitlistStatus, WithdrawalReason};
use crate::domain::ids::{ClientId, EnrollmentId, InvalidId, ProgramId, SiteId, WaitlistEntryId};

/// A client who waits, or waited, for a program. A client has at most one open entry for a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitlistEntry {
    /// Its id.
    pub id: WaitlistEntryId,
    /// Who waits.
    pub client_id: ClientId,
    /// For which program.
    pub program_id: ProgramId,
    /// Where; any site will do if none.
    pub site_id: Option<SiteId>,
    /// Since when, a date of the site's wall calendar (of the clinic's first site's, if none is named).
    pub referred_on: Date,
    /// How soon they should begin.
    pub priority: WaitlistPriority,
    /// Where it stands.
    pub status: WaitlistStatus,
    /// What it was before it was withdrawn: what a slip is taken back to.
    pub former_status: Option<WaitlistStatus>,
    /// Why it was withdrawn.
    pub withdrawal_reason: Option<WithdrawalReason>,
    /// On which date of that calendar the wait ended.
    pub ended_on: Option<Date>,
    /// The enrollment that ended the wait.
    pub enrollment_id: Option<EnrollmentId>,
    /// When it was entered.
    pub created_at: Timestamp,
    /// Raised by every write; a stale edit is refused.
    pub row_version: i64,
}

/// A date of referral that has not come yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{given} lies ahead: a referral is of today ({today} at the site) or earlier")]
pub struct InvalidReferral {
    /// What was given.
    pub given: Date,
    /// Today, where the client waits.
    pub today: Date,
}

impl InvalidReferral {
    /// The date, if it is of today or earlier.
    ///
    /// # Errors
    /// `InvalidReferral` if it lies ahead.
    pub fn check(given: Date, today: Date) -> Result<Date, Self> {
        if given > today { Err(Self { given, today }) } else { Ok(given) }
    }
}

impl WaitlistEntry {
    /// How many whole days the client has waited: from the referral to the end of the wait, or to today. Never less
    /// than none, even where the two dates are of sites on two sides of the date line.
    #[must_use]
    pub fn wait_days(&self, today: Date) -> i64 {
        let until = self.ended_on.unwrap_or(today);
        i64::from((until - self.referred_on).get_days()).max(0)
    }

    /// Its place in the list.
    #[must_use]
    pub const fn by_urgency(&self) -> ByUrgency {
        ByUrgency { priority: self.priority, referred_on: self.referred_on, id: self.id }
    }

    /// The entry, closed because its client has begun.
    #[must_use]
    pub fn accepted(self, enrollment_id: EnrollmentId, today: Date) -> Self {
        Self {
            status: WaitlistStatus::Accepted,
            enrollment_id: Some(enrollment_id),
            ended_on: Some(today),
            row_version: self.row_version + 1,
            ..self
        }
    }
}

/// Which entries are wanted; what is none or empty does not narrow.
#[derive(Debug, Clone, Default)]
pub struct WaitlistFilter {
    /// For this program.
    pub program_id: Option<ProgramId>,
    /// At this site, or at any site.
    pub site_id: Option<SiteId>,
    /// In one of these states.
    pub statuses: Vec<WaitlistStatus>,
    /// Of these clients.
    pub client_ids: Option<Vec<ClientId>>,
}

/// An entry's place in the list: the most urgent first, among them whoever has waited longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ByUrgency {
    /// How soon they should begin.
    pub priority: WaitlistPriority,
    /// Since when they wait.
    pub referred_on: Date,
    /// The entry, among those of one day.
    pub id: WaitlistEntryId,
}

/// `<priority>~<date>~<id>`: what a list's cursor shows.
impl fmt::Display for ByUrgency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}~{}", self.priority, self.referred_on, self.id)
    }
}

impl FromStr for ByUrgency {
    type Err = InvalidId;
    fn from_str(text: &str) -> Result<Self, InvalidId> {
        let invalid = || InvalidId { expected: WaitlistEntryId::PREFIX };
        let mut parts = text.splitn(3, '~');
        let mut next = || parts.next().ok_or_else(invalid);
        Ok(Self {
            priority: next()?.parse().map_err(|_| invalid())?,
            referred_on: next()?.parse().map_err(|_| invalid())?,
            id: next()?.parse()?,
        })
    }
}

#[cfg(test)]
pub(super) fn sample(status: WaitlistStatus) -> WaitlistEntry {
    use jiff::civil::date;
    use uuid::Uuid;
    WaitlistEntry {
        id: WaitlistEntryId::from_uuid(Uuid::from_u128(1)),
        client_id: ClientId::from_uuid(Uuid::from_u128(2)),
        program_id: ProgramId::from_uuid(Uuid::from_u128(3)),
        site_id: None,
        referred_on: date(2026, 2, 27),
        priority: WaitlistPriority::Soon,
        status,
        former_status: None,
        withdrawal_reason: None,
        ended_on: None,
        enrollment_id: None,
        created_at: Timestamp::UNIX_EPOCH,
        row_version: 1,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_wait_counts_days_until_it_ends() {
        let entry = sample(WaitlistStatus::Waiting);
        assert_eq!(entry.wait_days(date(2026, 2, 27)), 0);
        assert_eq!(entry.wait_days(date(2027, 3, 1)), 367);
        assert_eq!(entry.wait_days(date(2026, 2, 26)), 0, "another site's calendar is a day behind");
        let begun = entry.accepted(EnrollmentId::from_uuid(uuid::Uuid::nil()), date(2026, 3, 3));
        assert_eq!((begun.wait_days(date(2027, 1, 1)), begun.row_version), (4, 2));
    }

    #[test]
    fn a_referral_is_of_today_or_earlier() {
        let today = date(2026, 3, 2);
        assert_eq!(InvalidReferral::check(today, today), Ok(today));
        let refused = InvalidReferral::check(date(2026, 3, 3), today).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "2026-03-03 lies ahead: a referral is of today (2026-03-02 at the site) or earlier"
        );
    }

    #[test]
    fn a_place_comes_back_from_its_cursor_and_places_are_in_the_lists_order() {
        let place = sample(WaitlistStatus::Waiting).by_urgency();
        assert_eq!(place.to_string().parse(), Ok(place));
        for bad in ["", "SOON", "SOON~2026-02-27", "soon~2026-02-27~wle_1", "SOON~2026-13-27~x"] {
            assert!(bad.parse::<ByUrgency>().is_err(), "{bad}");
        }
        let urgent = ByUrgency { priority: WaitlistPriority::Urgent, referred_on: date(2026, 3, 1), ..place };
        let longer = ByUrgency { referred_on: date(2026, 1, 1), ..place };
        let mut places = [place, longer, urgent];
        places.sort_unstable();
        assert_eq!(places, [urgent, longer, place]);
    }
}
