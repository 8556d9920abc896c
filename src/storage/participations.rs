//! Participations, with the mark that stands.

use jiff::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, JoinType, QueryFilter, QueryOrder, QuerySelect, RelationDef,
};
use uuid::Uuid;

use super::Connection;
use super::dialect::{is_any_of, is_any_of_bound};
use super::entities::{participation, session};
use super::error::StorageError;
use super::insert::insert_all;
use super::reach;
use super::statement::change;
use super::transaction::Transaction;
use super::values::{parse, parse_option, to_column, to_instant};
use crate::domain::access::Reach;
use crate::domain::attendance::{CurrentMark, Mark, Participation, Rsvp};
use crate::domain::ids::{ClientId, ClinicId, EnrollmentId, ParticipationId, SessionId};
use crate::domain::series::SessionStatus;

/// Inserts participations, in as few statements as the databases' limits allow.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn insert_participations(
    tx: &Transaction,
    clinic_id: ClinicId,
    participations: &[Participation],
) -> Result<(), StorageError> {
    insert_all::<participation::Entity, _>(tx, participations.iter().map(|one| to_row(clinic_id, one))).await
}

/// The participation of that id, if the clinic has one.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_participation(
    on: &Connection,
    reach: Reach,
    id: ParticipationId,
) -> Result<Option<Participation>, StorageError> {
    let found = participation::Entity::find()
        .filter(reach::participations(reach))
        .filter(participation::Column::Id.eq(id.uuid()))
        .one(on)
        .await?;
    found.map(from_row).transpose()
}

/// Whose those participations are, and of which session: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_places(
    on: &Connection,
    clinic_id: ClinicId,
    ids: &[ParticipationId],
) -> Result<Vec<(ClientId, SessionId)>, StorageError> {
    let ids: Vec<Uuid> = ids.iter().map(|id| id.uuid()).collect();
    let rows: Vec<(Uuid, Uuid)> = participation::Entity::find()
        .select_only()
        .columns([participation::Column::ClientId, participation::Column::SessionId])
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "participation.id", &ids))
        .into_tuple()
        .all(on)
        .await?;
    let place = |(client, session)| (ClientId::from_uuid(client), SessionId::from_uuid(session));
    Ok(rows.into_iter().map(place).collect())
}

/// The participations of those sessions, session by session in the order of enrollment: one statement, however many.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_participations_of_sessions(
    on: &Connection,
    clinic_id: ClinicId,
    sessions: &[SessionId],
) -> Result<Vec<Participation>, StorageError> {
    let sessions: Vec<Uuid> = sessions.iter().map(|id| id.uuid()).collect();
    let rows = participation::Entity::find()
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(is_any_of(on, "participation.session_id", &sessions))
        // In the index's order: for any other, SQLite reads the whole clinic rather than sort.
        .order_by_asc(participation::Column::SessionId)
        .order_by_asc(participation::Column::EnrollmentId)
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// Keeps what a client answered beforehand, of the session as `notice_version` tells it.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn set_rsvp(
    tx: &Transaction,
    clinic_id: ClinicId,
    id: ParticipationId,
    rsvp: Rsvp,
    notice_version: i64,
) -> Result<(), StorageError> {
    let confirmed_version = (rsvp == Rsvp::Confirmed).then_some(notice_version);
    let sql = "UPDATE participation SET rsvp = $3, confirmed_version = $4, row_version = row_version + 1 \
        WHERE clinic_id = $1 AND id = $2";
    let values = [clinic_id.uuid().into(), id.uuid().into(), rsvp.word().into(), confirmed_version.into()];
    change(tx, sql, values).await?;
    Ok(())
}

/// Before marks are appended that take those of these places back: of whose absence stands still, nobody has said any more that
/// they can't come. Nothing is asked for none.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn forget_refusals(
    tx: &Transaction,
    clinic_id: ClinicId,
    places: &[ParticipationId],
) -> Result<(), StorageError> {
    if places.is_empty() {
        return Ok(());
    }
    let places: Vec<Uuid> = places.iter().map(|id| id.uuid()).collect();
    let (among, places) = is_any_of_bound(tx, "id", 2, &places);
    let sql = format!(
        "UPDATE participation SET rsvp = 'NO_RESPONSE', row_version = row_version + 1
WHERE clinic_id = $1 AND rsvp = 'DECLINED' AND attendance IN ('CANCELLED_BY_CLIENT', 'EXCUSED', 'NOT_EXPECTED') AND {among}"
    );
    change(tx, &sql, [clinic_id.uuid().into(), places]).await?;
    Ok(())
}

/// After sessions were moved and have their notice versions: who said that they come said so of another time; of whom it is the same
/// again, since the move was undone before anybody heard of it, the answer stands again. That somebody can't come stays.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn follow_confirmations(
    tx: &Transaction,
    clinic_id: ClinicId,
    sessions: &[SessionId],
) -> Result<(), StorageError> {
    if sessions.is_empty() {
        return Ok(());
    }
    let sessions: Vec<Uuid> = sessions.iter().map(|id| id.uuid()).collect();
    let (among, sessions) = is_any_of_bound(tx, "session_id", 2, &sessions);
    let is_of_now = "EXISTS (SELECT 1 FROM session s WHERE s.clinic_id = participation.clinic_id
        AND s.id = participation.session_id AND s.notice_version = participation.confirmed_version)";
    let sql = format!(
        "UPDATE participation SET rsvp = CASE WHEN {is_of_now} THEN 'CONFIRMED' ELSE 'NO_RESPONSE' END,
    row_version = row_version + 1
WHERE clinic_id = $1 AND {among} AND (rsvp = 'CONFIRMED' OR rsvp = 'NO_RESPONSE' AND {is_of_now})"
    );
    change(tx, &sql, [clinic_id.uuid().into(), sessions]).await?;
    Ok(())
}

fn to_row(clinic_id: ClinicId, participation: &Participation) -> participation::ActiveModel {
    let Participation {
        id,
        session_id,
        enrollment_id,
        client_id,
        rsvp,
        client_location,
        makes_up_for,
        current: CurrentMark { mark, version },
        row_version,
    } = participation;
    let Mark { status, minutes_attended, arrived_late, reason, notice_given_at } = mark;
    participation::ActiveModel {
        clinic_id: Set(clinic_id.uuid()),
        id: Set(id.uuid()),
        session_id: Set(session_id.uuid()),
        enrollment_id: Set(enrollment_id.uuid()),
        client_id: Set(client_id.uuid()),
        rsvp: Set(rsvp.to_string()),
        client_location: Set(client_location.clone()),
        attendance: Set(status.to_string()),
        minutes_attended: Set(minutes_attended.map(i64::from)),
        arrived_late: Set(*arrived_late),
        reason: Set(reason.map(|reason| reason.to_string())),
        notice_given_at: Set(notice_given_at.map(to_column)),
        mark_version: Set(i64::from(*version)),
        row_version: Set(*row_version),
        makes_up_for: Set(makes_up_for.map(ParticipationId::uuid)),
        confirmed_version: Set(None),
    }
}

/// The participation behind a row.
pub(super) fn from_row(row: participation::Model) -> Result<Participation, StorageError> {
    const OF: &str = "participation";
    let corrupt = |_| StorageError::Corrupt(OF);
    let participation::Model {
        clinic_id: _,
        id,
        session_id,
        enrollment_id,
        client_id,
        rsvp,
        client_location,
        attendance,
        minutes_attended,
        arrived_late,
        reason,
        notice_given_at,
        mark_version,
        row_version,
        makes_up_for,
        confirmed_version: _,
    } = row;
    let mark = Mark {
        status: parse(&attendance, OF)?,
        minutes_attended: minutes_attended.map(u32::try_from).transpose().map_err(corrupt)?,
        arrived_late,
        reason: parse_option(reason.as_deref(), OF)?,
        notice_given_at: notice_given_at.map(|at| to_instant(at, OF)).transpose()?,
    };
    Ok(Participation {
        id: ParticipationId::from_uuid(id),
        session_id: SessionId::from_uuid(session_id),
        enrollment_id: EnrollmentId::from_uuid(enrollment_id),
        client_id: ClientId::from_uuid(client_id),
        rsvp: parse(&rsvp, OF)?,
        client_location,
        makes_up_for: makes_up_for.map(ParticipationId::from_uuid),
        current: CurrentMark { mark, version: mark_version.try_into().map_err(corrupt)? },
        row_version,
    })
}

/// The enrollment's participations in sessions that begin after `now` and are not cancelled.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_coming(
    on: &Connection,
    clinic_id: ClinicId,
    enrollment_id: EnrollmentId,
    now: Timestamp,
) -> Result<Vec<Participation>, StorageError> {
    let rows = participation::Entity::find()
        .join(JoinType::InnerJoin, of_session())
        .filter(participation::Column::ClinicId.eq(clinic_id.uuid()))
        .filter(participation::Column::EnrollmentId.eq(enrollment_id.uuid()))
        .filter(session::Column::StartsAt.gt(to_column(now)))
        .filter(session::Column::Status.ne(SessionStatus::Cancelled.word()))
        .all(on)
        .await?;
    rows.into_iter().map(from_row).collect()
}

/// From a participation to its session.
pub(super) fn of_session() -> RelationDef {
    participation::Entity::belongs_to(session::Entity)
        .from((participation::Column::ClinicId, participation::Column::SessionId))
        .to((session::Column::ClinicId, session::Column::Id))
        .into()
}
