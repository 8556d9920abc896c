//! The plan of an edit: the series and its sessions before and after.

use jiff::Timestamp;

use super::apply::{edited, edited_series, known};
use super::edit::SeriesEdit;
use super::error::EditError;
use super::grow::{append_sessions, shorten, to_add};
use super::scope::{InScope, in_scope};
use crate::domain::closures::ClosedTimes;
use crate::domain::ids::SessionId;
use crate::domain::series::{PlannedSession, Session, SessionSeries};
use crate::domain::time::{WallTime, Zone};
use crate::domain::words::words;

/// A session of the series, and whether attendance is recorded for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditableSession {
    /// The session.
    pub session: Session,
    /// Whether a mark of presence or absence stands, even one announced beforehand.
    pub is_marked: bool,
}

words! {
    /// Why a session in scope stays as it is.
    pub enum KeptBecause {
        /// Attendance is recorded for it.
        Marked = "MARKED",
        /// It differs from its series in what is edited, and the edit leaves exceptions alone.
        Exception = "EXCEPTION",
    }
}

/// A session in scope that stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptSession {
    /// Which.
    pub id: SessionId,
    /// The wall time at which it stays.
    pub wall_time: WallTime,
    /// Why.
    pub because: KeptBecause,
}

impl KeptSession {
    /// The session, kept for that reason.
    #[must_use]
    pub fn of(session: &Session, because: KeptBecause) -> Self {
        Self { id: session.id, wall_time: session.wall_time(), because }
    }
}

words! {
    /// What becomes of a session.
    pub enum SessionEffect {
        /// Its time changes: date, wall time, zone or length.
        Moved = "MOVED",
        /// Somebody else leads it.
        TherapistChanged = "THERAPIST_CHANGED",
        /// It takes place elsewhere.
        PlaceChanged = "PLACE_CHANGED",
        /// It does not take place.
        Cancelled = "CANCELLED",
        /// It was cancelled, and takes place after all.
        Restored = "RESTORED",
    }
}

/// A session that the edit changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionEdit {
    /// As it is.
    pub before: Session,
    /// As it becomes, with its next row version. What people are told is settled when they are.
    pub after: Session,
}

impl SessionEdit {
    /// What becomes of it: at least one thing.
    #[must_use]
    pub fn effects(&self) -> Vec<SessionEffect> {
        let Self { before, after } = self;
        if after.is_cancelled() && !before.is_cancelled() {
            return vec![SessionEffect::Cancelled];
        }
        let time = |session: &Session| {
            (session.local_start, session.zone.clone(), session.starts_at, session.ends_at)
        };
        let place = |session: &Session| (session.room_id, session.meeting_link.clone());
        let all = [
            (before.is_cancelled() && !after.is_cancelled(), SessionEffect::Restored),
            (time(before) != time(after), SessionEffect::Moved),
            (before.therapist_id != after.therapist_id, SessionEffect::TherapistChanged),
            (place(before) != place(after), SessionEffect::PlaceChanged),
        ];
        all.into_iter().filter(|(is_so, _)| *is_so).map(|(_, effect)| effect).collect()
    }
}

/// What an edit comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditedSeries {
    /// The series after it.
    pub series: SessionSeries,
    /// The sessions that change, in the order of their starts before.
    pub changed: Vec<SessionEdit>,
    /// The sessions that are new, in order.
    pub added: Vec<PlannedSession>,
    /// The sessions in scope that stay as they are, and why.
    pub kept: Vec<KeptSession>,
}

/// Plans an edit of a series with these sessions, all of it, at `now`.
///
/// Past, cancelled and marked sessions stay as they are. A session that differs from its series in what is edited stays
/// too, unless the edit says otherwise. A cancelled session is replaced by one after the last, unless told otherwise; what
/// is added avoids closed times, and what is moved may well go into them.
///
/// # Errors
/// What `EditError` names; nothing is half-planned.
pub fn plan_edit(
    series: &SessionSeries,
    sessions: &[EditableSession],
    edit: &SeriesEdit,
    closed: &ClosedTimes,
    now: Timestamp,
) -> Result<EditedSeries, EditError> {
    edit.check()?;
    if series.meeting.is_some() && edit.count.is_some() {
        return Err(EditError::CountOfMeeting);
    }
    let mut sessions = sessions.to_vec();
    sessions.sort_unstable_by_key(|one| (one.session.starts_at, one.session.id));
    let InScope { targets, mut kept } = in_scope(&sessions, edit, now)?;
    if targets.is_empty() && edit.count.is_none() {
        return Err(EditError::NoneLeft);
    }
    let series_after = edited_series(series, edit);
    known(series.id, &series_after.rule.zone)?;
    let mut after: Vec<Session> = sessions.iter().map(|one| one.session.clone()).collect();
    for index in &targets {
        let Some(session) = after.get_mut(*index) else { continue };
        let becomes = edited(session, &series_after, edit, now)?;
        if becomes == *session && edit.is_of_sessions() && has_exception(session, edit) {
            kept.push(KeptSession::of(session, KeptBecause::Exception));
        }
        *session = becomes;
    }
    if let Some(count) = edit.count {
        shorten(&mut after, &targets, count)?;
    }
    let cancelled_now = sessions.iter().zip(&after).filter(|(before, after)| is_lost(before, after)).count();
    // A meeting that is cancelled is scheduled anew, whenever it suits.
    let many = if series.meeting.is_some() { 0 } else { to_add(&after, cancelled_now, edit)? };
    let added = append_sessions(&series_after, &after, many, closed, now)?;
    finish(series, series_after, sessions, after, added, kept)
}

/// What it comes to, from all sessions before and after, which stand in the same order.
pub(super) fn finish(
    series: &SessionSeries,
    series_after: SessionSeries,
    sessions: Vec<EditableSession>,
    after: Vec<Session>,
    added: Vec<PlannedSession>,
    kept: Vec<KeptSession>,
) -> Result<EditedSeries, EditError> {
    refuse_overlaps(&after, &added, &series_after.rule.zone)?;
    let changed: Vec<SessionEdit> = sessions
        .into_iter()
        .zip(after)
        .filter(|(before, after)| before.session != *after)
        .map(|(EditableSession { session: before, is_marked: _ }, after)| SessionEdit {
            after: Session { row_version: before.row_version + 1, ..after },
            before,
        })
        .collect();
    if changed.is_empty() && added.is_empty() && series_after == *series {
        return Err(EditError::NothingChanges);
    }
    let series = if series_after == *series {
        series_after
    } else {
        SessionSeries { row_version: series.row_version + 1, ..series_after }
    };
    Ok(EditedSeries { series, changed, added, kept })
}

fn is_lost(before: &EditableSession, after: &Session) -> bool {
    after.is_cancelled() && !before.session.is_cancelled()
}

/// Whether the session differs from its series in what is edited.
fn has_exception(session: &Session, edit: &SeriesEdit) -> bool {
    let of = session.exceptions;
    edit.is_of_time() && of.time
        || edit.is_of_place() && of.place
        || edit.therapist_id.is_some() && of.therapist
}

/// Sessions of one series are disjoint: one and the same client is expected at all of them.
fn refuse_overlaps(sessions: &[Session], added: &[PlannedSession], zone: &Zone) -> Result<(), EditError> {
    let standing = sessions.iter().filter(|session| !session.is_cancelled());
    let wall_time = |planned: &PlannedSession| WallTime { local: planned.local_start, zone: zone.clone() };
    let mut spans: Vec<_> = standing
        .map(|session| (session.starts_at, session.ends_at, session.wall_time()))
        .chain(added.iter().map(|planned| (planned.starts_at, planned.ends_at, wall_time(planned))))
        .collect();
    spans.sort_unstable_by_key(|(starts_at, ends_at, _)| (*starts_at, *ends_at));
    let overlap = spans.windows(2).find_map(|pair| match pair {
        [(_, ends_at, _), (starts_at, _, wall_time)] if starts_at < ends_at => Some(wall_time.clone()),
        _ => None,
    });
    overlap.map_or(Ok(()), |wall_time| Err(EditError::Overlap(wall_time)))
}
