//! Runs of misses: opportunities missed one after another.

use super::ledger::LedgerEntry;

/// A maximal run of missed opportunities; what is no opportunity neither lengthens nor ends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunOfMisses<'a> {
    /// How many opportunities came before it.
    pub opportunities_before: u32,
    /// How many of those were attended.
    pub attended_before: u32,
    /// The misses in order; at least one.
    pub misses: Vec<&'a LedgerEntry>,
    /// Whether no attendance has followed: it stands at the ledger's end.
    pub is_unbroken: bool,
}

impl RunOfMisses<'_> {
    /// How many misses it has.
    #[must_use]
    pub fn length(&self) -> u32 {
        count(self.misses.len())
    }
}

/// Splits opportunities, in order, into their runs of misses.
pub(super) fn runs_of_misses<'a>(opportunities: &[&'a LedgerEntry]) -> Vec<RunOfMisses<'a>> {
    let is_miss = |entry: &LedgerEntry| entry.effect().is_miss();
    let mut runs = Vec::new();
    let (mut seen, mut attended) = (0, 0);
    for stretch in opportunities.chunk_by(|a, b| is_miss(a) == is_miss(b)) {
        if stretch.iter().all(|entry| is_miss(entry)) {
            runs.push(RunOfMisses {
                opportunities_before: count(seen),
                attended_before: count(attended),
                misses: stretch.to_vec(),
                is_unbroken: seen + stretch.len() == opportunities.len(),
            });
        } else {
            attended += stretch.len();
        }
        seen += stretch.len();
    }
    runs
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use crate::domain::attendance::samples::ledger;

    #[test]
    fn each_run_knows_its_place_and_whether_it_stands() {
        let ledger = ledger("AN.NAAL");
        let shape: Vec<_> = ledger
            .runs()
            .iter()
            .map(|run| (run.opportunities_before, run.attended_before, run.length(), run.is_unbroken))
            .collect();
        assert_eq!(shape, [(1, 1, 2, false), (5, 3, 1, true)]);
    }
}
