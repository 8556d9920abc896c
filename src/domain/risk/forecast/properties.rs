//! What holds of every forecast.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{
    AttendanceState, Covariates, LastMiss, PRIOR, Reply, forecast, next_session, no_further_attendance,
};

prop_compose! {
    /// What acts on every coming session alike, and on the run of misses under way.
    fn frozen()(
        last_miss in prop::sample::select(vec![
            LastMiss::Unexplained, LastMiss::Explained, LastMiss::LateCancellation,
        ]),
        no_improvement in any::<bool>(),
        deterioration in any::<bool>(),
        barriers in 0..6_u32,
        weeks_waited in 0..60_u32,
    ) -> Covariates {
        Covariates {
            last_miss, no_improvement, deterioration, barriers, weeks_waited, ..Covariates::default()
        }
    }
}

prop_compose! {
    fn anything()(
        frozen in frozen(),
        away in prop::collection::btree_set(0..20_u32, 0..4),
        reply in prop::sample::select(vec![Reply::None, Reply::Confirmed, Reply::Declined]),
    ) -> Covariates {
        let away: BTreeSet<u32> = away;
        Covariates { away, reply, ..frozen }
    }
}

proptest! {
    #[test]
    fn chances_add_up_and_totals_stay_within_the_course(
        marks in prop::collection::vec(any::<bool>(), 0..20),
        coming in 0..30_u32,
        known in anything(),
    ) {
        let planned = u32::try_from(marks.len()).unwrap() + coming;
        prop_assume!(planned > 0);
        let now = AttendanceState::of_marks(&marks, planned).unwrap();
        let told = forecast(&now, &known, &PRIOR.means);
        prop_assert!(told.further().iter().all(|chance| (0.0..=1.0).contains(chance)), "{told:?}");
        prop_assert!((told.further().iter().sum::<f64>() - 1.0).abs() < 1e-9);
        let (fewest, most) = (now.attended(), now.attended() + now.coming());
        let expected = told.expected_total();
        prop_assert!(f64::from(fewest) - 1e-9 <= expected && expected <= f64::from(most) + 1e-9);
        let (lower, upper) = told.interval();
        prop_assert!(fewest <= lower && lower <= upper && upper <= most);
        let below = lower.checked_sub(1).map_or(0.0, |total| told.at_most(total));
        prop_assert!(told.at_most(upper) - below >= 0.8 - 1e-9, "{told:?}");
        let alone = no_further_attendance(&now, &known, &PRIOR.means);
        prop_assert!((told.no_further_attendance() - alone).abs() < 1e-12);
    }

    #[test]
    fn a_miss_leaves_the_risk_that_was_left_of_it(
        marks in prop::collection::vec(any::<bool>(), 0..16),
        coming in 1..20_u32,
        known in frozen(),
    ) {
        let planned = u32::try_from(marks.len()).unwrap() + coming;
        let now = AttendanceState::of_marks(&marks, planned).unwrap();
        let missed = AttendanceState::of_marks(&[marks.as_slice(), &[false]].concat(), planned).unwrap();
        // What is known of a miss is known of that one, and improvement is expected after the sixth session.
        let known = Covariates {
            last_miss: if now.run() == 0 { LastMiss::Unexplained } else { known.last_miss },
            no_improvement: known.no_improvement && now.held() >= 6,
            ..known
        };
        let attends = next_session(&now, &known, &PRIOR.means).unwrap();
        let before = no_further_attendance(&now, &known, &PRIOR.means) / (1.0 - attends);
        let after = forecast(&missed, &known, &PRIOR.means).no_further_attendance();
        prop_assert!((after - before).abs() <= 1e-9 * before, "{before} {after}");
    }

    #[test]
    fn attendance_helps_and_a_miss_harms(
        marks in prop::collection::vec(any::<bool>(), 0..14),
        known in anything(),
    ) {
        let after = |mark: bool| {
            let now = AttendanceState::of_marks(&[marks.as_slice(), &[mark]].concat(), 16).unwrap();
            no_further_attendance(&now, &Covariates { last_miss: LastMiss::Unexplained, ..known.clone() }, &PRIOR.means)
        };
        prop_assert!(after(true) < after(false));
    }
}
