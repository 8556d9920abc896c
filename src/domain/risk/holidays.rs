//! Weeks with a closed day, and weeks waited.

use jiff::civil::{Date, Weekday};
use jiff::{ToSpan, Unit};

use crate::domain::ids::SiteId;

/// The days on which sites are closed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holidays {
    closed: Vec<(SiteId, Date, Date)>,
}

impl Holidays {
    /// Sites with the first and the last day of each closure, local dates.
    #[must_use]
    pub const fn new(closed: Vec<(SiteId, Date, Date)>) -> Self {
        Self { closed }
    }

    /// Whether the site is closed on a day of that date's week, Monday to Sunday.
    #[must_use]
    pub fn touch_week_of(&self, site: SiteId, date: Date) -> bool {
        let since_monday = date.weekday().since(Weekday::Monday);
        let monday = date.saturating_sub(i64::from(since_monday).days());
        let sunday = monday.saturating_add(6.days());
        let touches = |first: Date, last: Date| first <= sunday && last >= monday;
        self.closed.iter().any(|(closed, first, last)| *closed == site && touches(*first, *last))
    }
}

/// Whole weeks from a referral to the enrollment; none if it came later.
#[must_use]
pub fn weeks_waited(referred_on: Date, enrolled_on: Date) -> u32 {
    let days = referred_on.until((Unit::Day, enrolled_on)).map_or(0, |span| span.get_days());
    u32::try_from(days / 7).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use uuid::Uuid;

    #[test]
    fn a_week_is_monday_to_sunday_of_the_site_alone() {
        let [here, there] = [1, 2].map(|n| SiteId::from_uuid(Uuid::from_u128(n)));
        let christmas = Holidays::new(vec![(here, date(2026, 12, 25), date(2026, 12, 26))]);
        for (day, expected) in [(20, false), (21, true), (27, true), (28, false)] {
            assert_eq!(christmas.touch_week_of(here, date(2026, 12, day)), expected, "{day}");
        }
        assert!(!christmas.touch_week_of(there, date(2026, 12, 25)));
    }

    #[test]
    fn whole_weeks_are_counted_and_never_less_than_none() {
        for (enrolled_on, weeks) in [(date(2026, 3, 1), 0), (date(2026, 3, 14), 0), (date(2026, 3, 21), 1)] {
            assert_eq!(weeks_waited(date(2026, 3, 8), enrolled_on), weeks);
        }
    }
}
