//! Sessions as calendars show them: one statement for a whole feed.

use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::{FromQueryResult, Value};

use super::Connection;
use super::error::StorageError;
use super::statement::rows;
use super::values::{a_day_before, parse, parse_option, to_column, to_instant};
use crate::domain::calendars::{EntryFacts, EntryOf, FeedSubject, FeedWindow};
use crate::domain::ids::{ClinicId, ParticipationId, SessionId};

const OF_SESSIONS: &str = "
SELECT s.id AS entry_id, s.status, CAST(NULL AS text) AS attendance, s.starts_at, s.ends_at,
    s.calendar_sequence AS sequence, room.name AS room
FROM session s LEFT JOIN room ON room.clinic_id = s.clinic_id AND room.id = s.room_id
WHERE s.clinic_id = $1";

/// Both numbers only grow, and so does their sum.
const OF_PLACES: &str = "
SELECT p.id AS entry_id, s.status, p.attendance, s.starts_at, s.ends_at,
    s.calendar_sequence + p.calendar_sequence AS sequence, CAST(NULL AS text) AS room
FROM participation p JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
WHERE p.clinic_id = $1";

#[derive(FromQueryResult)]
struct Row {
    entry_id: Uuid,
    status: String,
    attendance: Option<String>,
    starts_at: DateTimeUtc,
    ends_at: DateTimeUtc,
    sequence: i64,
    room: Option<String>,
}

/// What a feed shows, in the order of starts, cancelled sessions too.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_entries(
    on: &Connection,
    clinic_id: ClinicId,
    subject: FeedSubject,
    window: FeedWindow,
) -> Result<Vec<EntryFacts>, StorageError> {
    let (entries, of, whose, id): (_, fn(Uuid) -> EntryOf, _, _) = match subject {
        FeedSubject::Therapist(id) => (OF_SESSIONS, of_session, "s.therapist_id", id.uuid()),
        FeedSubject::Room(id) => (OF_SESSIONS, of_session, "s.room_id", id.uuid()),
        FeedSubject::Client(id) => (OF_PLACES, of_place, "p.client_id", id.uuid()),
    };
    let FeedWindow { from, most } = window;
    let sql = format!(
        "{entries} AND {whose} = $2 AND s.starts_at > $3 AND s.ends_at > $4 ORDER BY s.starts_at, s.id LIMIT {most}"
    );
    let bounds = [to_column(a_day_before(from)), to_column(from)].map(Value::from);
    let found: Vec<Row> =
        rows(on, &sql, [clinic_id.uuid().into(), id.into()].into_iter().chain(bounds)).await?;
    found.into_iter().map(|row| from_row(row, of)).collect()
}

/// One session as staff have it in their calendars.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_entry_of_session(
    on: &Connection,
    clinic_id: ClinicId,
    id: SessionId,
) -> Result<Option<EntryFacts>, StorageError> {
    let sql = format!("{OF_SESSIONS} AND s.id = $2");
    let found: Vec<Row> = rows(on, &sql, [clinic_id.uuid().into(), id.uuid().into()]).await?;
    found.into_iter().next().map(|row| from_row(row, of_session)).transpose()
}

fn of_session(id: Uuid) -> EntryOf {
    EntryOf::Session(SessionId::from_uuid(id))
}

fn of_place(id: Uuid) -> EntryOf {
    EntryOf::Place(ParticipationId::from_uuid(id))
}

fn from_row(row: Row, of: fn(Uuid) -> EntryOf) -> Result<EntryFacts, StorageError> {
    let Row { entry_id, status, attendance, starts_at, ends_at, sequence, room } = row;
    Ok(EntryFacts {
        of: of(entry_id),
        session: parse(&status, "session.status")?,
        attendance: parse_option(attendance.as_deref(), "participation.attendance")?,
        starts_at: to_instant(starts_at, "session.starts_at")?,
        ends_at: to_instant(ends_at, "session.ends_at")?,
        sequence,
        room: parse_option(room.as_deref(), "room.name")?,
    })
}
