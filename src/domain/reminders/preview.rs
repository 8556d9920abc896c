//! Which mails to come are looked at, and one of them before it leaves.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

use super::{ClaimedDelivery, DueKey, InvalidDueKey, NewDelivery, ReminderRule};
use crate::domain::ids::{ClinicId, ParticipationId, StaffMemberId};

/// The time in which the mails that are looked at are due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PreviewWindow {
    from: Option<Timestamp>,
    until: Timestamp,
}

/// What is given is no such time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPreviewWindow {
    /// Too few days, or too many.
    #[error("days: {given} is out of range: from 1 to {}", PreviewWindow::MOST_DAYS)]
    Days {
        /// What was given.
        given: i64,
    },
    /// It begins before the present.
    #[error("from: {from} is over: leave it out to begin now; the outbox tells what became of earlier mails")]
    Over {
        /// What was given.
        from: Timestamp,
    },
    /// It begins too late.
    #[error(
        "from: {from} is too far ahead: {latest} at the latest, {} days from now",
        PreviewWindow::MOST_DAYS
    )]
    TooFar {
        /// What was given.
        from: Timestamp,
        /// The latest that would do.
        latest: Timestamp,
    },
}

impl InvalidPreviewWindow {
    /// Which of the two is wrong.
    #[must_use]
    pub const fn field(self) -> &'static str {
        match self {
            Self::Days { .. } => "days",
            Self::Over { .. } | Self::TooFar { .. } => "from",
        }
    }
}

impl PreviewWindow {
    /// How many days are looked at unless told otherwise.
    pub const DAYS: i64 = 7;
    /// How many at the most: what lies further ahead will have been answered, moved and confirmed meanwhile.
    pub const MOST_DAYS: i64 = 14;

    /// So many days of 24 hours ([`Self::DAYS`] if none are given) from an instant on. Without one they are counted from `now`, and
    /// what is overdue belongs to them.
    ///
    /// # Errors
    /// The first rule that is broken.
    pub fn parse(
        from: Option<Timestamp>,
        days: Option<i64>,
        now: Timestamp,
    ) -> Result<Self, InvalidPreviewWindow> {
        let given = days.unwrap_or(Self::DAYS);
        if !(1..=Self::MOST_DAYS).contains(&given) {
            return Err(InvalidPreviewWindow::Days { given });
        }
        let latest = later(now, Self::MOST_DAYS);
        match from {
            Some(from) if from < now => Err(InvalidPreviewWindow::Over { from }),
            Some(from) if from > latest => Err(InvalidPreviewWindow::TooFar { from, latest }),
            from => Ok(Self { from, until: later(from.unwrap_or(now), given) }),
        }
    }

    /// Since when mails are due that belong to it; none if all do that are due before its end.
    #[must_use]
    pub const fn from(self) -> Option<Timestamp> {
        self.from
    }

    /// When it is over.
    #[must_use]
    pub const fn until(self) -> Timestamp {
        self.until
    }

    /// Whether what is due then belongs to it.
    #[must_use]
    pub fn holds(self, due_at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= due_at) && due_at < self.until
    }
}

fn later(at: Timestamp, days: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(days * 24)).unwrap_or(Timestamp::MAX)
}

/// A mail that waits in the outbox, or that a worker will put there as things stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedMail {
    /// The mail as a worker will hold it.
    pub mail: ClaimedDelivery,
    /// Whether the outbox has it. If not, its id is none that it will have.
    pub is_written: bool,
    /// Whose place in which session it is about; of several, the first.
    pub participation_id: Option<ParticipationId>,
    /// To which member of staff it is; none of one to a client.
    pub staff_member_id: Option<StaffMemberId>,
    /// By which rule.
    pub rule: Option<ReminderRule>,
    /// When it is due.
    pub due_at: Timestamp,
    /// When a worker takes it up.
    pub next_attempt_at: Timestamp,
}

impl ExpectedMail {
    /// The mail that `new` will be.
    #[must_use]
    pub fn to_come(clinic_id: ClinicId, new: NewDelivery, rule: Option<ReminderRule>) -> Self {
        let NewDelivery { id, participation_id, cause, notice_version, message_id, due_at, not_after } = new;
        let mail = ClaimedDelivery {
            clinic_id,
            id,
            kind: cause.kind(),
            message_id,
            notice_version,
            not_after,
            attempt: 0,
            sends: 0,
            unknowns: 0,
            lost_answers: 0,
            deferrals: 0,
            first_attempt_at: None,
        };
        Self {
            mail,
            is_written: false,
            participation_id: Some(participation_id),
            staff_member_id: None,
            rule,
            due_at,
            next_attempt_at: due_at,
        }
    }

    /// Where it stands among the mails to come.
    #[must_use]
    pub const fn key(&self) -> DueKey {
        DueKey { due_at: self.next_attempt_at, id: self.mail.id }
    }
}

/// Where a mail stands among the mails to come that were looked at in one go: what isn't in the outbox yet is dated by that moment, so
/// that the next page goes on with the same ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PreviewKey {
    /// When the first page was looked at.
    pub seen_at: Timestamp,
    /// Where it stands among them.
    pub due: DueKey,
}

impl PreviewKey {
    /// For how long pages go on with what the first one saw.
    pub const GOES_ON: SignedDuration = SignedDuration::from_hours(1);

    /// As of when the page is looked at that goes on after this, at `now`.
    #[must_use]
    pub fn as_of(&self, now: Timestamp) -> Timestamp {
        let is_recent = self.seen_at <= now && now.duration_since(self.seen_at) <= Self::GOES_ON;
        if is_recent { self.seen_at } else { now }
    }
}

impl fmt::Display for PreviewKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.due, self.seen_at.as_microsecond())
    }
}

impl FromStr for PreviewKey {
    type Err = InvalidDueKey;
    fn from_str(text: &str) -> Result<Self, InvalidDueKey> {
        let (due, seen_at) = text.rsplit_once('@').ok_or(InvalidDueKey)?;
        let microseconds = seen_at.parse().map_err(|_| InvalidDueKey)?;
        let seen_at = Timestamp::from_microsecond(microseconds).map_err(|_| InvalidDueKey)?;
        Ok(Self { seen_at, due: due.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hour(n: i64) -> Timestamp {
        Timestamp::from_second(n * 3600).unwrap()
    }

    #[test]
    fn pages_go_on_with_what_the_first_one_saw_for_an_hour() {
        let id = crate::domain::ids::ReminderDeliveryId::from_uuid(uuid::Uuid::from_u128(7));
        let key = PreviewKey { seen_at: hour(100), due: DueKey { due_at: hour(103), id } };
        assert_eq!(key.to_string().parse(), Ok(key));
        for bad in ["", "@", &key.due.to_string(), &format!("{}@x", key.due)] {
            assert_eq!(bad.parse::<PreviewKey>(), Err(InvalidDueKey), "{bad}");
        }
        assert_eq!(key.as_of(hour(101)), hour(100));
        assert_eq!((key.as_of(hour(102)), key.as_of(hour(99))), (hour(102), hour(99)), "long ago, or never");
    }

    #[test]
    fn a_week_from_now_holds_what_is_overdue() {
        let week = PreviewWindow::parse(None, None, hour(100)).unwrap();
        assert_eq!((week.from(), week.until()), (None, hour(100 + 7 * 24)));
        assert!(week.holds(hour(1)) && week.holds(hour(267)) && !week.holds(hour(268)));
        let later = PreviewWindow::parse(Some(hour(110)), Some(1), hour(100)).unwrap();
        assert!(!later.holds(hour(109)) && later.holds(hour(110)) && !later.holds(hour(134)));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_value_and_the_way_out() {
        let now = hour(100);
        for (from, days, field, told) in [
            (None, Some(0), "days", "days: 0 is out of range: from 1 to 14"),
            (None, Some(15), "days", "days: 15 is out of range: from 1 to 14"),
            (Some(hour(99)), None, "from", "from: 1970-01-05T03:00:00Z is over: leave it out"),
            (Some(hour(437)), None, "from", "1970-01-19T04:00:00Z at the latest, 14 days from now"),
        ] {
            let refused = PreviewWindow::parse(from, days, now).unwrap_err();
            assert_eq!(refused.field(), field);
            assert!(refused.to_string().contains(told), "{refused}");
        }
        assert!(PreviewWindow::parse(Some(now), Some(14), now).is_ok());
        assert!(PreviewWindow::parse(Some(hour(436)), Some(1), now).is_ok());
    }
}
