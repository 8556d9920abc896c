//! The period of a dashboard: local dates, both included.

use jiff::Span;
use jiff::civil::Date;

/// How many days a dashboard that looks back shows unless told otherwise, today included: a year.
pub const DAYS_BACK: i32 = 365;

/// How many days a dashboard that looks ahead shows unless told otherwise, today included.
pub const DAYS_AHEAD: i32 = 14;

/// The longest period, in days: three years and a day.
pub const MOST_DAYS: i32 = 1_097;

/// The longest period of a dashboard that looks ahead, in days: a quarter.
pub const MOST_DAYS_AHEAD: i32 = 92;

/// Dates on the wall calendars of those whom a figure is about, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    from: Date,
    until: Date,
}

/// Dates that are no period of a dashboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPeriod {
    /// It ends before it begins.
    #[error("until: {until} is before from, {from}; give a date from {from} on")]
    Backwards {
        /// Its first date.
        from: Date,
        /// Its last date.
        until: Date,
    },
    /// It looks back from today, and begins later.
    #[error("from: {from} is after today, {today}; this dashboard looks back: give an earlier date")]
    NotYet {
        /// Its first date.
        from: Date,
        /// Its last date, for none was given.
        today: Date,
    },
    /// It looks back and is longer than [`MOST_DAYS`].
    #[error(
        "from: {from} to {until} is longer than {most} days; give a later date, or ask twice",
        most = MOST_DAYS
    )]
    TooLong {
        /// Its first date.
        from: Date,
        /// Its last date.
        until: Date,
    },
    /// It looks ahead and is longer than [`MOST_DAYS_AHEAD`].
    #[error(
        "until: {from} to {until} is longer than {most} days; give an earlier date, or ask twice",
        most = MOST_DAYS_AHEAD
    )]
    TooFarAhead {
        /// Its first date.
        from: Date,
        /// Its last date.
        until: Date,
    },
}

impl InvalidPeriod {
    /// The field of the filter that has to change.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Backwards { .. } | Self::TooFarAhead { .. } => "until",
            Self::NotYet { .. } | Self::TooLong { .. } => "from",
        }
    }
}

impl Period {
    /// A period that looks back: what is left out ends it `today`, and begins it [`DAYS_BACK`] days before its end.
    ///
    /// # Errors
    /// `InvalidPeriod` if it ends before it begins, or is too long.
    pub fn back_from(today: Date, from: Option<Date>, until: Option<Date>) -> Result<Self, InvalidPeriod> {
        if let (Some(from), None) = (from, until)
            && from > today
        {
            return Err(InvalidPeriod::NotYet { from, today });
        }
        let until = until.unwrap_or(today);
        let from = from.unwrap_or_else(|| later(until, 1 - DAYS_BACK));
        let period = Self::checked(from, until)?;
        if period.is_longer_than(MOST_DAYS) {
            return Err(InvalidPeriod::TooLong { from, until });
        }
        Ok(period)
    }

    /// A period that looks ahead: what is left out begins it `today`, and ends it after [`DAYS_AHEAD`] days.
    ///
    /// # Errors
    /// `InvalidPeriod` if it ends before it begins, or is too long.
    pub fn ahead_of(today: Date, from: Option<Date>, until: Option<Date>) -> Result<Self, InvalidPeriod> {
        let from = from.unwrap_or(today);
        let until = until.unwrap_or_else(|| later(from, DAYS_AHEAD - 1));
        let period = Self::checked(from, until)?;
        if period.is_longer_than(MOST_DAYS_AHEAD) {
            return Err(InvalidPeriod::TooFarAhead { from, until });
        }
        Ok(period)
    }

    fn checked(from: Date, until: Date) -> Result<Self, InvalidPeriod> {
        if until < from { Err(InvalidPeriod::Backwards { from, until }) } else { Ok(Self { from, until }) }
    }

    fn is_longer_than(self, most: i32) -> bool {
        (self.until - self.from).get_days() >= most
    }

    /// The first date.
    #[must_use]
    pub const fn from(&self) -> Date {
        self.from
    }

    /// The last date, which belongs to it.
    #[must_use]
    pub const fn until(&self) -> Date {
        self.until
    }

    /// The first date after it.
    #[must_use]
    pub fn end(&self) -> Date {
        later(self.until, 1)
    }

    /// Whether a date belongs to it.
    #[must_use]
    pub fn has(&self, date: Date) -> bool {
        self.from <= date && date <= self.until
    }
}

/// So many days later; at an end of the calendar, that date.
fn later(date: Date, days: i32) -> Date {
    date.saturating_add(Span::new().days(days))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 2);

    #[test]
    fn what_is_left_out_is_the_year_that_ends_today_or_the_fortnight_that_begins_today() {
        let back = Period::back_from(TODAY, None, None).unwrap();
        assert_eq!((back.from(), back.until()), (date(2025, 3, 3), TODAY));
        let ahead = Period::ahead_of(TODAY, None, None).unwrap();
        assert_eq!((ahead.from(), ahead.until(), ahead.end()), (TODAY, date(2026, 3, 15), date(2026, 3, 16)));
        assert!(ahead.has(TODAY) && ahead.has(date(2026, 3, 15)) && !ahead.has(date(2026, 3, 16)));
    }

    #[test]
    fn a_period_that_ends_before_it_begins_or_never_ends_names_the_field() {
        let refused = |from, until| Period::back_from(TODAY, from, until).unwrap_err();
        let backwards = refused(Some(date(2026, 3, 3)), Some(TODAY));
        assert_eq!(backwards.field(), "until");
        assert_eq!(
            backwards.to_string(),
            "until: 2026-03-02 is before from, 2026-03-03; give a date from 2026-03-03 on"
        );
        let not_yet = refused(Some(date(2026, 3, 3)), None);
        assert_eq!(not_yet.field(), "from");
        assert_eq!(
            not_yet.to_string(),
            "from: 2026-03-03 is after today, 2026-03-02; this dashboard looks back: give an earlier date"
        );
        assert_eq!(refused(Some(date(2000, 1, 1)), None).field(), "from");
        assert!(Period::back_from(TODAY, Some(TODAY), Some(TODAY)).is_ok());
    }

    #[test]
    fn too_far_ahead_is_the_last_dates_fault() {
        let ahead = |until| Period::ahead_of(TODAY, None, Some(until));
        assert!(ahead(date(2026, 6, 1)).is_ok());
        let refused = ahead(date(2026, 6, 2)).unwrap_err();
        assert_eq!(refused.field(), "until");
        assert_eq!(
            refused.to_string(),
            "until: 2026-03-02 to 2026-06-02 is longer than 92 days; give an earlier date, or ask twice"
        );
    }

    #[test]
    fn the_ends_of_the_calendar_are_no_panic() {
        assert!(Period::back_from(TODAY, None, Some(Date::MIN)).is_ok());
        assert_eq!(Period::ahead_of(TODAY, Some(Date::MAX), None).unwrap().end(), Date::MAX);
        assert!(Period::back_from(TODAY, Some(Date::MIN), Some(Date::MAX)).is_err());
    }
}
