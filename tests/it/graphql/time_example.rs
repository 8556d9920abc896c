//! The README's section "Time": its table is what the API answers.

use serde_json::{Value, json};

use crate::support::{ScheduleFixture, both, done};

const README: &str = include_str!("../../../README.md");

fn section() -> &'static str {
    let (_, section) = README.split_once("\n## Time\n").unwrap();
    section.split_once("\n## ").unwrap().0
}

/// The input of the example's `ask`.
fn input() -> Value {
    let (_, asked) = section().split_once("ask schedule/preview_series '").unwrap();
    let (variables, _) = asked.split_once('\'').unwrap();
    serde_json::from_str::<Value>(variables).unwrap()["input"].clone()
}

/// London's, New York's and Sydney's time of each session, as the table says.
fn rows() -> Vec<Vec<String>> {
    let rows = section().lines().filter(|line| line.contains(" | 2026-"));
    rows.map(|row| row.split('|').skip(2).take(3).map(|cell| cell.trim().to_owned()).collect()).collect()
}

fn shown(time: &Value) -> String {
    time.as_str().unwrap()[..16].replace('T', " ")
}

both! {
    async fn the_worked_example_is_what_a_preview_shows(db) {
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let preview = done(fixture.preview(&input()).await, "preview");
        let sessions = preview["sessions"].as_array().unwrap();
        let own = |place: usize, session: usize| shown(&preview["participants"][place]["localStarts"][session]);
        let found: Vec<Vec<String>> = sessions.iter().enumerate()
            .map(|(n, session)| vec![shown(&session["localStart"]), own(0, n), own(1, n)])
            .collect();
        assert_eq!(found, rows());
        let warned = |place: usize| -> Vec<(String, Value)> {
            let warnings = preview["participants"][place]["warnings"].as_array().unwrap();
            warnings.iter().map(|one| (one["kind"].as_str().unwrap().to_owned(), one["ordinals"].clone())).collect()
        };
        assert_eq!(warned(0), [("HOUR_MOVES".to_owned(), json!([2, 3, 4]))]);
        let all = json!([1, 2, 3, 4, 5, 6, 7, 8]);
        let sydney = warned(1);
        for (kind, ordinals) in [("HOUR_MOVES", &json!([5, 6, 7, 8])), ("OTHER_DATE", &all), ("TOO_EARLY", &all)] {
            assert!(sydney.contains(&(kind.to_owned(), ordinals.clone())), "{kind}: {sydney:?}");
        }
        assert_eq!(sydney.len(), 3);
    }
}
