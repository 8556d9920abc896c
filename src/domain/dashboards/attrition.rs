//! Who dropped out, attended under half, did not complete: shares by program.

use super::cell::{Cell, Partition};
use super::cell_of::CellOf;
use super::period::Period;
use super::share::Share;
use super::table::Table;
use crate::domain::enrollments::Attrition;
use crate::domain::ids::ClientId;

/// How many of the courses that began in the period are lost, by three definitions. Each is divided by the courses of
/// which it can be said.
#[derive(Debug, Clone, PartialEq)]
pub struct AttritionByProgram {
    /// On which dates the courses began.
    pub period: Period,
    /// Dropped out.
    pub dropped_out: Partition<Share>,
    /// Attended under half.
    pub attended_under_half: Partition<Share>,
    /// Did not complete.
    pub did_not_complete: Partition<Share>,
}

impl AttritionByProgram {
    /// That of those courses.
    #[must_use]
    pub fn of(period: Period, courses: &[(CellOf, ClientId, Attrition)]) -> Self {
        let shares = |answer: fn(&Attrition) -> Option<bool>| {
            let said = courses.iter().filter_map(|(of, client, attrition)| {
                answer(attrition).map(|holds| (of.clone(), *client, holds))
            });
            Partition::gather(said, |share: &mut Share, holds| share.add(*holds))
        };
        Self {
            period,
            dropped_out: shares(|attrition| attrition.dropped_out),
            attended_under_half: shares(|attrition| attrition.attended_under_half),
            did_not_complete: shares(|attrition| attrition.did_not_complete),
        }
    }

    /// Withholds what is about too few people.
    pub fn suppress(&mut self) {
        self.dropped_out.suppress();
        self.attended_under_half.suppress();
        self.did_not_complete.suppress();
    }

    /// For each definition a row for each program, then one for all.
    #[must_use]
    pub fn table(&self) -> Table {
        const HEADER: [&str; 8] =
            ["definition", "program_id", "program", "people", "count", "of", "share", "suppressed"];
        let row = |definition: &str, of: Option<&CellOf>, cell: &Cell<Share>| {
            let share = cell.figures();
            vec![
                definition.into(),
                of.map(CellOf::key).unwrap_or_default().into(),
                of.map_or_else(|| "All programs".to_owned(), CellOf::name).into(),
                cell.people().into(),
                share.map(|share| share.count).into(),
                share.map(|share| share.of).into(),
                share.and_then(Share::ratio).into(),
                cell.is_suppressed().into(),
            ]
        };
        let definitions = [
            ("DROPPED_OUT", &self.dropped_out),
            ("ATTENDED_UNDER_HALF", &self.attended_under_half),
            ("DID_NOT_COMPLETE", &self.did_not_complete),
        ];
        let rows = definitions.into_iter().flat_map(|(word, shares)| {
            let cells = shares.cells.iter().map(move |(of, cell)| row(word, Some(of), cell));
            cells.chain([row(word, None, &shares.total)])
        });
        Table { header: &HEADER, rows: rows.collect() }
    }
}
