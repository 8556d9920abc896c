//! A meeting of one client beside the weekly sessions: a series of one session.

use jiff::civil::{DateTime, Time};
use jiff::{SignedDuration, Timestamp};

use super::build::build_session;
use super::plan::{has_room, leads};
use super::taken::time_of_all;
use crate::app::enrollments::new_place;
use crate::app::notices::{SessionChange, tell_later};
use crate::app::{App, Failure};
use crate::domain::attendance::Participation;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClinicId, ParticipationId, RoomId, SeriesId, StaffMemberId};
use crate::domain::series::{
    CountingMode, ExpandError, MeetingKind, MeetingLink, SeriesOwner, SeriesRule, Session, SessionCount,
    SessionMinutes, SessionSeries, expand,
};
use crate::domain::time::{WallTime, Zone, local};
use crate::storage::{
    Constraint, StorageError, Transaction, closures, enrollments, occupancy, participations, series, sessions,
};

/// How far ahead a meeting beside the weekly sessions may lie: two years.
const FURTHEST_AHEAD: SignedDuration = SignedDuration::from_hours(2 * 366 * 24);

/// A meeting to be held.
#[derive(Debug, Clone)]
pub(in crate::app) struct NewMeeting {
    /// What it is.
    pub(in crate::app) kind: MeetingKind,
    /// Whose; locked, and read since.
    pub(in crate::app) enrollment: Enrollment,
    /// The missed place it makes up for, if it is a make-up.
    pub(in crate::app) makes_up_for: Option<ParticipationId>,
    /// Who leads it.
    pub(in crate::app) therapist_id: StaffMemberId,
    /// Where; none is remote.
    pub(in crate::app) room_id: Option<RoomId>,
    /// Where a remote one is held.
    pub(in crate::app) meeting_link: Option<MeetingLink>,
    /// The wall time it begins at, in `zone`.
    pub(in crate::app) local_start: DateTime,
    /// The zone of that wall time.
    pub(in crate::app) zone: Zone,
    /// How long it takes.
    pub(in crate::app) minutes: SessionMinutes,
    /// It begins later than this. What begins before now was held, and is recorded afterwards.
    pub(in crate::app) begins_after: Timestamp,
}

/// Why a meeting can't be held then and there.
#[derive(Debug, thiserror::Error)]
pub enum PlaceMeetingError {
    /// The clinic has no such therapist who leads sessions.
    #[error("the clinic has no such therapist, or they lead no sessions any more")]
    TherapistNotFound,
    /// The clinic has no such room.
    #[error("the clinic has no such room")]
    RoomNotFound,
    /// Not on a whole minute.
    #[error("a session starts on a whole minute, not at {0}")]
    NotOnAMinute(Time),
    /// The time lies too far in the past.
    #[error("{at} is too early: choose a time after {after}")]
    InPast {
        /// The time.
        at: Box<WallTime>,
        /// What it has to be later than.
        after: Box<WallTime>,
    },
    /// Past the calendar's end, or too far ahead: a slip in the year would stand unseen.
    #[error("{0} lies more than two years ahead: choose an earlier time")]
    BeyondCalendar(WallTime),
    /// The site is closed, or the therapist has time off.
    #[error(
        "{0} falls into a closure or the therapist's time off: choose another time, or another therapist"
    )]
    Closed(WallTime),
    /// A therapist, a room or the client is in another session then.
    #[error("the therapist, the room or the client is in another session at that time")]
    DoubleBooked,
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Makes the meeting, takes everybody's time, and tells the client of it later. The enrollment has a new version then: what
/// somebody planned with it is planned again. Nobody is told of a meeting that has begun, and no closure is in its way: it
/// was held.
///
/// Whoever calls it holds closures and has the enrollment locked.
///
/// # Errors
/// What `PlaceMeetingError` names.
pub(in crate::app) async fn make_meeting(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    new: &NewMeeting,
) -> Result<Session, PlaceMeetingError> {
    if !leads(tx, clinic_id, new.therapist_id).await? {
        return Err(PlaceMeetingError::TherapistNotFound);
    }
    if let Some(room_id) = new.room_id
        && !has_room(tx, clinic_id, room_id).await?
    {
        return Err(PlaceMeetingError::RoomNotFound);
    }
    let series = series_of_one(app, now, new);
    let session = session_of(app, now, &series, new)?;
    if session.starts_at > now {
        let today = local(now, &new.zone).date();
        let closed = closures::load_closed_times(tx, clinic_id, today).await.map_err(Failure::from)?;
        if closed.at(session.whereabouts(series.site_id), session.starts_at, session.ends_at).is_some() {
            return Err(PlaceMeetingError::Closed(session.wall_time()));
        }
    }
    write(tx, app, clinic_id, now, new, &series, &session).await.map_err(|error| match error {
        StorageError::Constraint(Constraint::OccupancyOverlap) => PlaceMeetingError::DoubleBooked,
        other => Failure::from(other).into(),
    })
}

async fn write(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    new: &NewMeeting,
    series: &SessionSeries,
    session: &Session,
) -> Result<Session, StorageError> {
    let NewMeeting { enrollment, makes_up_for, .. } = new;
    let place = Participation { makes_up_for: *makes_up_for, ..new_place(app, now, session, enrollment) };
    series::insert_series(tx, clinic_id, series).await?;
    sessions::insert_sessions(tx, clinic_id, std::slice::from_ref(session)).await?;
    let taken = time_of_all(app, now, session, &[enrollment.client_id]);
    occupancy::insert_occupancy(tx, clinic_id, &taken).await?;
    participations::insert_participations(tx, clinic_id, &[place]).await?;
    enrollments::promise_sessions(tx, clinic_id, &[enrollment.id], None).await?;
    if session.starts_at <= now {
        return Ok(session.clone());
    }
    let change = SessionChange { before: None, after: session.clone() };
    let versions = tell_later(tx, app, clinic_id, now, &[change]).await?;
    Ok(versions.settled(session.clone()))
}

fn series_of_one(app: &App, now: Timestamp, new: &NewMeeting) -> SessionSeries {
    let NewMeeting {
        kind,
        enrollment,
        makes_up_for: _,
        therapist_id,
        room_id,
        meeting_link,
        local_start,
        zone,
        minutes,
        begins_after: _,
    } = new;
    SessionSeries {
        id: SeriesId::mint(now, app.entropy()),
        owner: SeriesOwner::Treatment(enrollment.id),
        site_id: enrollment.site_id,
        therapist_id: *therapist_id,
        room_id: *room_id,
        meeting_link: meeting_link.clone(),
        meeting: Some(*kind),
        rule: SeriesRule {
            weekday: local_start.date().weekday(),
            local_start: local_start.time(),
            zone: zone.clone(),
            start_on: local_start.date(),
            minutes: *minutes,
            planned_count: SessionCount::FEWEST,
            counting: CountingMode::HoldSessions,
            skipped_on: Vec::new(),
        },
        created_at: now,
        row_version: 1,
    }
}

fn session_of(
    app: &App,
    now: Timestamp,
    series: &SessionSeries,
    new: &NewMeeting,
) -> Result<Session, PlaceMeetingError> {
    let NewMeeting { local_start, zone, begins_after, .. } = new;
    let at = WallTime { local: *local_start, zone: zone.clone() };
    let beyond = || PlaceMeetingError::BeyondCalendar(at.clone());
    let planned = expand(&series.rule).map_err(|error| match error {
        ExpandError::StartNotOnAMinute(time) => PlaceMeetingError::NotOnAMinute(time),
        ExpandError::SkipMatchesNoSession(_)
        | ExpandError::SkipRepeated(_)
        | ExpandError::NoSessionLeft
        | ExpandError::ClosedThroughout(_)
        | ExpandError::BeyondCalendar => beyond(),
    })?;
    let planned = planned.first().ok_or_else(beyond)?;
    if planned.starts_at > now.saturating_add(FURTHEST_AHEAD).unwrap_or(Timestamp::MAX) {
        return Err(beyond());
    }
    if planned.starts_at <= *begins_after {
        let after = WallTime { local: local(*begins_after, zone), zone: zone.clone() };
        return Err(PlaceMeetingError::InPast { at: Box::new(at), after: Box::new(after) });
    }
    Ok(build_session(app, now, series, planned))
}
