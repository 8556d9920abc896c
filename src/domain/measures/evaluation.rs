//! The evaluations before and after treatment: when they are due, and what they found, side by side.

use jiff::Timestamp;
use jiff::civil::Date;

use super::judge::{Judged, Judgement};
use super::occasion::Occasion;
use crate::domain::companions::CompanionWindow;
use crate::domain::time::{Zone, local};
use crate::domain::words::words;

words! {
    /// How an evaluation of one course stands.
    pub enum EvaluationState {
        /// The program does not ask for it, and it was not done.
        NotAsked = "NOT_ASKED",
        /// Its days have not come, or are not known yet.
        NotYet = "NOT_YET",
        /// Its days have come.
        Due = "DUE",
        /// Its days are over, and it was not done.
        Overdue = "OVERDUE",
        /// Its meeting was held, or a reading was recorded of it.
        Done = "DONE",
    }
}

/// How an evaluation stands at `now`, dates read in that zone.
#[must_use]
pub fn evaluation_state(
    is_asked: bool,
    window: Option<&CompanionWindow>,
    done_on: Option<Date>,
    zone: &Zone,
    now: Timestamp,
) -> EvaluationState {
    if done_on.is_some() {
        return EvaluationState::Done;
    }
    if !is_asked {
        return EvaluationState::NotAsked;
    }
    match window {
        Some(window) if window.is_over(now, zone) => EvaluationState::Overdue,
        Some(window) if window.from <= local(now, zone).date() => EvaluationState::Due,
        Some(_) | None => EvaluationState::NotYet,
    }
}

/// The readings of one instrument before and after treatment; the change of the latter is from the former.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SideBySide {
    /// The reading before treatment.
    pub pre: Option<Judged>,
    /// The last reading of the evaluation after treatment; without one before, nothing is said of its change.
    pub post: Option<Judged>,
}

/// The readings of the two evaluations, if there is either.
#[must_use]
pub fn side_by_side(judgement: &Judgement) -> Option<SideBySide> {
    let is_pre = |one: &&Judged| {
        Some(one.reading.id) == judgement.baseline && one.reading.taken.occasion == Occasion::Pre
    };
    let pre = judgement.readings.iter().find(is_pre).cloned();
    let is_post = |one: &&Judged| one.reading.taken.occasion == Occasion::Post;
    let mut post = judgement.readings.iter().rfind(is_post).cloned();
    if let Some(post) = &mut post
        && pre.is_none()
    {
        post.change = None;
    }
    (pre.is_some() || post.is_some()).then_some(SideBySide { pre, post })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measures::judge::samples::weekly;
    use crate::domain::measures::{Instrument, Published, judge};

    const PHQ9: Instrument = Instrument::Published(Published::Phq9);

    fn utc(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn an_evaluation_is_due_on_its_days_and_overdue_afterwards() {
        let zone = Zone::parse("UTC").unwrap();
        let window = CompanionWindow {
            from: Date::constant(2026, 6, 1),
            until: Date::constant(2026, 6, 14),
            not_before: None,
            not_after: None,
        };
        let state = |done_on, now| evaluation_state(true, Some(&window), done_on, &zone, utc(now));
        assert_eq!(state(None, "2026-05-31T23:00:00Z"), EvaluationState::NotYet);
        assert_eq!(state(None, "2026-06-01T00:00:00Z"), EvaluationState::Due);
        assert_eq!(state(None, "2026-06-14T23:00:00Z"), EvaluationState::Due);
        assert_eq!(state(None, "2026-06-15T00:00:00Z"), EvaluationState::Overdue);
        let early = Some(Date::constant(2026, 5, 1));
        assert_eq!(state(early, "2026-06-15T00:00:00Z"), EvaluationState::Done);
        let now = utc("2026-06-15T00:00:00Z");
        assert_eq!(evaluation_state(true, None, None, &zone, now), EvaluationState::NotYet);
        assert_eq!(evaluation_state(false, Some(&window), None, &zone, now), EvaluationState::NotAsked);
    }

    #[test]
    fn what_the_evaluations_found_stands_side_by_side() {
        let mut readings = weekly(&[18, 12, 5]);
        assert_eq!(side_by_side(&judge(&PHQ9, &[])), None);
        readings[2].taken.occasion = Occasion::Post;
        let found = side_by_side(&judge(&PHQ9, &readings)).unwrap();
        let post = found.post.unwrap();
        assert_eq!(found.pre.unwrap().reading.taken.score.total, 18);
        assert_eq!((post.reading.taken.score.total, post.change.unwrap().points), (5, -13));
        readings[0].taken.occasion = Occasion::Session;
        let found = side_by_side(&judge(&PHQ9, &readings)).unwrap();
        assert_eq!((found.pre, found.post.unwrap().change), (None, None));
    }
}
