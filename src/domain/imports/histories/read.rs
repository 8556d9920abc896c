//! From the file to the courses.

use std::collections::HashMap;

use csv::StringRecord;

use super::column::HistoryColumn;
use crate::domain::imports::file::{Record, RefusedCell, UnreadableFile, read_table};
use crate::domain::risk::evaluation::AttendanceHistory;
use crate::domain::risk::forecast::MOST_SESSIONS;

/// What a spreadsheet does to long numbers, and how to keep it from that.
const AS_TEXT: &str = "a spreadsheet rounds long numbers and drops leading zeros: format the column as text";

/// A row of a file of attendance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// The line it begins on.
    pub line: u64,
    /// The course, or everything that is wrong with the row.
    pub history: Result<AttendanceHistory, Vec<RefusedCell>>,
}

/// Reads a CSV file of attendance: a row for every record, the bad ones with what is wrong with them.
///
/// # Errors
/// `UnreadableFile` if the text or its header can't be used, for then no row could be trusted, or there is no row.
pub fn read_histories(bytes: &[u8]) -> Result<Vec<HistoryRow>, UnreadableFile> {
    let table = read_table(bytes)?;
    let mut lines = HashMap::new();
    let read = |(line, record): &(u64, StringRecord)| HistoryRow {
        line: *line,
        history: read_row(&table.columns, record, *line, &mut lines),
    };
    Ok(table.records.iter().map(read).collect())
}

/// Reads a row; `lines` are those of the clients before it.
fn read_row(
    columns: &[HistoryColumn],
    record: &StringRecord,
    line: u64,
    lines: &mut HashMap<String, u64>,
) -> Result<AttendanceHistory, Vec<RefusedCell>> {
    let mut record = Record::new(columns, record)?;
    let client = record.needed(HistoryColumn::Client, |text| match lines.insert(text.to_owned(), line) {
        Some(before) => Err(format!("is on line {before} already: one row for each client")),
        None => Ok(text.to_owned()),
    });
    let planned = record.needed(HistoryColumn::Planned, |text| {
        let sessions = text.parse().ok().filter(|sessions| (1..=MOST_SESSIONS).contains(sessions));
        sessions
            .ok_or_else(|| format!("expected the sessions of the whole course, from 1 to {MOST_SESSIONS}"))
    });
    let observed = record.needed(HistoryColumn::Observed, |text| match (text.parse::<u32>(), planned) {
        (Ok(held), Some(planned)) if held > planned => {
            Err(format!("more sessions held than the {planned} planned"))
        }
        (Ok(held), _) => Ok(held),
        (Err(_), _) => Err("expected how many sessions were held".to_owned()),
    });
    let marks = match record.text(HistoryColumn::Marks) {
        Some("") => Some(Vec::new()),
        _ => record.needed(HistoryColumn::Marks, read_marks),
    };
    if let (Some(held), Some(marks)) = (observed, &marks)
        && marks.len() != held as usize
    {
        record.refuse(
            HistoryColumn::Marks,
            format!("{} marks for {held} sessions held: {AS_TEXT}", marks.len()),
        );
    }
    let history =
        || Some(AttendanceHistory { client: client?, planned: planned?, marks: marks?, goes_on: false });
    record.finish(history())
}

fn read_marks(text: &str) -> Result<Vec<bool>, String> {
    let mark = |(at, mark): (usize, char)| match mark {
        '1' => Ok(true),
        '0' => Ok(false),
        'E' | 'e' | '.' => Err(format!("expected 1 and 0 only; {AS_TEXT}")),
        _ => Err(format!(
            "expected 1 (attended) or 0 (not) for each session held, not what stands at {}",
            at + 1
        )),
    };
    text.chars().enumerate().map(mark).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(row: &str) -> String {
        let rows =
            read_histories(format!("client,planned,observed,marks\na,4,2,10\n{row}\n").as_bytes()).unwrap();
        assert!(rows[0].history.is_ok(), "{rows:?}");
        let refused = rows[1].history.clone().unwrap_err();
        refused.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn a_row_is_a_course_whole_or_cut_short() {
        let rows = read_histories(b"Client;Marks;Planned;Observed\n7;0110;4;4\n8;;4;0\n").unwrap();
        let [whole, none] = [0, 1].map(|at: usize| rows[at].history.clone().unwrap());
        assert_eq!(whole.marks, [false, true, true, false]);
        assert_eq!((whole.client.as_str(), whole.planned, whole.is_whole()), ("7", 4, true));
        assert_eq!((none.marks.len(), none.is_whole()), (0, false));
    }

    #[test]
    fn what_is_wrong_with_a_row_is_told_with_column_value_and_way_out() {
        for (row, said) in [
            ("a,4,1,1", "client `a`: is on line 2 already"),
            (",4,1,1", "client ``: must not be empty"),
            ("b,0,0,", "planned `0`: expected the sessions of the whole course, from 1 to 104"),
            ("b,105,1,1", "planned `105`"),
            ("b,many,1,1", "planned `many`"),
            ("b,4,5,11111", "observed `5`: more sessions held than the 4 planned"),
            ("b,4,-1,", "observed `-1`: expected how many sessions were held"),
            (
                "b,4,4,1x11",
                "marks `1x11`: expected 1 (attended) or 0 (not) for each session held, not what stands at 2",
            ),
            ("b,16,16,1.11E+15", "format the column as text"),
            ("b,4,4,11", "marks `11`: 2 marks for 4 sessions held: a spreadsheet"),
            ("b,4,4", "3 cells"),
        ] {
            assert!(refused(row).contains(said), "{row}: {}", refused(row));
        }
    }
}
