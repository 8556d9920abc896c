//! Risk flags and what became of them, by kind.

use super::cell::{Cell, Partition};
use super::cell_of::CellOf;
use super::period::Period;
use super::table::Table;
use crate::domain::ids::ClientId;
use crate::domain::risk::{FlagCounts, FlagFate};

/// What became of the flags raised in the period.
#[derive(Debug, Clone, PartialEq)]
pub struct RiskFlagCounts {
    /// On which dates they were raised, by the calendar of the course's site.
    pub period: Period,
    /// The counts, by kind.
    pub kinds: Partition<FlagCounts>,
}

impl RiskFlagCounts {
    /// That of those flags.
    #[must_use]
    pub fn of(period: Period, flags: impl IntoIterator<Item = (ClientId, FlagFate)>) -> Self {
        let flags = flags.into_iter().map(|(client, fate)| (CellOf::Flags(fate.kind), client, fate));
        Self { period, kinds: Partition::gather(flags, FlagCounts::add) }
    }

    /// A row for each kind, then one for all.
    #[must_use]
    pub fn table(&self) -> Table {
        const HEADER: [&str; 9] = [
            "kind",
            "name",
            "people",
            "raised",
            "standing",
            "acted_on",
            "false_alarms",
            "withdrawn",
            "suppressed",
        ];
        let row = |of: Option<&CellOf>, cell: &Cell<FlagCounts>| {
            let counts = cell.figures();
            vec![
                of.map(CellOf::key).unwrap_or_default().into(),
                of.map_or_else(|| "All kinds".to_owned(), CellOf::name).into(),
                cell.people().into(),
                counts.map(|counts| counts.raised).into(),
                counts.map(|counts| counts.standing).into(),
                counts.map(|counts| counts.acted_on).into(),
                counts.map(|counts| counts.false_alarms).into(),
                counts.map(|counts| counts.withdrawn).into(),
                cell.is_suppressed().into(),
            ]
        };
        let cells = self.kinds.cells.iter().map(|(of, cell)| row(Some(of), cell));
        let rows = cells.chain([row(None, &self.kinds.total)]).collect();
        Table { header: &HEADER, rows }
    }
}
