//! On which days a reading of an enrollment may have been taken.

use jiff::ToSpan;
use jiff::civil::Date;

/// How many days before the enrollment a reading may lie: a year, as meetings that were held before it, so that a clinic
/// which begins in the middle of a course records what led up to it.
pub const RECORDED_BEFORE_DAYS: i64 = 365;

/// How many days after the enrollment's end: a year, which is as far as follow-ups of the trials of IPT go.
pub const RECORDED_AFTER_DAYS: i64 = 365;

/// What the date of a reading is compared with: dates of the site's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenWithin {
    /// Today.
    pub today: Date,
    /// When the enrollment began.
    pub enrolled_on: Date,
    /// When it ended, if it has.
    pub ended_on: Option<Date>,
}

/// Why a reading can't have been taken on that day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// It has not come yet.
    #[error("{given} lies in the future: at the site it is {today}")]
    InTheFuture {
        /// What was given.
        given: Date,
        /// The date at the site.
        today: Date,
    },
    /// It lies long before the enrollment.
    #[error("{given} lies more than a year before the enrollment: give a date from {earliest} on")]
    LongBefore {
        /// What was given.
        given: Date,
        /// The first that would do.
        earliest: Date,
    },
    /// It lies long after the enrollment's end.
    #[error(
        "{given} lies more than a year after the enrollment's end: give a date up to {latest}, or record it for the \
         client's present enrollment"
    )]
    LongAfter {
        /// What was given.
        given: Date,
        /// The last that would do.
        latest: Date,
    },
}

impl TakenWithin {
    /// Passes if a reading may have been taken on that day.
    ///
    /// # Errors
    /// Which bound it lies beyond.
    pub fn check(&self, given: Date) -> Result<(), DateError> {
        let Self { today, enrolled_on, ended_on } = *self;
        if given > today {
            return Err(DateError::InTheFuture { given, today });
        }
        let earliest = enrolled_on.saturating_sub(RECORDED_BEFORE_DAYS.days());
        if given < earliest {
            return Err(DateError::LongBefore { given, earliest });
        }
        let latest = ended_on.map(|end| end.saturating_add(RECORDED_AFTER_DAYS.days()));
        match latest.filter(|latest| given > *latest) {
            Some(latest) => Err(DateError::LongAfter { given, latest }),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_reading_lies_around_the_course_and_not_in_the_future() {
        let within = TakenWithin {
            today: date(2028, 1, 1),
            enrolled_on: date(2026, 3, 1),
            ended_on: Some(date(2026, 7, 1)),
        };
        for (given, expected) in [
            (date(2025, 3, 1), Ok(())),
            (
                date(2025, 2, 28),
                Err(DateError::LongBefore { given: date(2025, 2, 28), earliest: date(2025, 3, 1) }),
            ),
            (date(2027, 7, 1), Ok(())),
            (
                date(2027, 7, 2),
                Err(DateError::LongAfter { given: date(2027, 7, 2), latest: date(2027, 7, 1) }),
            ),
        ] {
            assert_eq!(within.check(given), expected);
        }
        let under_way = TakenWithin { today: date(2026, 3, 2), ended_on: None, ..within };
        assert_eq!(under_way.check(date(2026, 3, 2)), Ok(()));
        let tomorrow = date(2026, 3, 3);
        let refused = DateError::InTheFuture { given: tomorrow, today: date(2026, 3, 2) };
        assert_eq!(under_way.check(tomorrow), Err(refused));
    }
}
