//! One session more, at a series' end.

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use super::expand::{ExpandError, MOST_CLOSED_WEEKS, PlannedSession, plan_session};
use super::rule::SeriesRule;

/// The session that makes up for a lost one: a week after `last`, the date of the series' last session in its zone,
/// at the rule's wall time; later by whole weeks if that has passed at `now` or is closed. Its ordinal is left at 0: it
/// is a rank, and known only beside its siblings.
///
/// # Errors
/// `ClosedThroughout` if nothing is open for longer than any closure; `BeyondCalendar` past the calendar's end.
pub fn append(
    rule: &SeriesRule,
    last: Date,
    now: Timestamp,
    is_closed: impl Fn(&PlannedSession) -> bool,
) -> Result<PlannedSession, ExpandError> {
    let mut date = last;
    let mut closed_weeks = 0;
    while closed_weeks <= MOST_CLOSED_WEEKS {
        date = date.checked_add(7.days()).map_err(|_| ExpandError::BeyondCalendar)?;
        let planned = plan_session(rule, date, 0)?;
        if planned.starts_at <= now {
            continue;
        }
        if !is_closed(&planned) {
            return Ok(planned);
        }
        closed_weeks += 1;
    }
    Err(ExpandError::ClosedThroughout(last))
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date, datetime, time};

    use super::*;
    use crate::domain::series::{CountingMode, SessionCount, SessionMinutes};
    use crate::domain::time::Zone;

    fn tuesdays() -> SeriesRule {
        SeriesRule {
            weekday: Weekday::Tuesday,
            local_start: time(18, 0, 0, 0),
            zone: Zone::parse("Europe/Berlin").unwrap(),
            start_on: date(2026, 1, 6),
            minutes: SessionMinutes::DEFAULT,
            planned_count: SessionCount::FEWEST,
            counting: CountingMode::HoldSessions,
            skipped_on: Vec::new(),
        }
    }

    #[test]
    fn it_follows_the_last_by_a_week_across_a_clock_change() {
        let now = "2026-03-20T12:00:00Z".parse().unwrap();
        let added = append(&tuesdays(), date(2026, 3, 24), now, |_| false).unwrap();
        assert_eq!(added.local_start, datetime(2026, 3, 31, 18, 0, 0, 0));
        assert_eq!(added.starts_at, "2026-03-31T16:00:00Z".parse().unwrap());
    }

    #[test]
    fn it_never_lies_in_the_past() {
        let its_start = "2026-03-31T16:00:00Z".parse().unwrap();
        let added = append(&tuesdays(), date(2026, 3, 24), its_start, |_| false).unwrap();
        assert_eq!(added.local_start.date(), date(2026, 4, 7));
    }

    #[test]
    fn it_passes_over_closed_weeks() {
        let now = "2026-03-20T12:00:00Z".parse().unwrap();
        let easter = |planned: &PlannedSession| planned.local_start.date() == date(2026, 3, 31);
        let added = append(&tuesdays(), date(2026, 3, 24), now, easter).unwrap();
        assert_eq!(added.local_start.date(), date(2026, 4, 7));
        let closed = append(&tuesdays(), date(2026, 3, 24), now, |_| true);
        assert_eq!(closed, Err(ExpandError::ClosedThroughout(date(2026, 3, 24))));
    }

    #[test]
    fn the_calendar_ends() {
        let now = "2026-03-20T12:00:00Z".parse().unwrap();
        let added = append(&tuesdays(), date(9999, 12, 28), now, |_| false);
        assert_eq!(added, Err(ExpandError::BeyondCalendar));
    }
}
