//! Cells: figures side by side, withheld where they are about too few people.

use async_graphql::SimpleObject;

use crate::domain::attendance;
use crate::domain::dashboards::{self as domain, Cell, CellOf, Partition};
use crate::domain::risk;
use crate::graphql::scalars::Instant;
use crate::graphql::types::AttendanceRate;

macro_rules! cells {
    ($($(#[$doc:meta])* $cells:ident of $cell:ident { $(#[$field_doc:meta])* $field:ident: $figures:ty => $wire:ty })+) => {$(
        $(#[$doc])*
        #[derive(SimpleObject)]
        pub(crate) struct $cells {
            /// The cells: programs and people by name, days from Monday, hours in order. One without anybody is not there.
            cells: Vec<$cell>,
            /// All of them together; a person in several cells is counted once.
            total: $cell,
        }

        /// One cell. To an asker without the right to read clients, figures about fewer than five people are withheld, and
        /// with them the smallest of the other cells, so that the total does not give them away.
        #[derive(SimpleObject)]
        pub(crate) struct $cell {
            /// What it is about: an id, a word such as `MONDAY` or `GROUP`, an hour such as `18`; null for all together.
            key: Option<String>,
            /// What it is called.
            name: String,
            /// How many people it is about, of a rate those with an opportunity; null if withheld.
            people: Option<u32>,
            /// Whether its figures are withheld.
            is_suppressed: bool,
            $(#[$field_doc])*
            $field: Option<$wire>,
        }

        impl $cell {
            fn of(of: Option<&CellOf>, cell: &Cell<$figures>) -> Self {
                Self {
                    key: of.map(CellOf::key),
                    name: of.map_or_else(|| "All".to_owned(), CellOf::name),
                    people: cell.people(),
                    is_suppressed: cell.is_suppressed(),
                    $field: cell.figures().map(<$wire>::from),
                }
            }
        }

        impl From<Partition<$figures>> for $cells {
            fn from(figures: Partition<$figures>) -> Self {
                let Partition { cells, total } = figures;
                Self {
                    cells: cells.iter().map(|(of, cell)| $cell::of(Some(of), cell)).collect(),
                    total: $cell::of(None, &total),
                }
            }
        }
    )+};
}

cells! {
    /// Attendance rates side by side.
    AttendanceCells of AttendanceCell {
        /// The rate; null if withheld.
        attendance: attendance::AttendanceRate => AttendanceRate
    }

    /// Courses that are over, side by side.
    CoursesOverCells of CoursesOverCell {
        /// What was promised, and what of it was received; null if withheld.
        courses_over: domain::CoursesOver => CoursesOver
    }

    /// Shares of courses, side by side.
    ShareCells of ShareCell {
        /// The share; null if withheld.
        share: domain::Share => Share
    }

    /// What is not recorded, side by side.
    BacklogCells of BacklogCell {
        /// What is not recorded; null if withheld.
        backlog: domain::Backlog => Backlog
    }

    /// Waits of clients who have attended a session, side by side.
    DaysWaitedCells of DaysWaitedCell {
        /// The waits; null if withheld.
        days: domain::Days => DaysWaited
    }

    /// Clients who have not attended a session, side by side.
    NotBegunCells of NotBegunCell {
        /// Them; null if withheld.
        not_begun: domain::NotBegun => NotBegun
    }

    /// Flags by kind, side by side.
    FlagCells of FlagCell {
        /// What became of them; null if withheld.
        flags: risk::FlagCounts => FlagCounts
    }
}

/// A share that says what it was divided by.
#[derive(SimpleObject)]
pub(crate) struct Share {
    /// How many it holds of.
    numerator: u32,
    /// Of how many it can be said.
    denominator: u32,
    /// Numerator by denominator, 0 to 1; null where the denominator is 0.
    ratio: Option<f64>,
}

impl From<&domain::Share> for Share {
    fn from(share: &domain::Share) -> Self {
        let domain::Share { count, of } = *share;
        Self { numerator: count, denominator: of, ratio: share.ratio() }
    }
}

/// What is not recorded.
#[derive(SimpleObject)]
pub(crate) struct Backlog {
    /// In how many sessions.
    sessions: u32,
    /// For how many places of clients.
    unrecorded: u32,
    /// When the oldest of the sessions started, in UTC; null without one.
    oldest_starts_at: Option<Instant>,
}

impl From<&domain::Backlog> for Backlog {
    fn from(backlog: &domain::Backlog) -> Self {
        let domain::Backlog { sessions, unrecorded, oldest } = *backlog;
        Self { sessions, unrecorded, oldest_starts_at: oldest.map(Instant) }
    }
}

/// Days from the referral to the first session that was attended. Null without one.
#[derive(SimpleObject)]
pub(crate) struct DaysWaited {
    /// How many waits.
    waits: u32,
    /// A quarter began within so many days.
    first_quartile: Option<f64>,
    /// Half began within so many days.
    median: Option<f64>,
    /// Three quarters began within so many days.
    third_quartile: Option<f64>,
}

impl From<&domain::Days> for DaysWaited {
    fn from(days: &domain::Days) -> Self {
        Self {
            waits: days.count(),
            first_quartile: days.quantile(0.25),
            median: days.quantile(0.5),
            third_quartile: days.quantile(0.75),
        }
    }
}

/// Clients who have not attended a session.
#[derive(SimpleObject)]
pub(crate) struct NotBegun {
    /// Those who still wait: on the list, or in a course that runs. Their wait is not over, so it is in no median.
    waiting: u32,
    /// Those who wait no more: withdrawn, or the course is over.
    over: u32,
}

impl From<&domain::NotBegun> for NotBegun {
    fn from(not: &domain::NotBegun) -> Self {
        let domain::NotBegun { waiting, over } = *not;
        Self { waiting, over }
    }
}

impl From<&attendance::AttendanceRate> for AttendanceRate {
    fn from(rate: &attendance::AttendanceRate) -> Self {
        Self(*rate)
    }
}

/// What became of flags: a rule that is often false is to be heard with care.
#[derive(SimpleObject)]
pub(crate) struct FlagCounts {
    /// Flags raised, those since withdrawn not among them.
    raised: u32,
    /// On the worklist still.
    standing: u32,
    /// Flags about which somebody reached out to the client, or which a person closed.
    acted_on: u32,
    /// False alarms: the client came again before anybody did anything, or a person said that there was nothing to it.
    false_alarms: u32,
    /// Withdrawn, since a mark was corrected.
    withdrawn: u32,
}

impl From<&risk::FlagCounts> for FlagCounts {
    fn from(counts: &risk::FlagCounts) -> Self {
        let risk::FlagCounts { raised, standing, acted_on, false_alarms, withdrawn } = *counts;
        Self { raised, standing, acted_on, false_alarms, withdrawn }
    }
}

/// Courses that are over, together.
#[derive(SimpleObject)]
pub(crate) struct CoursesOver {
    /// How many.
    courses: u32,
    /// Sessions promised at the outset, in all of them.
    promised: u32,
    /// Sessions received, make-ups among them, in all of them.
    received: u32,
    /// Sessions promised in a course, on average; null without a course.
    promised_per_course: Option<f64>,
    /// Sessions received in a course, on average; null without a course.
    received_per_course: Option<f64>,
}

impl From<&domain::CoursesOver> for CoursesOver {
    fn from(over: &domain::CoursesOver) -> Self {
        let domain::CoursesOver { courses, promised, received } = *over;
        Self {
            courses,
            promised,
            received,
            promised_per_course: over.promised_per_course(),
            received_per_course: over.received_per_course(),
        }
    }
}
