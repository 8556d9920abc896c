//! Clients' links in mails, and what is behind one.

use jiff::Timestamp;
use sea_orm::ActiveValue::Set;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::{FromQueryResult, Value};

use super::Connection;
use super::dialect::is_any_of_bound;
use super::entities::client_link::{ActiveModel, Entity};
use super::error::StorageError;
use super::insert::insert_all;
use super::statement::{change, rows};
use super::transaction::Transaction;
use super::values::{parse, parse_option, parse_zone, to_column, to_instant};
use crate::domain::access::TokenHash;
use crate::domain::calendars::{EntryFacts, EntryOf};
use crate::domain::ids::{ClientId, ClinicId, ParticipationId, SessionId};
use crate::domain::links::{Addressee, LinkOf, LinkPurpose, LinkedAppointment, NewLink, PresentedLink};
use crate::domain::reminders::{PlaceFacts, SessionFacts};

const OF: &str = "client_link";

/// Keeps the links of mails that are about to be handed over, in place of those that an earlier writing of the same mails
/// had, which may have gone to an address that was wrong; of their secrets only the hashes.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn replace_links(
    tx: &Transaction,
    links: &[(NewLink, TokenHash)],
    now: Timestamp,
) -> Result<(), StorageError> {
    if links.is_empty() {
        return Ok(());
    }
    let all = |of: fn(&NewLink) -> Uuid| {
        let mut ids: Vec<Uuid> = links.iter().map(|(link, _)| of(link)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let (of_clinics, clinics) = is_any_of_bound(tx, "clinic_id", 1, &all(|link| link.clinic_id.uuid()));
    let (among, mails) = is_any_of_bound(tx, "delivery_id", 2, &all(|link| link.delivery_id.uuid()));
    change(tx, &format!("DELETE FROM client_link WHERE {of_clinics} AND {among}"), [clinics, mails]).await?;
    let models = links.iter().map(|(link, hash)| {
        let NewLink { id, clinic_id, of, client_id, delivery_id, expires_at } = link;
        ActiveModel {
            clinic_id: Set(clinic_id.uuid()),
            id: Set(id.uuid()),
            token_sha256: Set(hash.as_str().to_owned()),
            purpose: Set(of.purpose().to_string()),
            participation_id: Set(match of {
                LinkOf::Appointment(place) => Some(place.uuid()),
                LinkOf::Stop => None,
            }),
            client_id: Set(client_id.uuid()),
            delivery_id: Set(delivery_id.uuid()),
            expires_at: Set(to_column(*expires_at)),
            created_at: Set(to_column(now)),
        }
    });
    insert_all::<Entity, _>(tx, models).await
}

/// Drops links that count no more; tells of how many.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn drop_expired_links(tx: &Transaction, now: Timestamp) -> Result<u64, StorageError> {
    change(tx, "DELETE FROM client_link WHERE expires_at <= $1", [to_column(now).into()]).await
}

#[derive(FromQueryResult)]
struct PresentedRow {
    clinic_id: Uuid,
    purpose: String,
    participation_id: Option<Uuid>,
    client_id: Uuid,
    told_version: i64,
}

/// The link whose secret has that hash, in whatever clinic, if it counts at `now`: one statement.
///
/// None, whatever the reason: unknown, expired, of a client who has no record any more. A client's record that was merged
/// into another goes on as that one, as long as the merge stands. A notice keeps the version of the first session it tells of; of
/// another it told what holds as long as no newer notice tells of that.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_presented_link(
    on: &Connection,
    hash: &TokenHash,
    now: Timestamp,
) -> Result<Option<PresentedLink>, StorageError> {
    const SQL: &str = "
WITH RECURSIVE link AS (
    SELECT clinic_id, purpose, participation_id, client_id, delivery_id FROM client_link
    WHERE token_sha256 = $1 AND expires_at > $2
), record (clinic_id, client_id, steps) AS (
    SELECT clinic_id, client_id, 0 FROM link
    UNION ALL
    SELECT m.clinic_id, m.kept_id, record.steps + 1 FROM record
    JOIN client_merge m ON m.clinic_id = record.clinic_id AND m.merged_id = record.client_id AND m.undone_at IS NULL
    WHERE record.steps < 32
)
SELECT link.clinic_id, link.purpose, link.participation_id, client.id AS client_id,
    CASE WHEN link.participation_id IS NULL OR link.participation_id = d.participation_id THEN d.notice_version
        ELSE COALESCE((SELECT s.notice_version FROM notice n
            JOIN participation p ON p.clinic_id = n.clinic_id AND p.id = n.participation_id
            JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
            WHERE n.clinic_id = link.clinic_id AND n.participation_id = link.participation_id
              AND n.is_latest AND n.delivery_id = link.delivery_id), 0) END AS told_version
FROM link
JOIN reminder_delivery d ON d.clinic_id = link.clinic_id AND d.id = link.delivery_id
JOIN record ON record.clinic_id = link.clinic_id
JOIN client ON client.clinic_id = record.clinic_id AND client.id = record.client_id
LIMIT 1";
    let found: Vec<PresentedRow> = rows(on, SQL, [hash.as_str().into(), to_column(now).into()]).await?;
    found.into_iter().next().map(presented).transpose()
}

fn presented(row: PresentedRow) -> Result<PresentedLink, StorageError> {
    let PresentedRow { clinic_id, purpose, participation_id, client_id, told_version } = row;
    let of = match (parse(&purpose, OF)?, participation_id) {
        (LinkPurpose::Appointment, Some(id)) => LinkOf::Appointment(ParticipationId::from_uuid(id)),
        (LinkPurpose::Stop, None) => LinkOf::Stop,
        _ => return Err(StorageError::Corrupt(OF)),
    };
    Ok(PresentedLink {
        clinic_id: ClinicId::from_uuid(clinic_id),
        client_id: ClientId::from_uuid(client_id),
        of,
        told_version,
    })
}

#[derive(FromQueryResult)]
struct AddresseeRow {
    client_id: Uuid,
    language: String,
    zone: String,
    has_stopped: bool,
    clinic_name: String,
    clinic_phone: Option<String>,
    crisis_lines: Option<String>,
}

/// To whom the page behind a client's link speaks, with the clinic's own number.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_addressee(
    on: &Connection,
    clinic_id: ClinicId,
    id: ClientId,
) -> Result<Option<Addressee>, StorageError> {
    const SQL: &str = "
SELECT c.id AS client_id, c.language, c.zone, c.reminders_stopped_at IS NOT NULL AS has_stopped,
    clinic.mail_name AS clinic_name, clinic.phone AS clinic_phone, clinic.crisis_lines
FROM client c JOIN clinic ON clinic.id = c.clinic_id
WHERE c.clinic_id = $1 AND c.id = $2";
    let found: Vec<AddresseeRow> = rows(on, SQL, ids(clinic_id, id.uuid())).await?;
    found.into_iter().next().map(addressee).transpose()
}

fn ids(clinic_id: ClinicId, id: Uuid) -> [Value; 2] {
    [clinic_id.uuid().into(), id.into()]
}

fn addressee(row: AddresseeRow) -> Result<Addressee, StorageError> {
    let AddresseeRow { client_id, language, zone, has_stopped, clinic_name, clinic_phone, crisis_lines } =
        row;
    Ok(Addressee {
        client_id: ClientId::from_uuid(client_id),
        language: parse(&language, "client.language")?,
        zone: parse_zone(&zone, ClientId::from_uuid(client_id))?,
        has_stopped,
        clinic_name: parse(&clinic_name, "clinic.mail_name")?,
        clinic_phone: parse_option(clinic_phone.as_deref(), "clinic.phone")?,
        crisis_lines: parse_option(crisis_lines.as_deref(), "clinic.crisis_lines")?,
    })
}

#[derive(FromQueryResult)]
struct AppointmentRow {
    session_id: Uuid,
    session_status: String,
    starts_at: DateTimeUtc,
    ends_at: DateTimeUtc,
    notice_version: i64,
    enrollment_status: String,
    rsvp: String,
    attendance: String,
    sequence: i64,
    #[sea_orm(nested)]
    addressee: AddresseeRow,
}

/// One client's place in a session, as the page behind its link tells it: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_appointment(
    on: &Connection,
    clinic_id: ClinicId,
    id: ParticipationId,
) -> Result<Option<LinkedAppointment>, StorageError> {
    const SQL: &str = "
SELECT s.id AS session_id, s.status AS session_status, s.starts_at, s.ends_at, s.notice_version,
    e.status AS enrollment_status, p.rsvp, p.attendance, s.calendar_sequence + p.calendar_sequence AS sequence,
    c.id AS client_id, c.language, c.zone, c.reminders_stopped_at IS NOT NULL AS has_stopped,
    clinic.mail_name AS clinic_name, COALESCE(site.phone, clinic.phone) AS clinic_phone,
    COALESCE(site.crisis_lines, clinic.crisis_lines) AS crisis_lines
FROM participation p
JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
JOIN enrollment e ON e.clinic_id = p.clinic_id AND e.id = p.enrollment_id
JOIN site ON site.clinic_id = e.clinic_id AND site.id = e.site_id
JOIN client c ON c.clinic_id = p.clinic_id AND c.id = p.client_id
JOIN clinic ON clinic.id = p.clinic_id
WHERE p.clinic_id = $1 AND p.id = $2";
    let found: Vec<AppointmentRow> = rows(on, SQL, ids(clinic_id, id.uuid())).await?;
    found.into_iter().next().map(|row| appointment(id, row)).transpose()
}

fn appointment(id: ParticipationId, row: AppointmentRow) -> Result<LinkedAppointment, StorageError> {
    let AppointmentRow {
        session_id,
        session_status,
        starts_at,
        ends_at,
        notice_version,
        enrollment_status,
        rsvp,
        attendance,
        sequence,
        addressee: whose,
    } = row;
    let starts_at = to_instant(starts_at, "session.starts_at")?;
    let ends_at = to_instant(ends_at, "session.ends_at")?;
    let status = parse(&session_status, "session.status")?;
    let attendance = parse(&attendance, "participation.attendance")?;
    let minutes = ends_at.duration_since(starts_at).as_mins();
    let entry = EntryFacts {
        of: EntryOf::Place(id),
        session: status,
        attendance: Some(attendance),
        starts_at,
        ends_at,
        sequence,
        room: None,
    };
    Ok(LinkedAppointment {
        addressee: addressee(whose)?,
        session_id: SessionId::from_uuid(session_id),
        session: SessionFacts { status, starts_at, notice_version },
        place: PlaceFacts {
            enrollment: parse(&enrollment_status, "enrollment.status")?,
            rsvp: parse(&rsvp, "participation.rsvp")?,
            attendance,
        },
        minutes: minutes.try_into().map_err(|_| StorageError::Corrupt("session.ends_at"))?,
        entry: entry.entry(),
    })
}
