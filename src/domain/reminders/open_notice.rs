//! A notice of a change, and the reminders of the same appointment: they wait for it, or it stands for them.

use jiff::{SignedDuration, Timestamp};

use super::{GRACE, LEAST_LEAD, URGENT_CHANGE};

/// How long after a notice's time a reminder looks again whether it has left: it is put into a mail as a minute begins, and that is
/// taken up after.
const AFTER: SignedDuration = SignedDuration::from_mins(2);

/// For how long a reminder waits for a notice that should be in a mail and is in none: whatever holds it up, the change is settled by
/// then, and the reminder tells it as well.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);

/// Where the notice stands that is to tell of a place as it is now, and hasn't left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenNotice {
    /// It is in no mail. Until then the change may be undone, and nobody hears of it.
    SettlesAt(Timestamp),
    /// Its mail leaves then at the earliest.
    LeavesAt(Timestamp),
}

/// Until when a reminder of what begins at `start` waits for the notice of the same place; none if it goes out.
///
/// While the change may be undone it waits however near the start is, as long as [`LEAST_LEAD`] is left after. For what holds the notice
/// up beyond that, it waits until the start is [`URGENT_CHANGE`] ahead, and for one that is in no mail an hour at the most.
#[must_use]
pub fn wait_for_notice(notice: OpenNotice, start: Timestamp, now: Timestamp) -> Option<Timestamp> {
    let after = |at: Timestamp| at.max(now).checked_add(AFTER).ok();
    let urgent_from = start.checked_sub(URGENT_CHANGE).ok()?;
    let until = match notice {
        OpenNotice::SettlesAt(at) if at > now => {
            after(at).filter(|until| *until <= urgent_from || start.duration_since(*until) >= LEAST_LEAD)?
        }
        OpenNotice::SettlesAt(at) if now.duration_since(at) >= PATIENCE => return None,
        OpenNotice::SettlesAt(at) | OpenNotice::LeavesAt(at) => after(at)?.min(urgent_from),
    };
    (until > now).then_some(until)
}

/// Whether a reminder that is due then is left out, because the notice that told of the same place as it is now left at `told_at`:
/// nobody gets both at once.
#[must_use]
pub fn is_told_by_notice(due_at: Timestamp, told_at: Timestamp) -> bool {
    due_at.duration_since(told_at) <= GRACE
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::OpenNotice::{LeavesAt, SettlesAt};
    use super::*;

    fn minute(n: i64) -> Timestamp {
        Timestamp::from_second(n * 60).unwrap()
    }

    #[rstest]
    #[case::it_may_be_undone(SettlesAt(minute(103)), 2000, Some(105))]
    #[case::however_near_the_start(SettlesAt(minute(103)), 120, Some(105))]
    #[case::but_not_too_near(SettlesAt(minute(103)), 119, None)]
    #[case::it_is_about_to_be_put_into_a_mail(SettlesAt(minute(100)), 2000, Some(102))]
    #[case::nobody_puts_it_into_one(SettlesAt(minute(41)), 2000, Some(102))]
    #[case::for_an_hour(SettlesAt(minute(40)), 2000, None)]
    #[case::nor_does_who_comes_soon_wait_for_that(SettlesAt(minute(99)), 280, None)]
    #[case::its_mail_waits_for_the_morning(LeavesAt(minute(400)), 2000, Some(402))]
    #[case::its_mail_is_leaving(LeavesAt(minute(90)), 2000, Some(102))]
    #[case::until_three_hours_before(LeavesAt(minute(400)), 500, Some(320))]
    #[case::and_no_longer(LeavesAt(minute(400)), 280, None)]
    fn a_reminder_waits_for_a_notice_and_never_for_ever(
        #[case] notice: OpenNotice,
        #[case] start: i64,
        #[case] until: Option<i64>,
    ) {
        assert_eq!(wait_for_notice(notice, minute(start), minute(100)), until.map(minute));
    }

    #[test]
    fn a_notice_stands_for_what_was_due_before_it_and_at_once_after() {
        for (due, told) in [(1, true), (100, true), (130, true), (131, false), (500, false)] {
            assert_eq!(is_told_by_notice(minute(due), minute(100)), told, "{due}");
        }
    }
}
