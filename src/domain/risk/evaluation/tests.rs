//! What is judged of which courses, and what is said where little can be.

use super::samples::{Chance, course, courses, judged};
use super::{AlarmRule, AttendanceHistory, NotEnough, Resampling, Score, Share, evaluate};
use crate::domain::risk::forecast::PRIOR;

/// Two who stop early, one who stops and one who never misses, one who misses and comes back.
fn clinic() -> Vec<AttendanceHistory> {
    courses(&["11000000", "10000000", "11110000", "11111111", "11001111"])
}

#[test]
fn rows_are_the_sessions_from_the_second_on_while_three_remain_and_fewer_than_three_are_missed() {
    let told = judged(&clinic());
    // After sessions 2 to 5: 11, 110, 1100 of the first; 10, 100 of the second; four each of the others.
    assert_eq!((told.overall.rows, told.overall.clients), (3 + 2 + 3 * 4, 5));
    assert_eq!(told.overall.never_again, 3 + 2 + 2);
    let by_run: Vec<_> = told.by_run.iter().map(|run| (run.rows, run.never_again)).collect();
    assert_eq!(by_run, [(1 + 3 + 4 + 2, 1 + 1), (1 + 1 + 1 + 1, 1 + 1 + 1), (1 + 1 + 1, 1 + 1)]);
}

#[test]
fn alarms_are_counted_by_session_and_by_client() {
    let told = judged(&clinic());
    let of = |rule: AlarmRule| told.overall.alarms.iter().find(|figures| figures.alarm.rule == rule).unwrap();
    let any = of(AlarmRule::AnyMiss);
    assert_eq!(any.right, Share { numerator: 5, denominator: 7 });
    assert_eq!(any.sensitivity, Share { numerator: 3, denominator: 3 });
    assert_eq!(any.false_alarms, Share { numerator: 1, denominator: 2 });
    assert_eq!(any.lead_time, Some(5.0), "6 after 10, 5 after 110, 3 after 11110");
    assert!((any.per_100_sessions.unwrap() - 100.0 * 7.0 / 17.0).abs() < 1e-9);
    let two = of(AlarmRule::TwoMisses);
    assert_eq!(two.sensitivity, Share { numerator: 2, denominator: 3 });
    assert_eq!(two.lead_time, Some(4.5));
    for rule in [AlarmRule::ModelAsOften, AlarmRule::MissRateAsOften] {
        assert!(of(rule).right.denominator <= two.right.denominator, "{rule}");
    }
}

#[test]
fn each_score_is_measured_with_its_interval() {
    let told = judged(&clinic());
    for (accuracy, score) in told.overall.accuracy.iter().zip(Score::ALL) {
        let auc = accuracy.auc.unwrap();
        let (lower, upper) = auc.interval.unwrap();
        assert_eq!(accuracy.score, *score);
        assert!(lower <= auc.value && auc.value <= upper, "{accuracy:?}");
        assert!(accuracy.brier.unwrap().value < 0.5, "{accuracy:?}");
    }
    let two_misses = &told.overall.accuracy[Score::TwoMisses as usize];
    // Of 7 rows that never came again 2 are alarmed, of the other 10 one.
    let expected = (2.0 * 9.0 + (2.0 * 1.0 + 5.0 * 9.0) / 2.0) / 70.0;
    assert!((two_misses.auc.unwrap().value - expected).abs() < 1e-9, "{two_misses:?}");
    assert!((two_misses.brier.unwrap().value - 6.0 / 17.0).abs() < 1e-9, "{two_misses:?}");
    assert_eq!(two_misses.slope, Err(NotEnough::NoProbability));
}

#[test]
fn courses_cut_short_and_those_that_go_on_are_left_out_and_counted_apart() {
    let mut histories = clinic();
    let all = judged(&histories);
    histories.push(AttendanceHistory { planned: 16, ..course(9, "1100") });
    for client in [10, 11] {
        histories.push(AttendanceHistory { planned: 16, goes_on: true, ..course(client, "1100") });
    }
    let told = judged(&histories);
    assert_eq!((told.judged, told.cut_short, told.running), (5, 1, 2));
    assert_eq!(told.overall, all.overall);
}

#[test]
fn the_same_chance_gives_the_same_intervals() {
    let of = |seed: u32| {
        let resampling = Resampling { times: 20, entropy: &Chance::new(seed) };
        evaluate(&clinic(), &PRIOR.means, resampling, &|_| ()).unwrap()
    };
    assert_eq!(of(3), of(3));
    assert_ne!(of(3), of(4));
}

#[test]
fn where_there_is_not_enough_it_is_said_and_no_figure_is_given() {
    for (marks, why) in [
        (Vec::new(), NotEnough::NoRows),
        (vec!["1111", "1000"], NotEnough::NoRows),
        (vec!["11110000"], NotEnough::OneClient),
        (vec!["11111111", "11011011"], NotEnough::OneOutcome),
        (vec!["00000000", "00000000"], NotEnough::OneOutcome),
    ] {
        let told = judged(&courses(&marks));
        for accuracy in &told.overall.accuracy {
            assert_eq!(accuracy.auc, Err(why), "{marks:?}");
            assert_eq!((accuracy.slope, accuracy.intercept), (Err(why), Err(why)), "{marks:?}");
        }
        let shown = format!("{told:?}");
        assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown}");
        assert!(told.reliability.iter().all(|group| group.rows > 0));
    }
    let strangers = judged(&courses(&["00000000", "00000000"]));
    assert_eq!(strangers.overall.alarms[0].false_alarms.value(), None, "nobody came back");
}

#[test]
fn no_sample_gives_no_interval() {
    let resampling = Resampling { times: 0, entropy: &Chance::new(1) };
    let told = evaluate(&clinic(), &PRIOR.means, resampling, &|_| ()).unwrap();
    assert_eq!(told.overall.accuracy[0].auc.unwrap().interval, Err(NotEnough::FewSamples));
}

#[test]
fn groups_of_similar_risk_hold_every_row_once_lowest_first() {
    let told = judged(&clinic());
    assert_eq!(told.reliability.iter().map(|group| group.rows).sum::<usize>(), told.overall.rows);
    assert!(told.reliability.is_sorted_by(|a, b| a.expected < b.expected), "{told:?}");
}
