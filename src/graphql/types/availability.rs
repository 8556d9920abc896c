//! When a person can come.

use async_graphql::{InputObject, Object};

use crate::domain::people;
use crate::graphql::input::{InvalidField, each};
use crate::graphql::scalars::LocalTime;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// A day of the week.
    Weekday = jiff::civil::Weekday {
        /// Monday.
        Monday,
        /// Tuesday.
        Tuesday,
        /// Wednesday.
        Wednesday,
        /// Thursday.
        Thursday,
        /// Friday.
        Friday,
        /// Saturday.
        Saturday,
        /// Sunday.
        Sunday,
    }
}

/// A stretch of the week in which a person can come, in the wall time of that person's zone.
pub(crate) struct AvailabilityWindow(pub(crate) people::AvailabilityWindow);

/// A stretch of the week in which a person can come, in the wall time of that person's zone.
#[Object]
impl AvailabilityWindow {
    /// The day on which it begins.
    async fn weekday(&self) -> Weekday {
        self.0.weekday.into()
    }

    /// When it begins, in the person's zone.
    async fn local_start(&self) -> LocalTime {
        LocalTime(self.0.local_start)
    }

    /// When it ends, in the person's zone; not after `localStart` means on the next day.
    async fn local_end(&self) -> LocalTime {
        LocalTime(self.0.local_end)
    }
}

/// A stretch of the week in which a person can come, in the wall time of that person's zone.
#[derive(InputObject)]
pub(crate) struct AvailabilityWindowInput {
    /// The day on which it begins.
    weekday: Weekday,
    /// When it begins, in the person's zone.
    local_start: LocalTime,
    /// When it ends, in the person's zone; not after `localStart` means on the next day (`00:00` to `00:00` is the
    /// whole day).
    local_end: LocalTime,
}

/// Reads a person's week.
pub(crate) fn availability(
    given: Vec<AvailabilityWindowInput>,
) -> Result<Vec<people::AvailabilityWindow>, InvalidField> {
    each("availability", given, people::AvailabilityWindow::MOST, |window| {
        let AvailabilityWindowInput { weekday, local_start, local_end } = window;
        Ok(people::AvailabilityWindow {
            weekday: weekday.into(),
            local_start: local_start.0,
            local_end: local_end.0,
        })
    })
}
