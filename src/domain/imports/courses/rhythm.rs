//! A course's weekly rhythm: the rule behind its past sessions, and the sessions to come by it.

use std::collections::HashMap;

use jiff::civil::{Date, Time, Weekday};
use jiff::{Timestamp, ToSpan};

use super::course::NewSession;
use crate::domain::series::{
    CountingMode, ExpandError, PlannedSession, SeriesRule, SessionCount, SessionMinutes, append,
};
use crate::domain::time::Zone;

/// The rule of a course with these sessions, in order: weekday and wall time of most of them, of the latest if none
/// prevails.
pub(super) fn weekly_rule(
    sessions: &[NewSession],
    zone: Zone,
    minutes: SessionMinutes,
    planned_count: SessionCount,
) -> SeriesRule {
    let mut counted: HashMap<(Weekday, Time), (usize, usize)> = HashMap::new();
    for (index, session) in sessions.iter().enumerate() {
        let local = session.planned.local_start;
        let (count, last) = counted.entry((local.weekday(), local.time())).or_default();
        (*count, *last) = (*count + 1, index);
    }
    let usual = counted.into_iter().max_by_key(|(_, often)| *often).map(|(usual, _)| usual);
    let (weekday, local_start) = usual.unwrap_or((Weekday::Monday, Time::midnight()));
    let start_on = sessions.first().map_or(Date::MIN, |session| session.planned.local_start.date());
    SeriesRule {
        weekday,
        local_start,
        zone,
        start_on,
        minutes,
        planned_count,
        counting: CountingMode::HoldSessions,
        skipped_on: Vec::new(),
    }
}

/// The next `count` sessions by the rule after the date of the last one, none of them before `now` or closed.
///
/// # Errors
/// `ClosedThroughout`; `BeyondCalendar`.
pub(super) fn coming(
    rule: &SeriesRule,
    last: Date,
    count: usize,
    now: Timestamp,
    is_closed: impl Fn(&PlannedSession) -> bool,
) -> Result<Vec<PlannedSession>, ExpandError> {
    // The last date of the rule's weekday before the one that comes next.
    let ahead = i64::from(last.weekday().until(rule.weekday));
    let days = if ahead == 0 { 0 } else { ahead - 7 };
    let mut last = last.checked_add(days.days()).map_err(|_| ExpandError::BeyondCalendar)?;
    let mut sessions = Vec::with_capacity(count);
    for _ in 0..count {
        let session = append(rule, last, now, &is_closed)?;
        last = session.local_start.date();
        sessions.push(session);
    }
    Ok(sessions)
}
