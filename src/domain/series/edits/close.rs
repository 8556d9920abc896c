//! What a closure makes of a series: sessions that fall into it are lost, made up for, shifted or led by somebody else.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};

use super::apply::{at_wall_time, minutes_of};
use super::error::EditError;
use super::grow::append_sessions;
use super::plan::{EditableSession, EditedSeries, KeptBecause, KeptSession, finish};
use crate::domain::closures::{ClosedTimes, ClosureOf};
use crate::domain::ids::{SessionId, SiteId, StaffMemberId};
use crate::domain::series::expand::MOST_CLOSED_WEEKS;
use crate::domain::series::{CancelledBy, Session, SessionSeries, SessionStatus};
use crate::domain::time::WallTime;
use crate::domain::words::words;

words! {
    /// What becomes of a series whose sessions fall into a closure.
    #[derive(Default)]
    pub enum ClosureResolution {
        /// They are lost: the series delivers that many less.
        Skip = "SKIP",
        /// They and all later ones move by a week, or by as many as it takes.
        Shift = "SHIFT",
        /// They are cancelled, and as many are added after the last.
        #[default]
        Append = "APPEND",
    }
}

impl ClosureResolution {
    /// What becomes of that series if this is chosen for it. A single meeting beside the weekly sessions, such as a make-up,
    /// has none after it that another could be added to, and its link to what it is for: it moves where it would be
    /// appended. To skip it is to cancel it.
    #[must_use]
    pub const fn of(self, series: &SessionSeries) -> Self {
        match (series.meeting, self) {
            (Some(_), Self::Append) => Self::Shift,
            (Some(_) | None, chosen) => chosen,
        }
    }
}

/// Who leads instead of a therapist who is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Substitute {
    /// Who.
    pub therapist_id: StaffMemberId,
    /// Whether they lead all later sessions too, and the series: for the rest, and not only while the other is away.
    pub takes_over: bool,
}

/// What a coordinator decides for a series.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClosureResponse {
    /// What becomes of sessions that nobody leads instead.
    pub resolution: ClosureResolution,
    /// Who leads all sessions that fall into the closure.
    pub substitute: Option<Substitute>,
    /// Who leads single ones, whoever leads the others.
    pub substitutes: BTreeMap<SessionId, StaffMemberId>,
}

/// Why what becomes of a series can't be planned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// A session that the closure leaves alone was given to somebody.
    #[error("{0} does not fall into the closure, or is marked: no substitute is needed for it")]
    NotClosedOut(SessionId),
    /// A substitute for a closed site.
    #[error("a site is closed, nobody is away: a substitute helps only with a therapist's time off")]
    NobodyIsAway,
    /// Whoever was to lead instead is away too.
    #[error("the substitute is away at {0} too: choose somebody else")]
    SubstituteAway(WallTime),
    /// As with any edit.
    #[error(transparent)]
    Edit(#[from] EditError),
}

/// The sessions to come that fall into `fresh`, by their index; marked ones among them.
#[must_use]
pub fn closed_out(
    site_id: SiteId,
    sessions: &[EditableSession],
    fresh: &ClosedTimes,
    now: Timestamp,
) -> Vec<usize> {
    let is_hit = |session: &Session| {
        let is_to_come = !session.is_cancelled() && session.starts_at > now;
        is_to_come && fresh.at(session.whereabouts(site_id), session.starts_at, session.ends_at).is_some()
    };
    let hit = sessions.iter().enumerate().filter(|(_, one)| is_hit(&one.session));
    hit.map(|(index, _)| index).collect()
}

/// Plans what becomes of a series with these sessions, all of it, when `fresh` is closed; `closed` is that and all that
/// was closed before. `of` says what is closed: a substitute helps only where somebody is away.
///
/// Past, cancelled and marked sessions stay as they are, marked ones named.
///
/// # Errors
/// What `CloseError` names; `NothingChanges` if nothing that may change falls into it.
pub fn plan_closure(
    series: &SessionSeries,
    sessions: &[EditableSession],
    of: ClosureOf,
    (fresh, closed): (&ClosedTimes, &ClosedTimes),
    response: &ClosureResponse,
    now: Timestamp,
) -> Result<EditedSeries, CloseError> {
    let mut sessions = sessions.to_vec();
    sessions.sort_unstable_by_key(|one| (one.session.starts_at, one.session.id));
    let hit = closed_out(series.site_id, &sessions, fresh, now);
    let (marked, hit): (Vec<usize>, Vec<usize>) =
        hit.into_iter().partition(|index| sessions.get(*index).is_some_and(|one| one.is_marked));
    let kept = marked.iter().filter_map(|index| sessions.get(*index));
    let kept: Vec<KeptSession> = kept.map(|one| KeptSession::of(&one.session, KeptBecause::Marked)).collect();
    let mut after: Vec<Session> = sessions.iter().map(|one| one.session.clone()).collect();
    let mut series_after = series.clone();
    let unled = substitute(&mut series_after, &sessions, &mut after, (of, &hit), (response, closed), now)?;
    let mut many = 0;
    let resolution = response.resolution.of(series);
    match resolution {
        ClosureResolution::Shift => {
            if let Some(first) = unled.first() {
                shift(&sessions, &mut after, *first, series.site_id, closed)?;
            }
        }
        ClosureResolution::Skip | ClosureResolution::Append => {
            let by = match of {
                ClosureOf::Site(_) => CancelledBy::Closure,
                ClosureOf::Therapist(_) => CancelledBy::Therapist,
            };
            for index in &unled {
                let Some(session) = after.get_mut(*index) else { continue };
                session.status = SessionStatus::Cancelled;
                session.cancelled_by = Some(by);
            }
            if resolution == ClosureResolution::Append {
                many = unled.len();
            }
        }
    }
    let added = append_sessions(&series_after, &after, many, closed, now)?;
    Ok(finish(series, series_after, sessions, after, added, kept)?)
}

/// Gives sessions to whoever leads them instead, and answers those that nobody does.
fn substitute(
    series: &mut SessionSeries,
    sessions: &[EditableSession],
    after: &mut [Session],
    (of, hit): (ClosureOf, &[usize]),
    (response, closed): (&ClosureResponse, &ClosedTimes),
    now: Timestamp,
) -> Result<Vec<usize>, CloseError> {
    let ClosureResponse { resolution: _, substitute, substitutes } = response;
    let is_of = |id: &SessionId| hit.iter().any(|index| after.get(*index).is_some_and(|one| one.id == *id));
    if let Some(stray) = substitutes.keys().find(|id| !is_of(id)) {
        return Err(CloseError::NotClosedOut(*stray));
    }
    if let ClosureOf::Site(_) = of
        && (substitute.is_some() || !substitutes.is_empty())
    {
        return Err(CloseError::NobodyIsAway);
    }
    let Some(first) = hit.first().copied() else { return Ok(Vec::new()) };
    // A series that somebody else leads stays theirs.
    let is_absent = |therapist_id| of == ClosureOf::Therapist(therapist_id);
    if let Some(Substitute { therapist_id, takes_over: true }) = substitute
        && is_absent(series.therapist_id)
    {
        series.therapist_id = *therapist_id;
    }
    let mut unled = Vec::new();
    for (index, session) in after.iter_mut().enumerate() {
        let is_hit = hit.contains(&index);
        let own = substitutes.get(&session.id).copied();
        let leads = match substitute {
            Some(Substitute { therapist_id, takes_over }) => {
                let is_free = !session.is_cancelled()
                    && session.starts_at > now
                    && sessions.get(index).is_some_and(|one| !one.is_marked);
                let is_later = *takes_over && index > first && is_free && is_absent(session.therapist_id);
                (is_hit || is_later).then_some(*therapist_id)
            }
            None => None,
        };
        match own.or(leads) {
            // Whoever leads instead must not be away themselves.
            Some(therapist_id) if closed.is_away(therapist_id, session.starts_at, session.ends_at) => {
                return Err(CloseError::SubstituteAway(session.wall_time()));
            }
            Some(therapist_id) => {
                session.therapist_id = therapist_id;
                session.exceptions.therapist = therapist_id != series.therapist_id;
            }
            None if is_hit => unled.push(index),
            None => {}
        }
    }
    Ok(unled)
}

/// Moves the session at `first` and all later ones by a week, or by as many as it takes until they are open; marked and
/// past ones stay, and the others go round them.
fn shift(
    sessions: &[EditableSession],
    after: &mut [Session],
    first: usize,
    site_id: SiteId,
    closed: &ClosedTimes,
) -> Result<(), EditError> {
    let stays: Vec<(Timestamp, Timestamp)> = sessions
        .iter()
        .enumerate()
        .filter(|(index, one)| !one.session.is_cancelled() && (*index < first || one.is_marked))
        .map(|(_, one)| (one.session.starts_at, one.session.ends_at))
        .collect();
    let mut weeks = 0;
    for (session, before) in after.iter_mut().zip(sessions).skip(first) {
        if before.is_marked || session.is_cancelled() {
            continue;
        }
        loop {
            let later = later(&before.session, weeks)?;
            let is_closed = closed.at(session.whereabouts(site_id), later.starts_at, later.ends_at).is_some();
            let is_taken =
                stays.iter().any(|(from, until)| *from < later.ends_at && later.starts_at < *until);
            if !is_closed && !is_taken {
                *session =
                    Session { therapist_id: session.therapist_id, exceptions: session.exceptions, ..later };
                break;
            }
            weeks += 1;
            if weeks > i64::from(MOST_CLOSED_WEEKS) {
                return Err(EditError::ClosedThroughout(before.session.local_start.date()));
            }
        }
    }
    Ok(())
}

/// The session so many weeks later, at the same wall time.
fn later(session: &Session, weeks: i64) -> Result<Session, EditError> {
    if weeks == 0 {
        return Ok(session.clone());
    }
    let to = session.local_start.checked_add((7 * weeks).days()).map_err(|_| EditError::BeyondCalendar)?;
    at_wall_time(session.clone(), to, session.zone.clone(), minutes_of(session)?)
}

#[cfg(test)]
#[path = "close_tests.rs"]
mod tests;
