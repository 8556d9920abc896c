//! Which sessions to come the brief form keeps.

use crate::domain::attendance::{Dose, Ledger, LedgerEntry, is_still_possible};
use crate::domain::ids::ParticipationId;

/// The sessions of the brief form: eight (Swartz, Grote, Graham 2014, Am J Psychother 68). Those received before count.
pub const BRIEF_FORM_LENGTH: u32 = 8;

/// What becomes of a course that goes on in the brief form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BriefFormSplit {
    /// What was received already, make-ups among it.
    pub received: u32,
    /// What has begun and nobody has marked: it may have been received, and takes a place among the eight.
    pub unmarked: u32,
    /// The places of those eight that were received, or may have been, or are kept, in the order of their sessions.
    pub course: Vec<ParticipationId>,
    /// The places to come that are kept: the earliest.
    pub kept: Vec<ParticipationId>,
    /// The places to come at which the client is no longer expected.
    pub left: Vec<ParticipationId>,
    /// How many sessions are missing: fewer are to come than the eight still lack.
    pub missing: u32,
}

/// Why a course can't go on in the brief form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BriefFormRefusal {
    /// No more sessions are promised than the brief form has.
    #[error(
        "the course is promised {0} sessions, no more than the brief form has ({BRIEF_FORM_LENGTH}): there is nothing to accept"
    )]
    BriefAlready(i64),
    /// Eight or more were received.
    #[error(
        "{0} sessions were received, as many as the brief form has or more: complete the course instead (endEnrollment)"
    )]
    Received(u32),
    /// With what nobody has marked, more than eight may have been received.
    #[error(
        "{received} sessions were received and {unmarked} have begun that nobody has marked, more than the brief form has: mark \
         them first (markRoster)"
    )]
    Unmarked {
        /// What was received.
        received: u32,
        /// What nobody has marked.
        unmarked: u32,
    },
}

/// Splits what is to come into what is kept and what is left, of a course that is under way and promised so many sessions.
///
/// Kept are the earliest sessions and make-ups to come at which the client may be, so many that no more than eight can be
/// received in all. An absence that was announced stays what it is, and keeps nothing.
///
/// # Errors
/// What `BriefFormRefusal` names.
pub fn plan_brief_form(ledger: &Ledger, promised: i64) -> Result<BriefFormSplit, BriefFormRefusal> {
    if promised <= i64::from(BRIEF_FORM_LENGTH) {
        return Err(BriefFormRefusal::BriefAlready(promised));
    }
    let received = Dose::of(ledger, 0, 0, false).received();
    if received >= BRIEF_FORM_LENGTH {
        return Err(BriefFormRefusal::Received(received));
    }
    let begun = ledger.begun().count();
    let is_possible = |entry: &&LedgerEntry| is_still_possible(entry);
    let waiting = ledger.begun().filter(is_possible).count();
    let unmarked = u32::try_from(waiting).unwrap_or(u32::MAX);
    let lacking = BRIEF_FORM_LENGTH
        .checked_sub(received.saturating_add(unmarked))
        .ok_or(BriefFormRefusal::Unmarked { received, unmarked })?;
    let of_the_eight = |entry: &&LedgerEntry| entry.effect().dose() > 0 || is_still_possible(entry);
    let mut course: Vec<ParticipationId> =
        ledger.begun().filter(of_the_eight).map(|entry| entry.participation_id).collect();
    let coming = ledger.entries().iter().skip(begun).filter(is_possible);
    let mut kept: Vec<ParticipationId> = coming.map(|entry| entry.participation_id).collect();
    let many = usize::try_from(lacking).unwrap_or(usize::MAX);
    let left = kept.split_off(kept.len().min(many));
    let missing = lacking.saturating_sub(u32::try_from(kept.len()).unwrap_or(u32::MAX));
    course.extend(&kept);
    Ok(BriefFormSplit { received, unmarked, course, kept, left, missing })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::domain::attendance::samples::{ledger_until, participation};

    fn weeks(weeks: &[u32]) -> Vec<ParticipationId> {
        weeks.iter().copied().map(participation).collect()
    }

    #[rstest]
    #[case::four_of_six("ANAAAN..........", 6, 4, 0, &[6, 7, 8, 9], 0)]
    #[case::a_part_counts_and_a_make_up_too("APN+N...........", 5, 3, 0, &[5, 6, 7, 8, 9], 0)]
    #[case::nothing_received_yet("NNN.............", 3, 0, 0, &[3, 4, 5, 6, 7, 8, 9, 10], 0)]
    #[case::unmarked_may_have_been_received("A.A.............", 3, 2, 1, &[3, 4, 5, 6, 7], 0)]
    #[case::an_announced_absence_keeps_nothing("AAAA.C.E........", 4, 4, 0, &[4, 6, 8, 9], 0)]
    #[case::too_few_to_come("NNNNNNNNNNA..", 11, 1, 0, &[11, 12], 5)]
    #[case::cancelled_by_the_clinic_is_none("AA!A............", 4, 3, 0, &[4, 5, 6, 7, 8], 0)]
    fn the_earliest_to_come_are_kept(
        #[case] marks: &str,
        #[case] begun: u32,
        #[case] received: u32,
        #[case] unmarked: u32,
        #[case] kept: &[u32],
        #[case] missing: u32,
    ) {
        let split = plan_brief_form(&ledger_until(marks, begun), 16).unwrap();
        assert_eq!((split.received, split.unmarked, split.missing), (received, unmarked, missing));
        assert_eq!(split.kept, weeks(kept));
        assert_eq!(split.course.len() as u32 + split.missing, BRIEF_FORM_LENGTH);
    }

    #[test]
    fn a_course_that_has_its_eight_or_may_have_is_refused() {
        let refused = |marks, begun, promised| plan_brief_form(&ledger_until(marks, begun), promised);
        assert_eq!(refused("AAAA....", 4, 8), Err(BriefFormRefusal::BriefAlready(8)));
        assert_eq!(refused("AAAAAAAA........", 8, 16), Err(BriefFormRefusal::Received(8)));
        assert_eq!(
            refused("AAAAA...........", 9, 16),
            Err(BriefFormRefusal::Unmarked { received: 5, unmarked: 4 })
        );
        let last = refused("AAAAAA..........", 8, 16).unwrap();
        assert_eq!((last.kept.len(), last.left.len(), last.missing), (0, 8, 0));
    }

    proptest! {
        #[test]
        fn no_more_than_eight_can_be_received_and_nothing_earlier_is_left(
            letters in prop::collection::vec(prop::sample::select(b"APNRLCE.X+-!e".to_vec()), 0..20),
            coming in prop::collection::vec(prop::sample::select(b"....CEX".to_vec()), 0..20),
        ) {
            let begun = letters.len() as u32;
            let marks: String = letters.into_iter().chain(coming).map(char::from).collect();
            let ledger = ledger_until(&marks, begun);
            let Ok(split) = plan_brief_form(&ledger, 16) else { return Ok(()) };
            prop_assert!(split.received + split.unmarked + split.kept.len() as u32 + split.missing == 8);
            prop_assert!(split.kept.iter().chain(&split.left).is_sorted());
            prop_assert!(split.missing == 0 || split.left.is_empty());
            let possible = Dose::of(&ledger, 16, 8, false).possible;
            prop_assert_eq!(possible as usize, split.unmarked as usize + split.kept.len() + split.left.len());
        }
    }
}
