//! From the referral to the first session.

use super::cell::{Cell, Partition};
use super::cell_of::CellOf;
use super::period::Period;
use super::table::{Table, Value};
use crate::domain::ids::ClientId;

/// How long clients waited from their referral to the first weekly session that they attended, by program.
///
/// Who has not attended one yet is counted apart: their wait is at least so long as it is by now, and a median that left
/// them out without saying so would read too short.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferralToFirstSession {
    /// The dates of the referrals.
    pub period: Period,
    /// Those who have attended a session.
    pub began: Partition<Days>,
    /// Those who have not.
    pub not_begun: Partition<NotBegun>,
}

/// What became of a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wait {
    /// The first session was attended, so many days later.
    Began(u32),
    /// They still wait for it: on the list, or for a course that runs.
    Waiting,
    /// They wait no more: withdrawn, or the course is over.
    Over,
}

/// Days waited, in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Days(Vec<u32>);

/// Those who have not attended a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NotBegun {
    /// Those who still wait.
    pub waiting: u32,
    /// Those who wait no more: withdrawn, or the course is over.
    pub over: u32,
}

impl Days {
    /// How many waits.
    #[must_use]
    pub fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// The days within which that share of them began, 0.5 being the median: between two of them in proportion (the common
    /// type 7 of Hyndman and Fan 1996). Nothing without a wait.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let last = u32::try_from(self.0.len().checked_sub(1)?).ok()?;
        let place = f64::from(last) * share.clamp(0.0, 1.0);
        let at = |place: f64| {
            (0..).zip(&self.0).find(|(n, _)| f64::from(*n) == place).map(|(_, days)| f64::from(*days))
        };
        let (below, above) = (at(place.floor())?, at(place.ceil())?);
        Some(below + (above - below) * (place - place.floor()))
    }

    fn add(&mut self, days: u32) {
        let place = self.0.partition_point(|known| *known <= days);
        self.0.insert(place, days);
    }
}

impl ReferralToFirstSession {
    /// Those waits by program.
    #[must_use]
    pub fn of(period: Period, waits: Vec<(CellOf, ClientId, Wait)>) -> Self {
        let (began, not_begun): (Vec<_>, Vec<_>) =
            waits.into_iter().partition(|(_, _, wait)| matches!(wait, Wait::Began(_)));
        let began = Partition::gather(began, |days: &mut Days, wait| {
            if let Wait::Began(waited) = wait {
                days.add(*waited);
            }
        });
        let not_begun = Partition::gather(not_begun, |all: &mut NotBegun, wait| match wait {
            Wait::Began(_) => {}
            Wait::Waiting => all.waiting += 1,
            Wait::Over => all.over += 1,
        });
        Self { period, began, not_begun }
    }

    /// Withholds what is about too few people.
    pub fn suppress(&mut self) {
        self.began.suppress();
        self.not_begun.suppress();
    }

    /// A row for each program, then one for all.
    #[must_use]
    pub fn table(&self) -> Table {
        const HEADER: [&str; 11] = [
            "program_id",
            "program",
            "people_who_began",
            "first_quartile_days",
            "median_days",
            "third_quartile_days",
            "began_suppressed",
            "people_not_begun",
            "still_waiting",
            "over_unbegun",
            "not_begun_suppressed",
        ];
        let (none, nobody) = (Cell::new(0, Days::default()), Cell::new(0, NotBegun::default()));
        let row = |id: String, name: String, days: &Cell<Days>, others: &Cell<NotBegun>| -> Vec<Value> {
            let (waited, not) = (days.figures(), others.figures());
            vec![
                id.into(),
                name.into(),
                days.people().into(),
                waited.and_then(|days| days.quantile(0.25)).into(),
                waited.and_then(|days| days.quantile(0.5)).into(),
                waited.and_then(|days| days.quantile(0.75)).into(),
                days.is_suppressed().into(),
                others.people().into(),
                not.map(|not| not.waiting).into(),
                not.map(|not| not.over).into(),
                others.is_suppressed().into(),
            ]
        };
        let programs = self.began.of_both(&self.not_begun).into_iter().map(|of| {
            let (days, others) = (self.began.cell(of), self.not_begun.cell(of));
            row(of.key(), of.name(), days.unwrap_or(&none), others.unwrap_or(&nobody))
        });
        let all = row(String::new(), "All programs".to_owned(), &self.began.total, &self.not_begun.total);
        Table { header: &HEADER, rows: programs.chain([all]).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quartiles(waits: &[u32]) -> Vec<Option<f64>> {
        let mut days = Days::default();
        waits.iter().for_each(|waited| days.add(*waited));
        [0.25, 0.5, 0.75].into_iter().map(|share| days.quantile(share)).collect()
    }

    #[test]
    fn quartiles_lie_between_two_waits_in_proportion() {
        assert_eq!(quartiles(&[40, 10, 30, 20]), [Some(17.5), Some(25.0), Some(32.5)]);
        assert_eq!(quartiles(&[7, 7, 30]), [Some(7.0), Some(7.0), Some(18.5)]);
        assert_eq!(quartiles(&[12]), [Some(12.0); 3]);
        assert_eq!(quartiles(&[]), [None; 3]);
    }
}
