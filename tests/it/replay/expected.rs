//! What the file says, and what follows from it by definition: nothing here uses the service.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

use serde_json::{Value, json};

const FOLDER: &str = "ROUNDEL_VALIDATION_DATA";
const REQUIRED: &str = "ROUNDEL_REQUIRE_VALIDATION_DATA";

/// One row: what was recorded of one client, session by session.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) planned: usize,
    /// `true`: there. Shorter than `planned` where observation ended early.
    pub(super) marks: Vec<bool>,
}

/// The folder with the validation data, or none if this run has none (it then says so once).
#[expect(clippy::disallowed_methods, reason = "the suite is told by its environment where the data are")]
pub(super) fn folder() -> Option<&'static Path> {
    static FOLDER_GIVEN: OnceLock<Option<String>> = OnceLock::new();
    let folder = FOLDER_GIVEN.get_or_init(|| {
        let folder = std::env::var(FOLDER).ok();
        if folder.is_none() {
            assert!(std::env::var(REQUIRED).is_err(), "{REQUIRED} is set, {FOLDER} is not");
            // Past the harness's capture: one line, whatever passes.
            let line =
                format!("The replay of real attendance was left out: set {FOLDER} to the data's folder\n");
            std::io::stderr().write_all(line.as_bytes()).unwrap();
        }
        folder
    });
    folder.as_deref().map(Path::new)
}

/// The rows of `bright_group_sessions.csv`, or none if this run has no validation data.
pub(super) fn bright() -> Option<Vec<Row>> {
    let path = folder()?.join("bright_group_sessions.csv");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("client,planned,observed,marks"));
    Some(lines.enumerate().map(|(number, line)| row(number, line)).collect())
}

fn row(number: usize, line: &str) -> Row {
    let cells: Vec<&str> = line.split(',').collect();
    let &[client, planned, observed, marks] = cells.as_slice() else { panic!("{line}") };
    assert_eq!(client, number.to_string());
    assert_eq!(observed, marks.len().to_string());
    assert!(marks.bytes().all(|mark| mark == b'0' || mark == b'1'), "{line}");
    Row { planned: planned.parse().unwrap(), marks: marks.bytes().map(|mark| mark == b'1').collect() }
}

/// The answer of `attendanceSummary` over these clients once every planned session is over.
pub(super) fn rate(rows: &[Row]) -> Value {
    let attended = rows.iter().flat_map(|row| &row.marks).filter(|there| **there).count();
    let observed: usize = rows.iter().map(|row| row.marks.len()).sum();
    let planned: usize = rows.iter().map(|row| row.planned).sum();
    json!({
        "numerator": attended,
        "denominator": observed,
        "unrecorded": planned - observed,
        "ratio": attended as f64 / observed as f64,
    })
}

/// The kinds that the marks alone decide about; a file of marks can't say more.
pub(super) const KINDS: [&str; 3] = ["CONSECUTIVE_ABSENCES", "EARLY_ABSENCE", "LOW_ATTENDANCE"];

/// The flags of those kinds ever raised of each client, by row and kind.
pub(super) fn flags(rows: &[Row]) -> BTreeSet<(usize, String)> {
    let of_row = |(number, row): (usize, &Row)| {
        let marks = &row.marks;
        let is_low = |held: usize| marks[..held].iter().filter(|there| **there).count() * 2 < held;
        let found = [
            ("CONSECUTIVE_ABSENCES", marks.windows(2).any(|two| two == [false, false])),
            ("EARLY_ABSENCE", marks.iter().take(3).any(|there| !there)),
            ("LOW_ATTENDANCE", (6..=marks.len()).any(is_low)),
        ];
        found.into_iter().filter(|(_, is_raised)| *is_raised).map(move |(kind, _)| (number, kind.to_owned()))
    };
    rows.iter().enumerate().flat_map(of_row).collect()
}
