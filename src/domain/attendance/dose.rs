//! The dose of one enrollment: what of the promised treatment was received, and what still may be.

use super::effect::{Effect, Occasion};
use super::ledger::{Ledger, LedgerEntry};
use super::status::AttendanceStatus;

/// Sessions of treatment, of one enrollment at an instant. A make-up counts like the session that it makes up for, and
/// meetings beside the weekly sessions do not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Dose {
    /// Weekly sessions attended, wholly or for a part.
    pub attended: u32,
    /// Make-ups attended, in sessions of their own or as a guest.
    pub made_up: u32,
    /// Further ones that may still be received: coming sessions and make-ups at which the client is expected, and those
    /// that have begun and nobody has marked.
    pub possible: u32,
    /// How many are promised: since the outset, or the brief form's eight once that was accepted.
    pub promised: u32,
    /// The fewest by which the treatment counts as received; never more than were promised.
    pub minimum: u32,
}

impl Dose {
    /// The dose of the enrollment with that ledger, read when the ledger is; an enrollment that `is_over` has nothing to
    /// come.
    #[must_use]
    pub fn of(ledger: &Ledger, promised: u32, minimum: u32, is_over: bool) -> Self {
        let begun = |wanted: Effect| count(ledger.begun().filter(|entry| entry.effect() == wanted));
        let possible = if is_over {
            count(ledger.begun().filter(|entry| is_still_possible(entry)))
        } else {
            count(ledger.entries().iter().filter(|entry| is_still_possible(entry)))
        };
        Self {
            attended: begun(Effect::Attended),
            made_up: begun(Effect::MadeUp),
            possible,
            ..Self::promised(promised, minimum)
        }
    }

    /// The dose of an enrollment without any session yet.
    #[must_use]
    pub fn promised(promised: u32, minimum: u32) -> Self {
        Self { promised, minimum: minimum.min(promised), ..Self::default() }
    }

    /// All that was received.
    #[must_use]
    pub const fn received(self) -> u32 {
        self.attended + self.made_up
    }
}

/// Whether nobody has said yet that the client was, or won't be, there; at a session that takes place.
pub(in crate::domain) fn is_still_possible(entry: &LedgerEntry) -> bool {
    match entry.occasion {
        Occasion::Regular | Occasion::MakeUp => entry.status == AttendanceStatus::Unrecorded,
        Occasion::Companion | Occasion::CancelledByClinic => false,
    }
}

fn count<'a>(entries: impl Iterator<Item = &'a LedgerEntry>) -> u32 {
    entries.count().try_into().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::samples::{ledger, ledger_until};

    fn dose(attended: u32, made_up: u32, possible: u32) -> Dose {
        Dose { attended, made_up, possible, promised: 16, minimum: 8 }
    }

    #[test]
    fn a_make_up_adds_to_what_was_received_and_a_missed_one_does_not() {
        let dose_of = |marks| Dose::of(&ledger(marks), 16, 8, false);
        assert_eq!(dose_of("AN"), dose(1, 0, 0));
        assert_eq!(dose_of("AN+"), dose(1, 1, 0));
        assert_eq!(dose_of("AN-"), dose(1, 0, 0));
        assert_eq!(dose_of("AN+").received(), 2);
    }

    #[test]
    fn a_part_of_a_session_counts_as_one_and_a_cancelled_one_as_none() {
        assert_eq!(Dose::of(&ledger("P!A"), 16, 8, false), dose(2, 0, 0));
    }

    #[test]
    fn what_nobody_marked_is_possible_and_an_announced_absence_is_not() {
        assert_eq!(Dose::of(&ledger_until("A.C..X", 2), 16, 8, false), dose(1, 0, 3));
    }

    #[test]
    fn nothing_is_to_come_of_an_enrollment_that_is_over() {
        assert_eq!(Dose::of(&ledger_until("A...", 2), 16, 8, true), dose(1, 0, 1));
    }

    #[test]
    fn meetings_beside_the_weekly_sessions_are_no_dose() {
        assert_eq!(Dose::of(&ledger("eA"), 16, 8, false), dose(1, 0, 0));
    }
}
