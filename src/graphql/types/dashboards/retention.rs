//! Retention by ordinal.

use async_graphql::SimpleObject;

use crate::domain::dashboards::{self as domain, Cell, Share};
use crate::graphql::scalars::LocalDate;

/// How many are still attending at the first, second, third … session offered to them, of the courses that began in the
/// period.
#[derive(SimpleObject)]
pub(crate) struct Retention {
    /// The first date on which courses began.
    from: LocalDate,
    /// The last date, which belongs to it.
    until: LocalDate,
    /// How many courses; null if withheld.
    courses: Option<u32>,
    /// Whether their number is withheld.
    is_suppressed: bool,
    /// For each opportunity, from the first, those still attending, as far as anybody got.
    ordinals: Vec<RetentionAt>,
}

/// Those still attending at one opportunity. To an asker without the right to read clients, what is about fewer than five
/// people is withheld.
#[derive(SimpleObject)]
struct RetentionAt {
    /// Which opportunity, from 1.
    ordinal: u32,
    /// How many people are at risk; null if withheld.
    people: Option<u32>,
    /// Courses of which it is known whether they still attend: those that had so many opportunities, and those that ended
    /// early before it, though so many sessions were planned. A course that runs and had fewer is not among them, nor one
    /// that was completed with fewer or goes on in another group.
    at_risk: Option<u32>,
    /// Those of them that attended this opportunity or a later one.
    still_attending: Option<u32>,
    /// Still attending by at risk, 0 to 1.
    share: Option<f64>,
    /// Whether it is withheld.
    is_suppressed: bool,
}

impl RetentionAt {
    fn of((ordinal, cell): (u32, &Cell<Share>)) -> Self {
        let share = cell.figures();
        Self {
            ordinal,
            people: cell.people(),
            at_risk: share.map(|share| share.of),
            still_attending: share.map(|share| share.count),
            share: share.and_then(Share::ratio),
            is_suppressed: cell.is_suppressed(),
        }
    }
}

impl From<domain::Retention> for Retention {
    fn from(dashboard: domain::Retention) -> Self {
        let domain::Retention { period, courses, ordinals } = dashboard;
        Self {
            from: LocalDate(period.from()),
            until: LocalDate(period.until()),
            courses: courses.figures().copied(),
            is_suppressed: courses.is_suppressed(),
            ordinals: (1..).zip(&ordinals).map(RetentionAt::of).collect(),
        }
    }
}
