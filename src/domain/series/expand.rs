//! From a series' rule to its sessions.

use std::collections::BTreeSet;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan};

use super::rule::{CountingMode, SeriesRule};
use crate::domain::time::{BeyondCalendar, ClockChange, resolve};

/// One session of an expanded series.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlannedSession {
    /// 1 for the first session of the series.
    pub ordinal: u16,
    /// The promised wall time in the series' zone: the session's original local start, its recurrence id.
    pub local_start: DateTime,
    /// The instant of the start.
    pub starts_at: Timestamp,
    /// The instant of the end: the start and the series' minutes, elapsed.
    pub ends_at: Timestamp,
    /// Whether `local_start` is skipped or comes twice on its day.
    pub clock_change: ClockChange,
    /// What the series' clocks show at the start; differs from `local_start` in a gap only.
    pub resolved_local: DateTime,
}

/// Why a rule doesn't make a series.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ExpandError {
    /// The start has seconds; sessions start on a minute.
    #[error("a session starts on a whole minute, not at {0}")]
    StartNotOnAMinute(jiff::civil::Time),
    /// A skipped date is no date of the series: most likely a mistake, so it isn't passed over.
    #[error("the skipped date {0} matches no session of the series")]
    SkipMatchesNoSession(Date),
    /// A date is skipped twice.
    #[error("the date {0} is skipped twice")]
    SkipRepeated(Date),
    /// Every week is skipped.
    #[error("every session of the series is skipped")]
    NoSessionLeft,
    /// Closed week after week.
    #[error("nothing is open for {most} weeks from {0} on: choose another day or hour", most = MOST_CLOSED_WEEKS)]
    ClosedThroughout(Date),
    /// The series runs past the last day of the calendar.
    #[error("the series runs beyond the calendar, which ends with the year 9999")]
    BeyondCalendar,
}

impl From<BeyondCalendar> for ExpandError {
    fn from(BeyondCalendar { local: _ }: BeyondCalendar) -> Self {
        Self::BeyondCalendar
    }
}

/// How many closed weeks in a row are passed over: more than the longest closure lasts.
pub(super) const MOST_CLOSED_WEEKS: u16 = 60;

/// The sessions of a rule, and those it would have had in closed times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expanded {
    /// The sessions, in order.
    pub sessions: Vec<PlannedSession>,
    /// What falls into closed times, in order; their ordinals are 0.
    pub closed_out: Vec<PlannedSession>,
}

/// Expands a rule into its sessions, in order; past dates are fine (a preview takes any).
///
/// The first session falls on the first date from `start_on` on that has the rule's weekday. Counting
/// `HOLD_SESSIONS`, skipped dates make the series run longer; counting `CALENDAR_WEEKS`, they lose their session.
///
/// # Errors
/// `StartNotOnAMinute`; `SkipRepeated` and `SkipMatchesNoSession` with the date (the earliest one); `NoSessionLeft`;
/// `BeyondCalendar`.
pub fn expand(rule: &SeriesRule) -> Result<Vec<PlannedSession>, ExpandError> {
    expand_around(rule, |_| false).map(|expanded| expanded.sessions)
}

/// The same around closed times: a date on which the session would fall into one counts as skipped.
///
/// # Errors
/// As `expand`; and `ClosedThroughout` if that goes on for longer than any closure.
pub fn expand_around(
    rule: &SeriesRule,
    is_closed: impl Fn(&PlannedSession) -> bool,
) -> Result<Expanded, ExpandError> {
    if rule.local_start.second() != 0 || rule.local_start.subsec_nanosecond() != 0 {
        return Err(ExpandError::StartNotOnAMinute(rule.local_start));
    }
    let mut unmatched = skipped_dates(rule)?;
    let mut sessions = Vec::with_capacity(usize::from(rule.planned_count.get()));
    let mut closed_out = Vec::new();
    let mut closed_weeks = 0;
    let mut left_to_count = rule.planned_count.get();
    let mut ordinal = 1;
    let mut date = first_date(rule)?;
    loop {
        let mut is_skipped = unmatched.remove(&date);
        if !is_skipped {
            let planned = plan_session(rule, date, ordinal)?;
            if is_closed(&planned) {
                is_skipped = true;
                closed_weeks += 1;
                closed_out.push(PlannedSession { ordinal: 0, ..planned });
            } else {
                closed_weeks = 0;
                ordinal += 1;
                sessions.push(planned);
            }
        }
        if closed_weeks > MOST_CLOSED_WEEKS {
            return Err(ExpandError::ClosedThroughout(rule.start_on));
        }
        if !is_skipped || rule.counting == CountingMode::CalendarWeeks {
            left_to_count -= 1;
        }
        if left_to_count == 0 {
            break;
        }
        date = date.checked_add(7.days()).map_err(|_| ExpandError::BeyondCalendar)?;
    }
    if let Some(date) = unmatched.first() {
        return Err(ExpandError::SkipMatchesNoSession(*date));
    }
    if sessions.is_empty() { Err(ExpandError::NoSessionLeft) } else { Ok(Expanded { sessions, closed_out }) }
}

fn skipped_dates(rule: &SeriesRule) -> Result<BTreeSet<Date>, ExpandError> {
    let mut dates = BTreeSet::new();
    for date in &rule.skipped_on {
        if !dates.insert(*date) {
            return Err(ExpandError::SkipRepeated(*date));
        }
    }
    Ok(dates)
}

fn first_date(rule: &SeriesRule) -> Result<Date, ExpandError> {
    let days_ahead = rule.start_on.weekday().until(rule.weekday);
    rule.start_on.checked_add(i64::from(days_ahead).days()).map_err(|_| ExpandError::BeyondCalendar)
}

/// The session of that date.
pub(super) fn plan_session(
    rule: &SeriesRule,
    date: Date,
    ordinal: u16,
) -> Result<PlannedSession, ExpandError> {
    let local_start = date.to_datetime(rule.local_start);
    let resolved = resolve(local_start, &rule.zone)?;
    Ok(PlannedSession {
        ordinal,
        local_start,
        starts_at: resolved.starts_at,
        ends_at: rule.minutes.end_of(resolved.starts_at).ok_or(ExpandError::BeyondCalendar)?,
        clock_change: resolved.kind,
        resolved_local: resolved.local,
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date, time};

    use super::*;
    use crate::domain::series::{SessionCount, SessionMinutes};
    use crate::domain::time::Zone;

    /// Tuesdays at 18:00 in Berlin, from Friday 2 January 2026 on.
    fn tuesdays(count: i64) -> SeriesRule {
        SeriesRule {
            weekday: Weekday::Tuesday,
            local_start: time(18, 0, 0, 0),
            zone: Zone::parse("Europe/Berlin").unwrap(),
            start_on: date(2026, 1, 2),
            minutes: SessionMinutes::DEFAULT,
            planned_count: SessionCount::parse(count).unwrap(),
            counting: CountingMode::HoldSessions,
            skipped_on: Vec::new(),
        }
    }

    fn dates(rule: &SeriesRule) -> Vec<Date> {
        expand(rule).unwrap().into_iter().map(|session| session.local_start.date()).collect()
    }

    #[test]
    fn the_start_moves_forward_to_its_weekday_and_stays_if_it_is_one() {
        let mut rule = tuesdays(2);
        assert_eq!(dates(&rule), [date(2026, 1, 6), date(2026, 1, 13)]);
        rule.start_on = date(2026, 1, 6);
        assert_eq!(dates(&rule)[0], date(2026, 1, 6));
        rule.start_on = date(2026, 1, 7);
        assert_eq!(dates(&rule)[0], date(2026, 1, 13));
    }

    #[test]
    fn a_held_series_runs_longer_for_its_skips() {
        let rule = SeriesRule { skipped_on: vec![date(2026, 1, 20), date(2026, 1, 6)], ..tuesdays(3) };
        assert_eq!(dates(&rule), [date(2026, 1, 13), date(2026, 1, 27), date(2026, 2, 3)]);
        assert_eq!(expand(&rule).unwrap().iter().map(|s| s.ordinal).collect::<Vec<_>>(), [1, 2, 3]);
    }

    #[test]
    fn counting_weeks_a_skip_loses_its_session() {
        let mut rule = SeriesRule { counting: CountingMode::CalendarWeeks, ..tuesdays(3) };
        rule.skipped_on = vec![date(2026, 1, 13)];
        assert_eq!(dates(&rule), [date(2026, 1, 6), date(2026, 1, 20)]);
        rule.skipped_on = vec![date(2026, 1, 6), date(2026, 1, 13), date(2026, 1, 20)];
        assert_eq!(expand(&rule), Err(ExpandError::NoSessionLeft));
    }

    #[test]
    fn closed_times_count_as_skipped_by_either_way_of_counting() {
        let closed = [date(2026, 1, 13), date(2026, 1, 27)];
        let is_closed = |session: &PlannedSession| closed.contains(&session.local_start.date());
        let dates = |counting, skipped_on| {
            let expanded =
                expand_around(&SeriesRule { counting, skipped_on, ..tuesdays(3) }, is_closed).unwrap();
            let of = |sessions: Vec<PlannedSession>| -> Vec<Date> {
                sessions.into_iter().map(|session| session.local_start.date()).collect()
            };
            (of(expanded.sessions), of(expanded.closed_out))
        };
        let (held, out) = dates(CountingMode::HoldSessions, vec![]);
        assert_eq!(held, [date(2026, 1, 6), date(2026, 1, 20), date(2026, 2, 3)]);
        assert_eq!(out, closed);
        let (held, out) = dates(CountingMode::CalendarWeeks, vec![]);
        assert_eq!((held, out), (vec![date(2026, 1, 6), date(2026, 1, 20)], vec![date(2026, 1, 13)]));
        // A date that is skipped anyway is no news.
        let (held, out) = dates(CountingMode::HoldSessions, vec![date(2026, 1, 13)]);
        assert_eq!((held.len(), out), (3, vec![date(2026, 1, 27)]));
        assert_eq!(
            expand_around(&tuesdays(3), |_| true),
            Err(ExpandError::ClosedThroughout(date(2026, 1, 2)))
        );
    }

    #[test]
    fn a_skip_that_matches_no_session_is_named() {
        for (counting, date) in [
            (CountingMode::HoldSessions, date(2026, 1, 7)),   // a Wednesday
            (CountingMode::HoldSessions, date(2025, 12, 30)), // the Tuesday before
            (CountingMode::HoldSessions, date(2026, 1, 27)),  // the Tuesday after the last
            (CountingMode::CalendarWeeks, date(2026, 1, 27)),
        ] {
            let rule = SeriesRule { counting, skipped_on: vec![date], ..tuesdays(3) };
            assert_eq!(expand(&rule), Err(ExpandError::SkipMatchesNoSession(date)), "{date}");
        }
    }

    #[test]
    fn a_date_skipped_twice_is_named() {
        let twice = date(2026, 1, 13);
        let rule = SeriesRule { skipped_on: vec![twice, date(2026, 1, 6), twice], ..tuesdays(3) };
        assert_eq!(expand(&rule), Err(ExpandError::SkipRepeated(twice)));
    }

    #[test]
    fn a_series_past_the_calendars_end_is_refused() {
        let last_tuesday = date(9999, 12, 28);
        let rule = SeriesRule { start_on: last_tuesday, ..tuesdays(1) };
        assert_eq!(dates(&rule), [last_tuesday]);
        for start_on in [last_tuesday, date(9999, 12, 29), Date::MAX] {
            let rule = SeriesRule { start_on, ..tuesdays(2) };
            assert_eq!(expand(&rule), Err(ExpandError::BeyondCalendar), "{start_on}");
        }
    }

    #[test]
    fn a_start_with_seconds_is_refused() {
        let odd = time(18, 0, 1, 0);
        let rule = SeriesRule { local_start: odd, ..tuesdays(1) };
        assert_eq!(expand(&rule), Err(ExpandError::StartNotOnAMinute(odd)));
    }
}
