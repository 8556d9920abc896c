//! What a course of readings means: bands, change from the baseline, and whether it can be relied upon.

use super::instrument::Instrument;
use super::occasion::Occasion;
use super::reading::Reading;
use super::scale::Scale;
use crate::domain::ids::MeasureId;
use crate::domain::words::words;

/// At how many readings in a row a change has to show: one good or bad day is none (Delgadillo et al. 2018 feed back on
/// readings that go on; PMC6428692).
const IN_A_ROW: usize = 2;

words! {
    /// Whether one reading differs from the baseline by more than measuring it may.
    pub enum ReliableChange {
        /// Better by at least the reliable change.
        Improvement = "IMPROVEMENT",
        /// Neither.
        None = "NONE",
        /// Worse by at least the reliable change.
        Deterioration = "DETERIORATION",
    }
}

words! {
    /// What the last two readings of a course say against its baseline.
    pub enum Verdict {
        /// There are fewer than two after the baseline.
        NotEnoughReadings = "NOT_ENOUGH_READINGS",
        /// Nobody said which change of this instrument can be relied upon.
        NotDefined = "NOT_DEFINED",
        /// Both are reliably better.
        ReliableImprovement = "RELIABLE_IMPROVEMENT",
        /// They are not both reliably better, nor both reliably worse.
        NoReliableChange = "NO_RELIABLE_CHANGE",
        /// Both are reliably worse.
        ReliableDeterioration = "RELIABLE_DETERIORATION",
    }
}

/// How a reading differs from the baseline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// By how many points, as counted: the reading's total less the baseline's.
    pub points: i32,
    /// Whether a client notices it, better or worse; none if that is not defined.
    pub is_important: Option<bool>,
    /// Whether it can be relied upon; none if that is not defined.
    pub reliable: Option<ReliableChange>,
    /// Whether it is half of the baseline or less; none if that is not defined, or the baseline leaves nothing to halve.
    pub is_response: Option<bool>,
}

/// One reading of a course, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// The reading.
    pub reading: Reading,
    /// The name of the band it lies in.
    pub band: Option<String>,
    /// Whether it is a remission; none if that is not defined.
    pub is_remission: Option<bool>,
    /// How it differs from the baseline; none for the baseline, and for readings before it.
    pub change: Option<Change>,
}

/// A course of readings, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// The standing readings, in their order.
    pub readings: Vec<Judged>,
    /// Which of them is the baseline; none while there is no reading.
    pub baseline: Option<MeasureId>,
    /// What the last two say.
    pub verdict: Verdict,
}

/// The standing readings of one instrument in their order, and where the baseline stands among them: the first before
/// treatment, or else the first of all.
pub(super) fn in_order<'a>(
    instrument: &Instrument,
    readings: impl IntoIterator<Item = &'a Reading>,
) -> (Vec<&'a Reading>, usize) {
    let is_of_it = |one: &&Reading| one.instrument_id == instrument.id() && !one.is_withdrawn;
    let mut course: Vec<&Reading> = readings.into_iter().filter(is_of_it).collect();
    course.sort_unstable_by_key(|one| one.place());
    let baseline = course.iter().position(|one| one.taken.occasion == Occasion::Pre).unwrap_or(0);
    (course, baseline)
}

/// How a total differs from the baseline's.
pub(super) fn change_between(scale: &Scale, baseline: i32, total: i32) -> Change {
    let better = scale.improvement(baseline, total);
    let reliable = |least: i32| match better {
        better if better >= least => ReliableChange::Improvement,
        better if better <= -least => ReliableChange::Deterioration,
        _ => ReliableChange::None,
    };
    // A response is of symptoms: below the cut-off of remission there are none to halve.
    let has_symptoms = baseline >= scale.remission_below.unwrap_or(1).max(1);
    Change {
        points: total - baseline,
        is_important: scale.important_difference.map(|least| better.abs() >= least),
        reliable: scale.reliable_change.map(reliable),
        is_response: (scale.has_response && has_symptoms).then_some(total.saturating_mul(2) <= baseline),
    }
}

/// The changes of the readings after the baseline that count against it: another before treatment is no effect of it.
pub(super) fn changes_after<'a>(
    scale: &Scale,
    course: &[&'a Reading],
    baseline: usize,
) -> Vec<(&'a Reading, Change)> {
    let Some(first) = course.get(baseline) else { return Vec::new() };
    let after = course.iter().skip(baseline + 1).filter(|one| one.taken.occasion != Occasion::Pre);
    after.map(|one| (*one, change_between(scale, first.taken.score.total, one.taken.score.total))).collect()
}

/// What the last two changes say.
pub(super) fn verdict_of(scale: &Scale, changes: &[(&Reading, Change)]) -> Verdict {
    if changes.len() < IN_A_ROW {
        return Verdict::NotEnoughReadings;
    }
    if scale.reliable_change.is_none() {
        return Verdict::NotDefined;
    }
    let last = || changes.iter().rev().take(IN_A_ROW);
    let all = |wanted| last().all(|(_, change)| change.reliable == Some(wanted));
    if all(ReliableChange::Improvement) {
        Verdict::ReliableImprovement
    } else if all(ReliableChange::Deterioration) {
        Verdict::ReliableDeterioration
    } else {
        Verdict::NoReliableChange
    }
}

/// Judges the readings of one enrollment by that instrument; others, and withdrawn ones, are left out.
#[must_use]
pub fn judge(instrument: &Instrument, readings: &[Reading]) -> Judgement {
    let scale = instrument.scale();
    let (course, baseline) = in_order(instrument, readings);
    let changes = changes_after(&scale, &course, baseline);
    let judged = |one: &&Reading| {
        let total = one.taken.score.total;
        Judged {
            reading: (*one).clone(),
            band: scale.band_of(total).map(|band| band.name.clone()),
            is_remission: scale.remission_below.map(|below| total < below),
            change: changes.iter().find(|(reading, _)| reading.id == one.id).map(|(_, change)| *change),
        }
    };
    Judgement {
        readings: course.iter().map(judged).collect(),
        baseline: course.get(baseline).map(|one| one.id),
        verdict: verdict_of(&scale, &changes),
    }
}

#[cfg(test)]
pub(super) mod samples {
    use jiff::Timestamp;
    use jiff::civil::Date;
    use uuid::Uuid;

    use super::*;
    use crate::domain::attendance::Recorder;
    use crate::domain::ids::EnrollmentId;
    use crate::domain::measures::{Published, Score, Taken};

    /// A day of the week of that number, from the second of March 2026.
    pub(in crate::domain::measures) fn week(number: u32) -> Date {
        Date::constant(2026, 3, 2).saturating_add(jiff::Span::new().weeks(number))
    }

    /// A PHQ-9 of a week by its total; that of week 0 is before treatment.
    pub(in crate::domain::measures) fn phq9(number: u32, total: i32) -> Reading {
        let occasion = if number == 0 { Occasion::Pre } else { Occasion::Session };
        Reading {
            id: MeasureId::from_uuid(Uuid::from_u128(u128::from(number))),
            enrollment_id: EnrollmentId::from_uuid(Uuid::nil()),
            instrument_id: Published::Phq9.id(),
            taken: Taken { on: week(number), occasion, score: Score { items: None, total } },
            is_withdrawn: false,
            version: 1,
            recorded_by: Recorder::System,
            recorded_at: Timestamp::UNIX_EPOCH,
        }
    }

    /// PHQ-9s week by week, from that before treatment.
    pub(in crate::domain::measures) fn weekly(totals: &[i32]) -> Vec<Reading> {
        (0..).zip(totals).map(|(number, total)| phq9(number, *total)).collect()
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::samples::{phq9, weekly};
    use super::*;
    use crate::domain::ids::InstrumentId;
    use crate::domain::measures::{OwnInstrument, Published};

    const PHQ9: Instrument = Instrument::Published(Published::Phq9);

    #[rstest]
    #[case::none(&[], Verdict::NotEnoughReadings)]
    #[case::a_baseline(&[15], Verdict::NotEnoughReadings)]
    #[case::one_after_it(&[15, 3], Verdict::NotEnoughReadings)]
    #[case::once_better(&[15, 15, 9], Verdict::NoReliableChange)]
    #[case::twice_better(&[15, 9, 9], Verdict::ReliableImprovement)]
    #[case::by_one_too_few(&[15, 10, 9], Verdict::NoReliableChange)]
    #[case::twice_worse(&[10, 16, 16], Verdict::ReliableDeterioration)]
    #[case::better_and_back(&[15, 9, 9, 12], Verdict::NoReliableChange)]
    #[case::one_of_each(&[12, 6, 18], Verdict::NoReliableChange)]
    fn two_readings_in_a_row_decide(#[case] totals: &[i32], #[case] expected: Verdict) {
        assert_eq!(judge(&PHQ9, &weekly(totals)).verdict, expected);
    }

    #[test]
    fn each_reading_has_its_band_and_its_change() {
        let judged = judge(&PHQ9, &weekly(&[16, 8, 4])).readings;
        let bands: Vec<_> = judged.iter().map(|one| one.band.as_deref().unwrap_or_default()).collect();
        assert_eq!(bands, ["moderately severe", "mild", "minimal"]);
        assert_eq!(judged[0].change, None);
        let change = |points, reliable| Change {
            points,
            is_important: Some(true),
            reliable: Some(reliable),
            is_response: Some(true),
        };
        assert_eq!(judged[1].change, Some(change(-8, ReliableChange::Improvement)));
        assert_eq!(judged[2].change, Some(change(-12, ReliableChange::Improvement)));
        assert_eq!(
            [0, 1, 2].map(|at: usize| judged[at].is_remission),
            [Some(false), Some(false), Some(true)]
        );
    }

    #[test]
    fn half_of_next_to_nothing_is_no_response() {
        let response = |totals| judge(&PHQ9, &weekly(totals)).readings[1].change.unwrap().is_response;
        assert_eq!(
            [response(&[0, 0]), response(&[4, 2]), response(&[5, 2]), response(&[5, 3])],
            [None, None, Some(true), Some(false)]
        );
    }

    #[test]
    fn the_reading_before_treatment_is_the_baseline_and_withdrawn_ones_count_for_nothing() {
        let mut readings = weekly(&[20, 12, 12]);
        readings[0].taken.occasion = Occasion::Session;
        readings[1].taken.occasion = Occasion::Pre;
        let judgement = judge(&PHQ9, &readings);
        assert_eq!(judgement.baseline, Some(readings[1].id));
        assert_eq!(
            judgement.readings.iter().map(|one| one.change.is_some()).collect::<Vec<_>>(),
            [false, false, true]
        );
        readings[1].is_withdrawn = true;
        let judgement = judge(&PHQ9, &readings);
        assert_eq!((judgement.baseline, judgement.readings.len()), (Some(readings[0].id), 2));
    }

    #[test]
    fn an_instrument_of_the_clinic_is_judged_by_what_it_says_of_itself() {
        let id = InstrumentId::from_uuid(uuid::Uuid::from_u128(77));
        let scale = |reliable_change| Scale {
            items: None,
            minimum: 0,
            maximum: 50,
            higher_is_worse: false,
            bands: Vec::new(),
            reliable_change,
            important_difference: None,
            remission_below: None,
            has_response: false,
        };
        let own = |reliable_change| {
            let name = "Functioning".parse().unwrap();
            Instrument::Own(OwnInstrument { id, name, scale: scale(reliable_change) })
        };
        let readings: Vec<Reading> = [20, 30, 31]
            .into_iter()
            .zip(0..)
            .map(|(total, week)| Reading { instrument_id: id, ..phq9(week, total) })
            .collect();
        assert_eq!(
            judge(&own(Some(10)), &readings).verdict,
            Verdict::ReliableImprovement,
            "higher is better"
        );
        assert_eq!(judge(&own(None), &readings).verdict, Verdict::NotDefined);
    }
}
