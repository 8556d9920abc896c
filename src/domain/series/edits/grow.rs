//! Making a series longer or shorter.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::apply::in_its_week;
use super::edit::{Cancellation, SeriesEdit};
use super::error::EditError;
use crate::domain::closures::ClosedTimes;
use crate::domain::series::{
    CancelledBy, PlannedSession, Session, SessionCount, SessionSeries, SessionStatus, append,
};

/// How many sessions have to be added, for the dose that is promised or chosen.
pub(super) fn to_add(
    sessions: &[Session],
    cancelled_now: usize,
    edit: &SeriesEdit,
) -> Result<usize, EditError> {
    let standing = sessions.iter().filter(|session| !session.is_cancelled()).count();
    let added = match (edit.cancel, edit.count) {
        (Some(Cancellation { by: _, append: true }), _) => cancelled_now,
        (Some(Cancellation { by: _, append: false }), _) | (None, None) => 0,
        (None, Some(count)) => usize::from(count.get()).saturating_sub(standing),
    };
    let all = standing + added;
    if added > 0 && all > usize::from(SessionCount::MOST.get()) {
        return Err(EditError::TooMany(all));
    }
    Ok(added)
}

/// That many sessions after the last by the series' rule, each a week after the one before; none in closed times, and none
/// at a wall time at which the series ever had a session.
///
/// # Errors
/// `ClosedThroughout`; `BeyondCalendar`.
pub fn append_sessions(
    series: &SessionSeries,
    sessions: &[Session],
    many: usize,
    closed: &ClosedTimes,
    now: Timestamp,
) -> Result<Vec<PlannedSession>, EditError> {
    let rule = &series.rule;
    let known: BTreeSet<DateTime> = sessions.iter().map(|session| session.original_local_start).collect();
    let dates = sessions.iter().flat_map(|session| [session.original_local_start, session.local_start]);
    let last = dates.max().map_or(rule.start_on, |last| last.date());
    // The next one is in the week after that of the last.
    let mut from = in_its_week(last, rule.weekday)?;
    let mut all = Vec::with_capacity(many);
    while all.len() < many {
        let planned = append(rule, from, now, |planned| series.is_closed_out(planned, closed))?;
        from = planned.local_start.date();
        if !known.contains(&planned.local_start) {
            all.push(planned);
        }
    }
    Ok(all)
}

/// Cancels the last of the sessions that may change, until only `count` stand.
pub(super) fn shorten(
    sessions: &mut [Session],
    targets: &[usize],
    count: SessionCount,
) -> Result<(), EditError> {
    let standing = sessions.iter().filter(|session| !session.is_cancelled()).count();
    let surplus = standing.saturating_sub(usize::from(count.get()));
    if surplus > targets.len() {
        return Err(EditError::TooFew { given: count, least: standing - targets.len() });
    }
    let mut by_start: Vec<usize> = targets.to_vec();
    by_start.sort_unstable_by_key(|index| {
        sessions.get(*index).map(|session| std::cmp::Reverse((session.starts_at, session.id)))
    });
    for index in by_start.into_iter().take(surplus) {
        if let Some(session) = sessions.get_mut(index) {
            session.status = SessionStatus::Cancelled;
            session.cancelled_by = Some(CancelledBy::Clinic);
        }
    }
    Ok(())
}
