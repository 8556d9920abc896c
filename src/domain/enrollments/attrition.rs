//! Whether a client dropped out, attended under half, or did not complete: derived from the ledger, never typed in.
//!
//! Three definitions side by side, since the literature uses each and they differ widely in who they count (Swift and
//! Greenberg 2012, doi:10.1037/a0028226). A corrected mark changes the answer at the next reading.

use super::enrollment::{Enrollment, EnrollmentStatus};
use crate::domain::attendance::{AttendanceStatus, Effect, Ledger, LedgerEntry, Occasion};

/// The version of these definitions; raised whenever an answer to the same ledger changes.
pub const ATTRITION_VERSION: u32 = 2;

/// How many final held sessions are unattended of who dropped out, at least: three. Two in a row are a warning that is
/// raised, not yet an end.
pub const FINAL_SESSIONS_UNATTENDED: u32 = 3;

/// How many opportunities it takes before a share of them is spoken of: four. With fewer, one mark moves the share by a
/// third or more, and "under half" would tell of a single session.
pub const FEWEST_OPPORTUNITIES: u32 = 4;

/// How a course came to its end, or stands, at an instant. Each answer is nothing where there is not enough to say it by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attrition {
    /// Three or more final held sessions unattended and no agreed ending, of a course that runs or that is over. A held
    /// session that nobody has marked is neither attended nor missed: it is passed over, as everywhere. Nothing before the
    /// first opportunity, and of a course that goes on in another group.
    pub dropped_out: Option<bool>,
    /// Fewer than half of the opportunities attended. Nothing below [`FEWEST_OPPORTUNITIES`].
    pub attended_under_half: Option<bool>,
    /// The course is over, agreed or not, and fewer sessions than planned were held for the client: weekly sessions that
    /// took place while they were in the course, whether they came or not, and make-ups that they attended. In the brief form,
    /// whose eight are sessions received: fewer than planned were received. Nothing while it runs, and of one that goes on in
    /// another group.
    pub did_not_complete: Option<bool>,
    /// Opportunities so far.
    pub opportunities: u32,
    /// How many of them were attended.
    pub attended: u32,
    /// How many final ones were missed.
    pub run_of_misses: u32,
    /// Weekly sessions held for the client, and make-ups attended.
    pub held: u32,
    /// Sessions received, of a course in the brief form; nothing of any other.
    pub received: Option<u32>,
    /// Sessions planned.
    pub planned: u32,
    /// Held sessions that nobody has marked.
    pub unrecorded: u32,
}

impl Attrition {
    /// That of an enrollment with its ledger, when the ledger is read.
    #[must_use]
    pub fn of(enrollment: &Enrollment, ledger: &Ledger) -> Self {
        let rate = ledger.rate();
        let run_of_misses = ledger.run_of_misses();
        let planned = u32::try_from(enrollment.planned_sessions).unwrap_or(0);
        let held = ledger.begun().filter(|entry| was_held(enrollment, entry)).count();
        let held = u32::try_from(held).unwrap_or(u32::MAX);
        let received = enrollment.is_brief().then(|| ledger.dose_attended());
        let goes_on_elsewhere = enrollment.status == EnrollmentStatus::Transferred;
        let is_over = enrollment.ended_at.is_some();
        let stayed_away = run_of_misses >= FINAL_SESSIONS_UNATTENDED;
        let is_agreed = enrollment.ending_agreed == Some(true);
        Self {
            dropped_out: (rate.opportunities > 0 && !goes_on_elsewhere).then_some(stayed_away && !is_agreed),
            attended_under_half: (rate.opportunities >= FEWEST_OPPORTUNITIES)
                .then_some(rate.attended.saturating_mul(2) < rate.opportunities),
            did_not_complete: (is_over && !goes_on_elsewhere).then_some(received.unwrap_or(held) < planned),
            opportunities: rate.opportunities,
            attended: rate.attended,
            run_of_misses,
            held,
            received,
            planned,
            unrecorded: rate.unrecorded,
        }
    }

    /// What it was read from, in a sentence or two.
    #[must_use]
    pub fn in_words(&self) -> String {
        let Self {
            dropped_out: _,
            attended_under_half: _,
            did_not_complete,
            opportunities,
            attended,
            run_of_misses,
            held,
            received,
            planned,
            unrecorded,
        } = self;
        let mut words = if *opportunities == 0 {
            "No session has been held and recorded yet.".to_owned()
        } else {
            let sessions = if *opportunities == 1 { "session" } else { "sessions" };
            let last = match run_of_misses {
                0 => "the last one was attended".to_owned(),
                1 => "the last one was missed".to_owned(),
                more => format!("the last {more} were missed"),
            };
            format!("Attended {attended} of {opportunities} held {sessions}; {last}.")
        };
        if did_not_complete.is_some() {
            words.push_str(&match received {
                Some(received) => {
                    format!(" The course is over with {received} of the brief form's {planned} received.")
                }
                None => format!(" The course is over after {held} of {planned} planned sessions."),
            });
        }
        match unrecorded {
            0 => {}
            1 => words.push_str(" One held session is not recorded."),
            more => words.push_str(&format!(" {more} held sessions are not recorded.")),
        }
        words
    }
}

/// Whether it is a session that the client had: a weekly one that began while they were in the course, or a make-up that
/// they attended.
fn was_held(enrollment: &Enrollment, entry: &LedgerEntry) -> bool {
    match entry.occasion {
        Occasion::Regular => {
            entry.status != AttendanceStatus::NotExpected
                && enrollment.ended_at.is_none_or(|ended_at| entry.starts_at < ended_at)
        }
        Occasion::MakeUp => entry.effect() == Effect::MadeUp,
        Occasion::Companion | Occasion::CancelledByClinic => false,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;
    use crate::domain::attendance::samples::ledger;
    use crate::domain::ids::{ClientId, EnrollmentId, ProgramId, SiteId};

    const RUNNING: Enrollment = Enrollment {
        id: EnrollmentId::from_uuid(Uuid::nil()),
        client_id: ClientId::from_uuid(Uuid::nil()),
        program_id: ProgramId::from_uuid(Uuid::nil()),
        site_id: SiteId::from_uuid(Uuid::nil()),
        group_id: None,
        status: EnrollmentStatus::Enrolled,
        planned_sessions: 8,
        former_planned_sessions: None,
        enrolled_at: Timestamp::UNIX_EPOCH,
        ended_at: None,
        ending_agreed: None,
        row_version: 1,
    };

    /// The course, over at the end of time.
    fn over(status: EnrollmentStatus, agreed: bool) -> Enrollment {
        Enrollment { status, ended_at: Some(Timestamp::MAX), ending_agreed: Some(agreed), ..RUNNING }
    }

    fn left(agreed: bool) -> Enrollment {
        over(EnrollmentStatus::EndedEarly, agreed)
    }

    #[rstest]
    #[case::nothing_held("", RUNNING, None)]
    #[case::nothing_marked("..", RUNNING, None)]
    #[case::three_final_misses("ANNN", RUNNING, Some(true))]
    #[case::a_mark_undone_by_attendance("ANNNA", RUNNING, Some(false))]
    #[case::corrected("ANNA", RUNNING, Some(false))]
    #[case::two_are_a_pause("AANN", RUNNING, Some(false))]
    #[case::never_came("NNN", RUNNING, Some(true))]
    #[case::what_was_said_beforehand_is_a_miss_too("ACLR", RUNNING, Some(true))]
    #[case::what_is_no_opportunity_neither_counts_nor_ends("ANEN!N", RUNNING, Some(true))]
    #[case::the_unrecorded_is_passed_over("ANN.N", RUNNING, Some(true))]
    #[case::a_make_up_is_no_held_session("ANNN+", RUNNING, Some(true))]
    #[case::left_without_a_word("ANNN", left(false), Some(true))]
    #[case::left_as_agreed("ANNN", left(true), Some(false))]
    #[case::a_typed_word_does_not_undo_it("ANNN", over(EnrollmentStatus::Completed, false), Some(true))]
    #[case::elsewhere("ANNN", over(EnrollmentStatus::Transferred, false), None)]
    fn who_missed_the_final_three_and_agreed_nothing_dropped_out(
        #[case] marks: &str,
        #[case] enrollment: Enrollment,
        #[case] expected: Option<bool>,
    ) {
        assert_eq!(Attrition::of(&enrollment, &ledger(marks)).dropped_out, expected);
    }

    #[rstest]
    #[case("NNN", None)]
    #[case("ANN.", None)]
    #[case("ANNN", Some(true))]
    #[case("ANAN", Some(false))]
    #[case("NNANA", Some(true))]
    #[case("AE+NNN", Some(true))]
    fn under_half_needs_four_opportunities(#[case] marks: &str, #[case] expected: Option<bool>) {
        for enrollment in [RUNNING, left(true)] {
            assert_eq!(Attrition::of(&enrollment, &ledger(marks)).attended_under_half, expected, "{marks}");
        }
    }

    #[rstest]
    #[case::still_running("A", RUNNING, None)]
    #[case::all_eight("ANANANAN", left(false), Some(false))]
    #[case::seven("ANANANA", left(true), Some(true))]
    #[case::seven_and_a_make_up("ANANANA+", left(true), Some(false))]
    #[case::an_excused_one_was_held("ANANANAE", left(true), Some(false))]
    #[case::one_that_the_clinic_cancelled_was_not("ANANANA!", left(true), Some(true))]
    #[case::whatever_was_typed("AAA", over(EnrollmentStatus::Completed, true), Some(true))]
    #[case::nothing_held("", left(false), Some(true))]
    #[case::elsewhere("A", over(EnrollmentStatus::Transferred, true), None)]
    fn who_had_fewer_sessions_than_planned_did_not_complete(
        #[case] marks: &str,
        #[case] enrollment: Enrollment,
        #[case] expected: Option<bool>,
    ) {
        assert_eq!(Attrition::of(&enrollment, &ledger(marks)).did_not_complete, expected);
    }

    #[rstest]
    #[case::held_but_not_received("AAAANNNN", Some(true))]
    #[case::all_received("AAAANNAAAA", Some(false))]
    #[case::a_make_up_is_received("AAAANAAA+", Some(false))]
    fn the_brief_form_is_complete_once_its_sessions_were_received(
        #[case] marks: &str,
        #[case] expected: Option<bool>,
    ) {
        let brief = Enrollment { former_planned_sessions: Some(16), ..left(true) };
        assert_eq!(Attrition::of(&brief, &ledger(marks)).did_not_complete, expected);
    }

    #[test]
    fn sessions_after_the_end_were_not_held_for_the_client() {
        let ledger = ledger("AAAAAAAA");
        let ended_at = Some(ledger.entries()[5].starts_at);
        let found = Attrition::of(&Enrollment { ended_at, ..left(true) }, &ledger);
        assert_eq!((found.held, found.did_not_complete), (5, Some(true)));
    }

    #[test]
    fn the_words_say_what_it_was_read_from() {
        let words =
            |enrollment: &Enrollment, marks: &str| Attrition::of(enrollment, &ledger(marks)).in_words();
        assert_eq!(words(&RUNNING, ""), "No session has been held and recorded yet.");
        assert_eq!(
            words(&left(false), "ANNN."),
            "Attended 1 of 4 held sessions; the last 3 were missed. The course is over after 5 of 8 planned sessions. \
             One held session is not recorded."
        );
        let brief = Enrollment { former_planned_sessions: Some(16), ..left(true) };
        assert_eq!(
            words(&brief, "AAAN"),
            "Attended 3 of 4 held sessions; the last one was missed. The course is over with 3 of the brief form's 8 \
             received."
        );
        assert_eq!(words(&RUNNING, "NA"), "Attended 1 of 2 held sessions; the last one was attended.");
        assert_eq!(words(&RUNNING, "N"), "Attended 0 of 1 held session; the last one was missed.");
    }
}
