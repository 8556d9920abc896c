//! When a companion meeting may be held.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::companion::{Anchor, Companion};
use super::course::Course;
use crate::domain::time::{Zone, local};

/// When a companion meeting of one client may be held; it moves with the weekly sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompanionWindow {
    /// The first date, in the series' zone.
    pub from: Date,
    /// The last date, in the series' zone.
    pub until: Date,
    /// It begins no earlier than this: the end of the weekly session before it.
    pub not_before: Option<Timestamp>,
    /// It ends no later than this: the start of the weekly session after it.
    pub not_after: Option<Timestamp>,
}

impl Companion {
    /// When it may be held; none while the client has no weekly session.
    #[must_use]
    pub fn window(&self, course: &Course) -> Option<CompanionWindow> {
        let (before, after) = course.around(self.anchor)?;
        let is_after_one = self.anchor != Anchor::BeforeFirst && self.earliest_days >= 0;
        let is_before_one = self.anchor != Anchor::AfterLast && self.latest_days <= 0;
        Some(CompanionWindow {
            from: before.on.saturating_add(self.earliest_days.days()),
            until: after.on.saturating_add(self.latest_days.days()),
            not_before: is_after_one.then_some(before.ends_at),
            not_after: is_before_one.then_some(after.starts_at),
        })
    }
}

impl CompanionWindow {
    /// Whether a meeting then lies within it, its dates read in that zone.
    #[must_use]
    pub fn holds(&self, starts_at: Timestamp, ends_at: Timestamp, zone: &Zone) -> bool {
        let on = local(starts_at, zone).date();
        (self.from..=self.until).contains(&on)
            && self.not_before.is_none_or(|end| end <= starts_at)
            && self.not_after.is_none_or(|start| ends_at <= start)
    }

    /// Whether it has passed at `now`.
    #[must_use]
    pub fn is_over(&self, now: Timestamp, zone: &Zone) -> bool {
        self.until < local(now, zone).date() || self.not_after.is_some_and(|start| start <= now)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use jiff::{SignedDuration, Timestamp, ToSpan};

    use super::*;
    use crate::domain::companions::{CompanionKind, WeeklySession};
    use crate::domain::series::SessionMinutes;
    use crate::domain::time::{Zone, resolve};

    fn zone() -> Zone {
        Zone::parse("America/New_York").unwrap()
    }

    fn at(on: Date, hour: i8) -> Timestamp {
        resolve(on.at(hour, 0, 0, 0), &zone()).unwrap().starts_at
    }

    /// So many Tuesdays at 18:00 in New York, of an hour and a half, from that date on.
    fn tuesdays(first: Date, many: i64) -> Course {
        let session = |week: i64| {
            let on = first + (7 * week).days();
            let starts_at = at(on, 18);
            WeeklySession { starts_at, ends_at: starts_at + SignedDuration::from_mins(90), on }
        };
        Course::of((0..many).rev().map(session).collect())
    }

    fn companion(anchor: Anchor, earliest_days: i64, latest_days: i64) -> Companion {
        let (kind, minutes) = (CompanionKind::PreGroup, SessionMinutes::DEFAULT);
        Companion { kind, anchor, earliest_days, latest_days, minutes, required: true }
    }

    fn dates(companion: Companion, course: &Course) -> (Date, Date) {
        let window = companion.window(course).unwrap();
        (window.from, window.until)
    }

    #[test]
    fn windows_are_counted_from_the_first_the_middle_and_the_last_session() {
        let course = tuesdays(date(2026, 3, 3), 12);
        let before = companion(Anchor::BeforeFirst, -14, 0);
        assert_eq!(dates(before, &course), (date(2026, 2, 17), date(2026, 3, 3)));
        let middle = companion(Anchor::Middle, 0, 0);
        assert_eq!(
            dates(middle, &course),
            (date(2026, 4, 7), date(2026, 4, 14)),
            "between the sixth and the seventh"
        );
        let after = companion(Anchor::AfterLast, 0, 7);
        assert_eq!(dates(after, &course), (date(2026, 5, 19), date(2026, 5, 26)));
    }

    #[test]
    fn they_move_with_the_sessions() {
        let after = companion(Anchor::AfterLast, 0, 7);
        let appended = tuesdays(date(2026, 3, 3), 13);
        assert_eq!(dates(after, &appended), (date(2026, 5, 26), date(2026, 6, 2)));
        let before = companion(Anchor::BeforeFirst, -7, -1);
        assert_eq!(dates(before, &tuesdays(date(2026, 3, 10), 12)), (date(2026, 3, 3), date(2026, 3, 9)));
    }

    #[test]
    fn of_few_or_an_odd_number_of_sessions_the_middle_is_where_half_are_over() {
        let middle = companion(Anchor::Middle, 0, 0);
        assert_eq!(dates(middle, &tuesdays(date(2026, 3, 3), 5)), (date(2026, 3, 10), date(2026, 3, 17)));
        assert_eq!(dates(middle, &tuesdays(date(2026, 3, 3), 1)), (date(2026, 3, 3), date(2026, 3, 3)));
        assert_eq!(middle.window(&tuesdays(date(2026, 3, 3), 0)), None);
    }

    #[test]
    fn on_the_days_of_the_sessions_themselves_the_hour_decides() {
        let course = tuesdays(date(2026, 3, 3), 12);
        let holds = |companion: Companion, on, hour| {
            let starts_at = at(on, hour);
            companion.window(&course).unwrap().holds(
                starts_at,
                starts_at + SignedDuration::from_mins(50),
                &zone(),
            )
        };
        let before = companion(Anchor::BeforeFirst, -14, 0);
        assert!(holds(before, date(2026, 3, 3), 17) && !holds(before, date(2026, 3, 3), 18));
        assert!(!holds(before, date(2026, 2, 16), 10));
        let after = companion(Anchor::AfterLast, 0, 7);
        assert!(!holds(after, date(2026, 5, 19), 19) && holds(after, date(2026, 5, 19), 20));
        assert!(holds(after, date(2026, 5, 26), 22) && !holds(after, date(2026, 5, 27), 0));
        let middle = companion(Anchor::Middle, 0, 0);
        assert!(!holds(middle, date(2026, 4, 7), 10) && holds(middle, date(2026, 4, 8), 10));
        assert!(holds(middle, date(2026, 4, 14), 10) && !holds(middle, date(2026, 4, 14), 20));
    }

    #[test]
    fn a_window_is_over_once_its_last_day_or_the_session_it_precedes_has_come() {
        let course = tuesdays(date(2026, 3, 3), 12);
        let before = companion(Anchor::BeforeFirst, -14, 0).window(&course).unwrap();
        assert!(
            !before.is_over(at(date(2026, 3, 3), 17), &zone())
                && before.is_over(at(date(2026, 3, 3), 18), &zone())
        );
        let after = companion(Anchor::AfterLast, 0, 7).window(&course).unwrap();
        assert!(
            !after.is_over(at(date(2026, 5, 26), 23), &zone())
                && after.is_over(at(date(2026, 5, 27), 0), &zone())
        );
    }
}
