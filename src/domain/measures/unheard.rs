//! What a refused PHQ-9 said of item 9: a refusal stores nothing, so it has to tell of it itself.

use std::fmt;

use super::instrument::Published;
use super::safety::{SafetyNotice, open_notice};
use super::symptoms::ITEM_OF_SELF_HARM;
use crate::domain::ids::InstrumentId;

/// The answer above 0 to item 9 of a PHQ-9 that is refused, if no open notice tells of it. It shows as the sentence that a
/// refusal ends with, or as nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unheard(Option<i32>);

impl Unheard {
    /// What was entered, whether or not it can be read, and the notices of the reading that is left standing: an open one of
    /// that answer, or of a worse one, tells of it.
    #[must_use]
    pub fn of(instrument_id: InstrumentId, items: Option<&[i32]>, notices: &[SafetyNotice]) -> Self {
        let is_phq9 = instrument_id == Published::Phq9.id();
        let told = open_notice(notices).map_or(0, |notice| i32::from(notice.answer));
        let answer = items.filter(|_| is_phq9).and_then(|items| items.get(ITEM_OF_SELF_HARM - 1));
        Self(answer.copied().filter(|answer| *answer > told))
    }
}

impl fmt::Display for Unheard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(answer) = self.0 else { return Ok(()) };
        write!(
            f,
            ". Item 9 was answered with {answer} now, and nothing tells of it until that answer is recorded: look at it now \
             and speak with the client"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measures::NoticeState::{Acknowledged, Open, Withdrawn};
    use crate::domain::measures::safety::samples::notice;

    fn unheard(item9: i32, notices: &[SafetyNotice]) -> Option<i32> {
        Unheard::of(Published::Phq9.id(), Some(&[1, 1, 1, 1, 1, 1, 1, 1, item9]), notices).0
    }

    #[test]
    fn an_answer_above_0_is_told_unless_an_open_notice_tells_of_it_or_of_a_worse_one() {
        assert_eq!((unheard(0, &[]), unheard(1, &[])), (None, Some(1)));
        let open = [notice(3, Acknowledged), notice(2, Open)];
        assert_eq!((unheard(1, &open), unheard(2, &open), unheard(3, &open)), (None, None, Some(3)));
        for closed in [Acknowledged, Withdrawn] {
            assert_eq!(unheard(2, &[notice(2, closed)]), Some(2), "nobody looks at what was closed");
        }
    }

    #[test]
    fn other_instruments_and_totals_say_nothing_of_it() {
        let phq9 = Published::Phq9.id();
        assert_eq!(Unheard::of(Published::Gad7.id(), Some(&[3; 9]), &[]), Unheard(None));
        assert_eq!(Unheard::of(phq9, None, &[]), Unheard(None));
        assert_eq!(Unheard::of(phq9, Some(&[3; 8]), &[]), Unheard(None));
    }

    #[test]
    fn it_shows_as_the_end_of_a_refusal() {
        assert_eq!(Unheard(None).to_string(), "");
        assert!(Unheard(Some(2)).to_string().starts_with(". Item 9 was answered with 2 now"));
    }
}
