//! What of a client's PHQ-9s speaks of risk, as it was known on a day.

use jiff::civil::Date;

use super::instrument::{Instrument, Published};
use super::judge::{changes_after, in_order, verdict_of};
use super::reading::Reading;
use super::{ReliableChange, Verdict};

/// The item that asks for thoughts of being better off dead or of hurting oneself (Kroenke, Spitzer, Williams 2001).
pub(super) const ITEM_OF_SELF_HARM: usize = 9;

/// What of a client's PHQ-9s speaks of risk. Nothing of it is known while there are too few readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Symptoms {
    /// There are two readings or more after the baseline, and neither of the last two is reliably better than it. It says
    /// nothing of when: late responders are not to be flagged before session 6.
    pub no_reliable_improvement: bool,
    /// Both of the last two readings are reliably worse than the baseline.
    pub reliable_deterioration: bool,
    /// Two readings in a row, early in treatment, are half of the baseline or less.
    pub early_response: bool,
    /// Item 9 was above 0 in the last reading whose items are known.
    pub item9_endorsed: bool,
}

impl Symptoms {
    /// Whether the clinician is to look at the client before anything briefer is offered.
    #[must_use]
    pub const fn asks_for_review(&self) -> bool {
        self.reliable_deterioration || self.item9_endorsed
    }

    /// Reads them off the PHQ-9s among `readings` (of one enrollment, in any order) that were taken up to `until`, so that
    /// history can be replayed; withdrawn ones count for nothing.
    ///
    /// A response is early if both of its readings were taken up to `early_until`: the date of the client's sixth session.
    /// Without it the client has not come that far, and all that was taken until now is early.
    #[must_use]
    pub fn of(readings: &[Reading], until: Date, early_until: Option<Date>) -> Self {
        let phq9 = Instrument::Published(Published::Phq9);
        let scale = phq9.scale();
        let known = readings.iter().filter(|one| one.taken.on <= until);
        let (course, baseline) = in_order(&phq9, known);
        let changes = changes_after(&scale, &course, baseline);
        let verdict = verdict_of(&scale, &changes);
        let is_better = |change: &super::Change| change.reliable == Some(ReliableChange::Improvement);
        let item9 = course.iter().rev().find_map(|one| one.taken.score.item(ITEM_OF_SELF_HARM));
        let responses = changes.iter().map(|(reading, change)| {
            change.is_response == Some(true) && early_until.is_none_or(|last| reading.taken.on <= last)
        });
        let responses: Vec<bool> = responses.collect();
        Self {
            no_reliable_improvement: verdict != Verdict::NotEnoughReadings
                && !changes.iter().rev().take(2).any(|(_, change)| is_better(change)),
            reliable_deterioration: verdict == Verdict::ReliableDeterioration,
            early_response: responses.windows(2).any(|pair| pair == [true, true]),
            item9_endorsed: item9.is_some_and(|answer| answer > 0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measures::Score;
    use crate::domain::measures::judge::samples::{phq9, week, weekly};

    const NOTHING: Symptoms = Symptoms {
        no_reliable_improvement: false,
        reliable_deterioration: false,
        early_response: false,
        item9_endorsed: false,
    };

    fn by_week(totals: &[i32], until: u32) -> Symptoms {
        Symptoms::of(&weekly(totals), week(until), Some(week(6)))
    }

    #[test]
    fn nothing_is_known_of_too_few_readings() {
        for totals in [&[][..], &[15], &[15, 15], &[15, 27]] {
            assert_eq!(by_week(totals, 20), NOTHING, "{totals:?}");
        }
    }

    #[test]
    fn history_is_read_as_it_was_known_then() {
        let totals = [15, 15, 21, 21, 9, 9];
        let no_improvement = Symptoms { no_reliable_improvement: true, ..NOTHING };
        assert_eq!(by_week(&totals, 1), NOTHING);
        assert_eq!(by_week(&totals, 2), no_improvement);
        assert_eq!(by_week(&totals, 3), Symptoms { reliable_deterioration: true, ..no_improvement });
        assert_eq!(by_week(&totals, 4), NOTHING, "one of the last two is better");
        assert_eq!(by_week(&totals, 5), NOTHING);
    }

    #[test]
    fn a_response_is_early_if_both_readings_are() {
        let response = |totals: &[i32]| by_week(totals, 20).early_response;
        assert!(response(&[16, 8, 8]));
        assert!(!response(&[16, 8, 9, 8]), "not in a row");
        let late = [16, 16, 16, 16, 16, 16, 8, 8];
        assert!(!response(&late), "the second lies in week 7");
        assert!(
            Symptoms::of(&weekly(&late), week(20), None).early_response,
            "the client was seen less often"
        );
    }

    #[test]
    fn the_last_answer_to_item_9_counts_also_if_a_total_follows() {
        let answered = |number, answer| {
            let mut reading = phq9(number, answer);
            let items = [0, 0, 0, 0, 0, 0, 0, 0, u8::try_from(answer).unwrap()];
            reading.taken.score = Score { items: Some(items.to_vec()), total: answer };
            reading
        };
        let endorsed = |readings: &[Reading]| Symptoms::of(readings, week(20), None).item9_endorsed;
        assert!(endorsed(&[answered(0, 1)]));
        assert!(endorsed(&[answered(0, 1), phq9(1, 3)]), "nobody knows what was answered in week 1");
        assert!(!endorsed(&[answered(0, 1), answered(1, 0)]));
        let mut withdrawn = answered(2, 2);
        withdrawn.is_withdrawn = true;
        assert!(!endorsed(&[answered(1, 0), withdrawn]));
    }
}
