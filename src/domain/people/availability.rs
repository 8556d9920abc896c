//! When a person can come, week after week.

use jiff::SignedDuration;
use jiff::civil::{DateTime, Time, Weekday};

const DAY: i64 = 24 * 60 * 60;
const WEEK: i64 = 7 * DAY;

/// A stretch of the week in which a person can come, in the wall time of that person's zone; half-open.
///
/// A window whose end isn't after its start ends on the next day: `22:00` to `02:00` passes midnight, `18:00` to
/// `00:00` ends with the day, `00:00` to `00:00` is the whole day. (So every window has a length, and the end of
/// a day needs no 24:00.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct AvailabilityWindow {
    /// The day on which the window begins.
    pub weekday: Weekday,
    /// When it begins.
    pub local_start: Time,
    /// When it ends, on the same day or on the next.
    pub local_end: Time,
}

impl AvailabilityWindow {
    /// The most windows that are kept of one person: seven a day of the week.
    pub const MOST: usize = 49;

    /// Whether the windows cover all of `start..end` between them; windows may touch and overlap.
    ///
    /// Both are wall time in the person's zone. An empty stretch is covered if its moment is.
    #[must_use]
    pub fn together_cover(windows: &[Self], start: DateTime, end: DateTime) -> bool {
        let mut reached = start;
        loop {
            let Some(left) = windows.iter().filter_map(|window| window.left_at(reached)).max() else {
                return false;
            };
            // Past the calendar's end there is nothing left to cover.
            let Ok(next) = reached.checked_add(left) else { return true };
            if next >= end {
                return true;
            }
            reached = next;
        }
    }

    /// How long the window still lasts at that moment; `None` outside it, never zero.
    fn left_at(&self, moment: DateTime) -> Option<SignedDuration> {
        let since_start = (second_of_week(moment.weekday(), moment.time())
            - second_of_week(self.weekday, self.local_start))
        .rem_euclid(WEEK);
        let left = self.seconds() - since_start;
        (left > 0).then(|| SignedDuration::from_secs(left))
    }

    fn seconds(&self) -> i64 {
        let across = second_of_day(self.local_end) - second_of_day(self.local_start);
        if across > 0 { across } else { across + DAY }
    }
}

fn second_of_week(weekday: Weekday, time: Time) -> i64 {
    i64::from(weekday.to_monday_zero_offset()) * DAY + second_of_day(time)
}

fn second_of_day(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, time};

    use super::*;

    fn window(weekday: Weekday, from: (i8, i8), to: (i8, i8)) -> AvailabilityWindow {
        AvailabilityWindow {
            weekday,
            local_start: time(from.0, from.1, 0, 0),
            local_end: time(to.0, to.1, 0, 0),
        }
    }

    /// 5 January 2026 is a Monday.
    fn january(day: i8, hour: i8, minute: i8) -> DateTime {
        date(2026, 1, day).at(hour, minute, 0, 0)
    }

    fn covers(windows: &[AvailabilityWindow], start: DateTime, end: DateTime) -> bool {
        AvailabilityWindow::together_cover(windows, start, end)
    }

    #[test]
    fn a_session_fits_up_to_the_very_end_of_a_window() {
        let windows = [window(Weekday::Monday, (17, 0), (19, 0))];
        assert!(covers(&windows, january(5, 17, 0), january(5, 17, 50)));
        assert!(covers(&windows, january(5, 18, 10), january(5, 19, 0)));
        assert!(!covers(&windows, january(5, 18, 11), january(5, 19, 1)));
        assert!(!covers(&windows, january(5, 16, 59), january(5, 17, 49)));
        assert!(!covers(&windows, january(5, 19, 0), january(5, 19, 50)));
        assert!(!covers(&windows, january(6, 17, 0), january(6, 17, 50)), "another day");
    }

    #[test]
    fn touching_windows_are_one() {
        let windows = [window(Weekday::Monday, (12, 0), (15, 0)), window(Weekday::Monday, (9, 0), (12, 0))];
        assert!(covers(&windows, january(5, 11, 40), january(5, 12, 30)));
        assert!(!covers(&windows, january(5, 14, 40), january(5, 15, 30)));
    }

    #[test]
    fn a_window_may_pass_midnight_and_the_weeks_end() {
        let windows = [window(Weekday::Sunday, (22, 0), (2, 0))];
        assert!(covers(&windows, january(4, 23, 30), january(5, 0, 20)));
        assert!(covers(&windows, january(5, 1, 0), january(5, 2, 0)));
        assert!(!covers(&windows, january(5, 22, 0), january(5, 23, 0)));
    }

    #[test]
    fn midnight_ends_a_day_and_twice_midnight_is_a_whole_one() {
        let evening = [window(Weekday::Monday, (18, 0), (0, 0))];
        assert!(covers(&evening, january(5, 23, 0), january(6, 0, 0)));
        assert!(!covers(&evening, january(6, 0, 0), january(6, 0, 50)));
        let day = [window(Weekday::Monday, (0, 0), (0, 0))];
        assert!(covers(&day, january(5, 0, 0), january(6, 0, 0)));
        assert!(!covers(&day, january(6, 0, 0), january(6, 0, 50)));
    }

    #[test]
    fn no_window_covers_nothing() {
        assert!(!covers(&[], january(5, 17, 0), january(5, 17, 50)));
    }
}
