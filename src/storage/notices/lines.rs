//! What is read anew before a notice is sent.

use std::collections::HashMap;

use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};

use super::super::Connection;
use super::super::dialect::{is_any_of_bound, locking_rows, paired_ids};
use super::super::error::StorageError;
use super::super::statement::{change, rows};
use super::super::transaction::Transaction;
use super::super::values::{parse, parse_option, to_instant};
use super::told::{CURRENT, CurrentRow, TOLD, ToldRow, current_from_row, told_from_row};
use crate::domain::attendance::StoredStatus;
use crate::domain::calendars::{EntryFacts, EntryOf};
use crate::domain::ids::{ClinicId, NoticeId, ParticipationId, ReminderDeliveryId};
use crate::domain::notices::{News, NoticeLine, Told, WelcomeStanding};
use crate::domain::reminders::{ClaimedDelivery, DeliveryKind, PlaceFacts};

/// A change of what these mails tell either is over by now, or waits until the transaction is; what another notice tells by now
/// among it, as it may be taken back. Nothing is asked if none of them is a notice.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_lines(tx: &Transaction, mails: &[ClaimedDelivery]) -> Result<(), StorageError> {
    if !mails.iter().any(is_notice) {
        return Ok(());
    }
    let (of_mails, values) = of_mails(tx, "clinic_id", "delivery_id", mails);
    let sql = format!("SELECT id FROM notice WHERE {of_mails} ORDER BY id{}", locking_rows(tx));
    change(tx, &sql, values).await?;
    Ok(())
}

pub(super) const fn is_notice(mail: &ClaimedDelivery) -> bool {
    match mail.kind {
        DeliveryKind::Notice => true,
        DeliveryKind::Reminder
        | DeliveryKind::Welcome
        | DeliveryKind::ClientDeclined
        | DeliveryKind::UnrecordedNudge
        | DeliveryKind::StaffDigest => false,
    }
}

/// The condition that names the notices among these mails, bound as `$1` and `$2`.
pub(super) fn of_mails(
    on: &Connection,
    clinic: &'static str,
    delivery: &'static str,
    mails: &[ClaimedDelivery],
) -> (String, [sea_orm::Value; 2]) {
    let notices = || mails.iter().filter(|mail| is_notice(mail));
    let mut clinics: Vec<Uuid> = notices().map(|mail| mail.clinic_id.uuid()).collect();
    clinics.sort_unstable();
    clinics.dedup();
    let ids: Vec<Uuid> = notices().map(|mail| mail.id.uuid()).collect();
    let (of_clinics, clinics) = is_any_of_bound(on, clinic, 1, &clinics);
    let (among, ids) = is_any_of_bound(on, delivery, 2, &ids);
    (format!("{of_clinics} AND {among}"), [clinics, ids])
}

#[derive(FromQueryResult)]
struct LineRow {
    delivery_id: Uuid,
    #[sea_orm(nested)]
    told: ToldRow,
    #[sea_orm(nested)]
    current: CurrentRow,
    room_name: Option<String>,
    enrollment_status: String,
    rsvp: String,
    attendance: String,
    is_alone: bool,
    participation_id: Uuid,
    calendar_sequence: i64,
    has_calendar: bool,
    is_welcomed: bool,
    welcome_at: Option<DateTimeUtc>,
}

/// The changes that each of these notices tells, as they are now: one statement, however many mails and clinics, or none
/// if none of them is a notice. What another notice tells by now is not among them.
///
/// A mail whose changes can't be read has that as its error; the others have theirs.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_lines(
    on: &Connection,
    mails: &[ClaimedDelivery],
) -> Result<HashMap<ReminderDeliveryId, Result<Vec<NoticeLine>, StorageError>>, StorageError> {
    if !mails.iter().any(is_notice) {
        return Ok(HashMap::new());
    }
    let (of_mails, values) = of_mails(on, "n.clinic_id", "n.delivery_id", mails);
    // A mail is for whoever has the place that it was made for: records that were one, and are two again, share none.
    let joined = "
JOIN reminder_delivery d ON d.clinic_id = n.clinic_id AND d.id = n.delivery_id
JOIN participation own ON own.clinic_id = d.clinic_id AND own.id = d.participation_id AND own.client_id = p.client_id";
    read_lines(on, "n.delivery_id", joined, &of_mails, values).await
}

/// The same of notices that are in no mail yet, by the mail that they will be told in.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_lines_to_come(
    on: &Connection,
    clinic_id: ClinicId,
    told: &[(NoticeId, ReminderDeliveryId)],
) -> Result<HashMap<ReminderDeliveryId, Result<Vec<NoticeLine>, StorageError>>, StorageError> {
    if told.is_empty() {
        return Ok(HashMap::new());
    }
    let pairs: Vec<(Uuid, Uuid)> = told.iter().map(|(id, mail)| (id.uuid(), mail.uuid())).collect();
    let (given, pairs) = paired_ids(on, 2, &pairs);
    let joined = format!("\nJOIN ({given}) AS given ON given.id = n.id");
    let values = [clinic_id.uuid().into(), pairs];
    read_lines(on, "given.other", &joined, "n.clinic_id = $1 AND n.delivery_id IS NULL", values).await
}

/// The lines of the latest notices that meet that condition, by the mail in `mail`.
async fn read_lines(
    on: &Connection,
    mail: &str,
    joined: &str,
    condition: &str,
    values: [sea_orm::Value; 2],
) -> Result<HashMap<ReminderDeliveryId, Result<Vec<NoticeLine>, StorageError>>, StorageError> {
    let welcome = "FROM reminder_delivery w WHERE w.clinic_id = p.clinic_id AND w.participation_id = p.id
        AND w.notice_version = s.notice_version AND w.kind = 'WELCOME' AND w.state";
    let mut lines = HashMap::new();
    let sql = format!(
        "
SELECT {mail} AS delivery_id, {TOLD}, {CURRENT}, room.name AS room_name,
    e.status AS enrollment_status, p.rsvp, p.attendance, p.makes_up_for IS NOT NULL OR e.former_planned_sessions IS NOT NULL AS is_alone, p.id AS participation_id,
    s.calendar_sequence + p.calendar_sequence AS calendar_sequence, c.calendar_parts AS has_calendar,
    EXISTS (SELECT 1 {welcome} = 'SENT') AS is_welcomed,
    (SELECT MAX(w.next_attempt_at) {welcome} IN ('PLANNED', 'CLAIMED')) AS welcome_at
FROM notice n
JOIN participation p ON p.clinic_id = n.clinic_id AND p.id = n.participation_id
JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
JOIN enrollment e ON e.clinic_id = p.clinic_id AND e.id = p.enrollment_id{joined}
JOIN client c ON c.clinic_id = p.clinic_id AND c.id = p.client_id
LEFT JOIN room ON room.clinic_id = s.clinic_id AND room.id = s.room_id
WHERE n.is_latest AND {condition}
ORDER BY n.id"
    );
    for row in rows::<LineRow>(on, &sql, values).await? {
        let of_mail = lines
            .entry(ReminderDeliveryId::from_uuid(row.delivery_id))
            .or_insert_with(|| Ok::<_, StorageError>(Vec::new()));
        match (of_mail.as_mut(), from_row(row)) {
            (Ok(known), Ok(line)) => known.push(line),
            (Ok(_), Err(unreadable)) => *of_mail = Err(unreadable),
            (Err(_), _) => {}
        }
    }
    Ok(lines)
}

fn from_row(row: LineRow) -> Result<NoticeLine, StorageError> {
    let LineRow {
        delivery_id: _,
        told,
        current,
        room_name,
        enrollment_status,
        rsvp,
        attendance,
        is_alone,
        participation_id,
        calendar_sequence,
        has_calendar,
        is_welcomed,
        welcome_at,
    } = row;
    let (session, current) = current_from_row(current)?;
    let participation_id = ParticipationId::from_uuid(participation_id);
    let attendance: StoredStatus = parse(&attendance, "participation.attendance")?;
    let calendar = has_calendar.then(|| {
        let of = EntryOf::Place(participation_id);
        let Told { starts_at, ends_at, room_id: _, is_cancelled: _, notice_version: _ } = current;
        let (sequence, room, attendance) = (calendar_sequence, None, Some(attendance));
        EntryFacts { of, session, attendance, starts_at, ends_at, sequence, room }.entry()
    });
    let welcome_at = welcome_at.map(|at| to_instant(at, "reminder_delivery.next_attempt_at")).transpose()?;
    Ok(NoticeLine {
        participation_id,
        welcome: if is_welcomed {
            Some(WelcomeStanding::Left)
        } else {
            welcome_at.map(WelcomeStanding::LeavesAt)
        },
        news: News { told: told_from_row(told)?, current },
        place: PlaceFacts {
            enrollment: parse(&enrollment_status, "enrollment.status")?,
            rsvp: parse(&rsvp, "participation.rsvp")?,
            attendance,
        },
        is_given_back: is_alone && attendance == StoredStatus::NotExpected,
        room: parse_option(room_name.as_deref(), "room.name")?,
        calendar,
    })
}
