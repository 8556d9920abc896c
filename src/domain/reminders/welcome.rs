//! A client's first mail, and the reminders that it stands for.

use jiff::{SignedDuration, Timestamp};

use super::{ClaimedDelivery, CurrentFacts, Recheck, ReminderWhy, recheck};
use crate::domain::time::Zone;

/// How long after somebody's course was made it may still begin with a welcome: a group is often formed weeks before its
/// sessions are planned.
pub const WELCOME_WITHIN: SignedDuration = SignedDuration::from_hours(60 * 24);

/// For how long a welcome stands for the reminders of the same appointment: it tells the same and leads to the same page, so
/// nobody gets both within an afternoon.
const STANDS_FOR: SignedDuration = SignedDuration::from_hours(4);

/// How long after an import nobody it brought in is welcomed: it can be undone until a mail has left, so somebody should have had the
/// time to look at what it made.
const LOOKED_OVER: SignedDuration = SignedDuration::from_hours(1);

/// When a welcome to an appointment at `starts_at` is due that is put into the outbox at `now`: once nothing was changed for the
/// debounce; an hour after the import that brought the course in, if that is later, and before the start.
#[must_use]
pub fn welcome_due_at(
    now: Timestamp,
    debounce: SignedDuration,
    imported_at: Option<Timestamp>,
    starts_at: Timestamp,
) -> Timestamp {
    let settled = now.saturating_add(debounce).unwrap_or(Timestamp::MAX);
    let looked_over = imported_at.and_then(|at| at.checked_add(LOOKED_OVER).ok());
    looked_over.filter(|at| *at > settled && *at < starts_at).unwrap_or(settled)
}

/// What decides whether a welcome may be sent, besides what decides of a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WelcomeFacts {
    /// Whether an active policy is in force for the client.
    pub is_asked_for: bool,
    /// Whether the appointment is still the first of the course.
    pub is_first: bool,
    /// Whether the client has begun without it: they had another first mail, came to an appointment, or another welcome of theirs
    /// waits to leave before this one.
    pub is_told_otherwise: bool,
}

/// Decides about a welcome as `recheck` does about a reminder: by no rule of a policy, and before all reminders.
#[must_use]
pub fn recheck_welcome(
    delivery: &ClaimedDelivery,
    facts: &CurrentFacts,
    welcome: WelcomeFacts,
    zone: &Zone,
    now: Timestamp,
) -> Recheck {
    let WelcomeFacts { is_asked_for, is_first, is_told_otherwise } = welcome;
    // A notice waits for the welcome, and not the other way round.
    let facts = CurrentFacts { is_in_force: is_asked_for, is_overtaken: false, open_notice: None, ..*facts };
    match recheck(delivery, &facts, zone, now) {
        Recheck::Send if !is_first || is_told_otherwise => Recheck::Suppress(ReminderWhy::Superseded),
        checked => checked,
    }
}

/// Whether a reminder that is due then is left out, because the welcome that tells of the same place leaves, or has left, at
/// `welcomed_at`.
#[must_use]
pub fn is_told_by_welcome(due_at: Timestamp, welcomed_at: Timestamp) -> bool {
    due_at.duration_since(welcomed_at) < STANDS_FOR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_welcome_stands_for_what_was_due_before_it_and_soon_after() {
        let at = |hour: i64| Timestamp::from_second(hour * 3600).unwrap();
        for (due, told) in [(1, true), (10, true), (13, true), (14, false), (40, false)] {
            assert_eq!(is_told_by_welcome(at(due), at(10)), told, "{due}");
        }
    }

    #[test]
    fn a_welcome_is_due_once_nothing_changes_and_an_hour_after_an_import() {
        let at = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let due = |now, imported: Option<i64>, start| {
            welcome_due_at(at(now), SignedDuration::from_mins(3), imported.map(at), at(start))
        };
        for (now, imported, start, expected) in [
            (100, None, 5000, 103),
            (100, Some(98), 5000, 158),
            (100, Some(50), 5000, 110),
            (200, Some(98), 5000, 203),
            (100, Some(98), 158, 103),
        ] {
            assert_eq!(due(now, imported, start), at(expected), "{now} {imported:?} {start}");
        }
    }
}
