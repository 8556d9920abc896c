//! What an edit makes of one session, and of the series.

use jiff::civil::{Date, DateTime, Weekday};
use jiff::{Timestamp, ToSpan};

use super::edit::{Cancellation, EditScope, SeriesEdit};
use super::error::EditError;
use crate::domain::ids::SeriesId;
use crate::domain::series::{Exceptions, SeriesRule, Session, SessionMinutes, SessionSeries, SessionStatus};
use crate::domain::time::{VanishedZone, Zone, resolve, tzdb_version};

/// The session as the edit makes it. Its id and the wall time it was first planned for stay.
pub(super) fn edited(
    session: &Session,
    series_after: &SessionSeries,
    edit: &SeriesEdit,
    now: Timestamp,
) -> Result<Session, EditError> {
    let after = restored(cancelled(session.clone(), edit.cancel), edit.restore);
    let after = led(after, series_after, edit);
    let after = placed(after, series_after, edit);
    moved(after, &series_after.rule, edit, now)
}

fn cancelled(session: Session, cancel: Option<Cancellation>) -> Session {
    match cancel {
        None => session,
        Some(Cancellation { by, append: _ }) => {
            Session { status: SessionStatus::Cancelled, cancelled_by: Some(by), ..session }
        }
    }
}

fn restored(session: Session, restore: bool) -> Session {
    if restore && session.is_cancelled() {
        Session { status: SessionStatus::Planned, cancelled_by: None, ..session }
    } else {
        session
    }
}

fn led(session: Session, series: &SessionSeries, edit: &SeriesEdit) -> Session {
    let Some(therapist_id) = edit.therapist_id else { return session };
    if is_left_alone(edit, session.exceptions.therapist) {
        return session;
    }
    let exceptions = Exceptions { therapist: therapist_id != series.therapist_id, ..session.exceptions };
    Session { therapist_id, exceptions, ..session }
}

fn placed(session: Session, series: &SessionSeries, edit: &SeriesEdit) -> Session {
    if !edit.is_of_place() || is_left_alone(edit, session.exceptions.place) {
        return session;
    }
    let room_id = edit.room.clone().apply(session.room_id);
    let meeting_link = edit.meeting_link.clone().apply(session.meeting_link.clone());
    let is_elsewhere = (room_id, &meeting_link) != (series.room_id, &series.meeting_link);
    let place = differs(edit, session.exceptions.place, is_elsewhere);
    Session { room_id, meeting_link, exceptions: Exceptions { place, ..session.exceptions }, ..session }
}

fn moved(
    session: Session,
    rule: &SeriesRule,
    edit: &SeriesEdit,
    now: Timestamp,
) -> Result<Session, EditError> {
    // An exception in a zone that vanished has no time of its own to be left in.
    let is_left = is_left_alone(edit, session.exceptions.time) && session.zone.is_known();
    if !edit.is_of_time() || is_left {
        return Ok(session);
    }
    let zone = edit.zone.clone().unwrap_or_else(|| session.zone.clone());
    let minutes = match edit.minutes {
        Some(minutes) => minutes,
        None => minutes_of(&session)?,
    };
    let (from, was) = (session.local_start, session.wall_time());
    let date = match (edit.on, edit.weekday) {
        (Some(date), _) => date,
        (None, Some(weekday)) => in_its_week(from.date(), weekday)?,
        (None, None) => from.date(),
    };
    let to = date.to_datetime(edit.local_start.unwrap_or_else(|| from.time()));
    let after = at_wall_time(session, to, zone, minutes)?;
    if after.starts_at <= now {
        return Err(EditError::IntoThePast { from: Box::new(was), to: Box::new(after.wall_time()) });
    }
    let time = differs(edit, after.exceptions.time, !rule.is_time(to, &after.zone, minutes));
    Ok(Session { exceptions: Exceptions { time, ..after.exceptions }, ..after })
}

/// The session at that wall time, of that length: the instants by today's rules of the zone.
pub(super) fn at_wall_time(
    session: Session,
    to: DateTime,
    zone: Zone,
    minutes: SessionMinutes,
) -> Result<Session, EditError> {
    known(session.series_id, &zone)?;
    let resolved = resolve(to, &zone)?;
    Ok(Session {
        local_start: to,
        zone,
        starts_at: resolved.starts_at,
        ends_at: minutes.end_of(resolved.starts_at).ok_or(EditError::BeyondCalendar)?,
        clock_change: resolved.kind,
        tzdb_version: tzdb_version().to_owned(),
        ..session
    })
}

/// Refuses to derive a time in a zone whose rules nobody has.
pub(super) fn known(series: SeriesId, zone: &Zone) -> Result<(), VanishedZone> {
    if zone.is_known() {
        Ok(())
    } else {
        Err(VanishedZone { of: series.to_string(), name: zone.name().to_owned() })
    }
}

/// How long the session takes.
pub(super) fn minutes_of(session: &Session) -> Result<SessionMinutes, EditError> {
    SessionMinutes::parse(session.minutes()).map_err(|_| EditError::BeyondCalendar)
}

/// The same week's other day: weeks begin on Monday (ISO 8601).
pub(super) fn in_its_week(date: Date, weekday: Weekday) -> Result<Date, EditError> {
    let from_monday = |day: Weekday| i64::from(day.to_monday_zero_offset());
    let days = from_monday(weekday) - from_monday(date.weekday());
    date.checked_add(days.days()).map_err(|_| EditError::BeyondCalendar)
}

/// Whether a session that differs from its series stays as it is.
fn is_left_alone(edit: &SeriesEdit, is_exception: bool) -> bool {
    let is_of_one = matches!(edit.scope, EditScope::ThisSession(_));
    is_exception && !is_of_one && !edit.includes_exceptions
}

/// Whether the session differs from its series after the edit: an edit of several makes no exception of one.
fn differs(edit: &SeriesEdit, was_exception: bool, is_otherwise: bool) -> bool {
    is_otherwise && (was_exception || matches!(edit.scope, EditScope::ThisSession(_)))
}

/// The series after the edit: what one session alone is given changes nothing of it.
pub(super) fn edited_series(series: &SessionSeries, edit: &SeriesEdit) -> SessionSeries {
    if let EditScope::ThisSession(_) = edit.scope {
        return series.clone();
    }
    let SeriesRule { weekday, local_start, zone, start_on, minutes, planned_count, counting, skipped_on } =
        series.rule.clone();
    let rule = SeriesRule {
        weekday: edit.weekday.unwrap_or(weekday),
        local_start: edit.local_start.unwrap_or(local_start),
        zone: edit.zone.clone().unwrap_or(zone),
        start_on,
        minutes: edit.minutes.unwrap_or(minutes),
        planned_count: edit.count.unwrap_or(planned_count),
        counting,
        skipped_on,
    };
    SessionSeries {
        therapist_id: edit.therapist_id.unwrap_or(series.therapist_id),
        room_id: edit.room.clone().apply(series.room_id),
        meeting_link: edit.meeting_link.clone().apply(series.meeting_link.clone()),
        rule,
        ..series.clone()
    }
}
