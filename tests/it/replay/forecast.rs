//! The forecast of attendance, judged on real courses by the program as a user runs it.

use rstest::rstest;
use serde_json::Value;

use super::expected::folder;
use crate::support::Roundel;

/// What was measured of the plain rules apart from the program, and what the model must reach.
struct Expected {
    judged: u64,
    cut_short: u64,
    /// The rows, and those with no attendance after them.
    rows: [u64; 2],
    /// The areas under the curves of two misses, any miss, and the rate of misses.
    rules: [f64; 3],
    brier_at_most: f64,
    /// The clients who stopped and those that two misses find.
    stopped: [u64; 2],
}

#[rstest]
#[case::group_therapy(
    "bright_group_sessions.csv",
    &Expected {
        judged: 122, cut_short: 10, rows: [1229, 112], rules: [0.652, 0.782, 0.788], brier_at_most: 0.065,
        stopped: [43, 36],
    }
)]
#[case::weekly_visits(
    "ctn0027_weekly_visits.csv",
    &Expected {
        judged: 1113, cut_short: 0, rows: [11_548, 823], rules: [0.661, 0.759, 0.775], brier_at_most: 0.058,
        stopped: [306, 278],
    }
)]
fn the_prior_reaches_what_the_design_asks_of_it(#[case] file: &str, #[case] expected: &Expected) {
    let Some(folder) = folder() else { return };
    let path = folder.join(file);
    let arguments = ["risk", "evaluate", path.to_str().unwrap(), "--format", "json", "--bootstrap", "50"];
    let told: Value = serde_json::from_str(&Roundel::new().run(&arguments).done()).unwrap();
    assert_eq!(told["courses"]["judged"], expected.judged);
    assert_eq!(told["courses"]["cutShort"], expected.cut_short);
    let overall = &told["overall"];
    assert_eq!([&overall["rows"], &overall["neverAgain"]], expected.rows);

    let auc = |at: usize| overall["scores"][at]["auc"]["value"].as_f64().unwrap();
    let model = &overall["scores"][0];
    assert!(auc(0) >= 0.80, "{model}");
    assert!(model["brier"]["value"].as_f64().unwrap() <= expected.brier_at_most, "{model}");
    for (at, rule) in (1..).zip(expected.rules) {
        assert!((auc(at) - rule).abs() < 0.0006, "{}", overall["scores"][at]);
        assert!(auc(at) < auc(0), "{}", overall["scores"][at]);
    }
    let slope = model["calibrationSlope"]["value"].as_f64().unwrap();
    assert!((0.8..1.25).contains(&slope), "{model}");

    let two_misses = &overall["alarms"][0]["stoppedClientsFound"];
    assert_eq!([&two_misses["denominator"], &two_misses["numerator"]], expected.stopped);
    let rows = told["byRun"].as_array().unwrap().iter().map(|run| run["rows"].as_u64().unwrap());
    assert_eq!(rows.sum::<u64>(), expected.rows[0]);
    assert!(told["reliability"].as_array().unwrap().len() >= 5, "{told}");
}
