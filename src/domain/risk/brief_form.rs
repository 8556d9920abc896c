//! The rule `BRIEF_FORM_CANDIDATE`: the brief form may fit. It asks for a review by the clinician with the client, and
//! switches nothing.

use serde::{Deserialize, Serialize};

use super::background::Background;
use super::course::{Course, Moment};
use super::episode::Episode;
use super::evidence::Evidence;
use super::forecast::{Reply, forecast};
use super::kind::RiskKind;
use super::model::RiskModel;
use super::state::Severity;
use crate::domain::attendance::Ledger;

/// The sessions of the brief form (IPT-B): eight. A program of no more than these has nothing briefer to offer.
pub const BRIEF_FORM_SESSIONS: u32 = 8;

/// The first and the last number of sessions held at which the rule looks at the pace.
pub const BRIEF_FORM_MOMENTS: (usize, usize) = (3, 6);

/// From this probability on that eight or fewer are attended in the end, the pace is the brief form's.
const AT_MOST_EIGHT_FROM: f64 = 0.60;

/// Below this probability of coming to the next session it is outreach that is needed, not another form.
const OUTREACH_BELOW: f64 = 0.30;

/// How many barriers stated at intake suggest it, before the start too: two.
pub const BARRIERS_FOR_BRIEF_FORM: u32 = 2;

/// Why the brief form may fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BriefFormGrounds {
    /// At this pace eight sessions or fewer are attended.
    pub pace: bool,
    /// An early response at two consecutive readings.
    pub early_response: bool,
    /// Two or more barriers were stated at intake.
    pub barriers: bool,
    /// The clinician looks first, and nothing is suggested: reliable deterioration, or item 9 of the PHQ-9 above 0.
    pub review_first: bool,
}

/// At most one episode of the whole enrollment, found at the first moment that gives ground for it: before the start, or
/// after the third to sixth opportunity. Later attendance doesn't change what was found, so it stands until a person
/// closes it or the enrollment ends; but it raises nothing once these moments are past, or eight were received. Severity
/// INFO: a suggestion; AMBER where the clinician is to look first, by what the readings say now.
pub(super) fn episode(course: &Course<'_>) -> Option<Episode> {
    let trigger = course.known.anchor?;
    let is_longer = course.known.promised > BRIEF_FORM_SESSIONS;
    // Of the brief form nothing is said anew; a flag that led to it is over.
    let (held, grounds) = if is_longer { first_grounds(course)? } else { Default::default() };
    let misses: Vec<_> =
        course.opportunities().iter().copied().take(held).filter(|entry| entry.effect().is_miss()).collect();
    Some(Episode {
        kind: RiskKind::BriefFormCandidate,
        trigger,
        is_active: is_longer,
        only_if_raised: !is_longer || course.known.brief_form_answered || is_too_late(course),
        severity: if grounds.review_first { Severity::Amber } else { Severity::Info },
        evidence: Evidence { brief_form: Some(grounds), ..Evidence::after(course, held, &misses) },
    })
}

/// Whether the readings ask the clinician to look at the client before the brief form is offered.
#[must_use]
pub fn asks_for_review(ledger: &Ledger, known: &Background) -> bool {
    Course::new(ledger, known, &RiskModel::PRIOR).symptoms_now().asks_for_review()
}

fn is_too_late(course: &Course<'_>) -> bool {
    course.opportunities().len() > BRIEF_FORM_MOMENTS.1
        || course.ledger.dose_attended() >= BRIEF_FORM_SESSIONS
}

/// The first moment that gives ground for it, and which.
fn first_grounds(course: &Course<'_>) -> Option<(usize, BriefFormGrounds)> {
    let (first, last) = BRIEF_FORM_MOMENTS;
    std::iter::once(0)
        .chain(first..=last.min(course.opportunities().len()))
        .find_map(|held| Some((held, grounds(course, held)?)))
}

fn grounds(course: &Course<'_>, held: usize) -> Option<BriefFormGrounds> {
    let mut moment = course.after(held, course.known.promised)?;
    // What is known of the present alone would be gone at the next session, and the ground with it.
    moment.covariates.away.clear();
    moment.covariates.reply = Reply::None;
    let symptoms = course.symptoms(held);
    let found = BriefFormGrounds {
        pace: held >= BRIEF_FORM_MOMENTS.0 && is_pace_of_eight(course, &moment),
        early_response: held > 0 && symptoms.early_response,
        barriers: course.known.barriers >= BARRIERS_FOR_BRIEF_FORM,
        review_first: course.symptoms_now().asks_for_review(),
    };
    (found.pace || found.early_response || found.barriers).then_some(found)
}

fn is_pace_of_eight(course: &Course<'_>, moment: &Moment) -> bool {
    let forecast = forecast(&moment.state, &moment.covariates, &course.model.coefficients);
    forecast.at_most(BRIEF_FORM_SESSIONS) >= AT_MOST_EIGHT_FROM
        && forecast.next_session().is_some_and(|next| next >= OUTREACH_BELOW)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Sample, phq9_with_item9, weekly_phq9};
    use super::*;
    use crate::domain::attendance::samples::ledger_until;
    use rstest::rstest;

    fn found(sample: &Sample) -> Option<(u32, BriefFormGrounds)> {
        let episode = episode(&sample.course())?;
        episode.is_active.then(|| (episode.evidence.opportunities, episode.evidence.brief_form.unwrap()))
    }

    #[rstest]
    #[case::all_attended("AAAAAA", 16, None)]
    #[case::half_attended("ANANAN", 16, Some(4))]
    #[case::not_before_the_third("NA", 16, None)]
    #[case::two_missed_at_the_end_is_outreach("ANN", 16, None)]
    #[case::what_was_found_stands("ANANAAAAAA", 16, Some(4))]
    #[case::the_brief_form_itself("ANANAN", 8, None)]
    fn the_pace_of_eight(#[case] marks: &str, #[case] promised: u32, #[case] held: Option<u32>) {
        let coming = ".".repeat((promised as usize).saturating_sub(marks.len()));
        let begun = u32::try_from(marks.len()).unwrap();
        let sample = Sample::of(ledger_until(&format!("{marks}{coming}"), begun)).promised(promised);
        let found = found(&sample);
        assert!(
            found.is_none_or(|(_, grounds)| grounds == BriefFormGrounds { pace: true, ..Default::default() })
        );
        assert_eq!(found.map(|(held, _)| held), held);
    }

    #[test]
    fn readings_suggest_it_early_or_ask_the_clinician_first() {
        let mut sample = Sample::of(ledger_until("AAAA............", 4));
        sample.known.readings = weekly_phq9(&[16, 16, 8, 7]);
        let (held, grounds) = found(&sample).unwrap();
        assert_eq!((held, grounds), (4, BriefFormGrounds { early_response: true, ..Default::default() }));
        sample.ledger = ledger_until("ANAN............", 4);
        sample.known.readings = weekly_phq9(&[12, 12, 19, 19]);
        let (_, grounds) = found(&sample).unwrap();
        assert!(grounds.pace && grounds.review_first);
        let episode = episode(&sample.course()).unwrap();
        assert_eq!(episode.severity, Severity::Amber);
        assert!(episode.evidence.in_words(episode.kind, true).ends_with("Nothing is suggested."));
        sample.known.readings = vec![phq9_with_item9(3, 1)];
        assert!(found(&sample).unwrap().1.review_first, "item 9 alone asks for a look");
    }

    #[test]
    fn what_the_readings_say_later_asks_the_clinician_too() {
        let mut sample = Sample::of(ledger_until("ANANA...........", 5));
        assert!(!found(&sample).unwrap().1.review_first);
        sample.known.readings = vec![phq9_with_item9(4, 1)];
        let (held, grounds) = found(&sample).unwrap();
        assert_eq!((held, grounds.review_first), (4, true));
    }

    #[test]
    fn after_the_sixth_session_nothing_is_suggested_anew() {
        for (marks, begun, raises) in [("ANANAA..........", 6, true), ("ANANAAA.........", 7, false)] {
            let sample = Sample::of(ledger_until(marks, begun));
            assert_eq!(!episode(&sample.course()).unwrap().only_if_raised, raises, "{marks}");
        }
    }

    #[test]
    fn a_holiday_week_ahead_is_no_ground() {
        let mut sample = Sample::of(ledger_until("AAAN............", 4));
        let before = episode(&sample.course()).map(|episode| episode.evidence.brief_form);
        sample.known.in_holiday_weeks = sample.ledger.coming().map(|one| one.session_id).collect();
        assert_eq!(episode(&sample.course()).map(|episode| episode.evidence.brief_form), before);
    }

    #[test]
    fn what_was_answered_is_suggested_no_more() {
        let mut sample = Sample::of(ledger_until("ANAN............", 4));
        assert!(!episode(&sample.course()).unwrap().only_if_raised);
        sample.known.brief_form_answered = true;
        assert!(episode(&sample.course()).unwrap().only_if_raised);
    }

    #[test]
    fn two_barriers_suggest_it_before_the_start() {
        let mut sample = Sample::of(ledger_until("................", 0));
        sample.known.barriers = 1;
        assert_eq!(found(&sample), None);
        sample.known.barriers = 2;
        let (held, grounds) = found(&sample).unwrap();
        assert_eq!((held, grounds.barriers, grounds.pace), (0, true, false));
        let evidence = episode(&sample.course()).unwrap().evidence;
        sample.ledger = ledger_until("AAAA............", 4);
        let later = episode(&sample.course()).unwrap();
        assert_eq!(later.evidence.opportunities, evidence.opportunities, "it is found once");
    }
}
