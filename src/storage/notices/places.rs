//! Who has a place in sessions that were just changed, and what they have been told.

use jiff::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::Uuid;

use super::super::dialect::{is_any_of_bound, locking_rows};
use super::super::error::StorageError;
use super::super::statement::{change, rows};
use super::super::transaction::Transaction;
use super::super::values::{parse, to_column};
use super::told::{TOLD, ToldRow, told_from_row};
use crate::domain::attendance::StoredStatus;
use crate::domain::enrollments::EnrollmentStatus;
use crate::domain::ids::{ClinicId, NoticeId, ParticipationId, SessionId};
use crate::domain::notices::KnownPlace;

/// A place in a changed session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedPlace {
    /// In which session.
    pub session_id: SessionId,
    /// Whether its client is expected, and enrolled still, if only on hold.
    pub is_expected: bool,
    /// The row of what waits to be told, if something does.
    pub notice_id: Option<NoticeId>,
    /// What the client knows.
    pub known: KnownPlace,
    /// The highest notice version that the outbox holds mails of; 0 if it holds none.
    pub newest_version: i64,
}

/// Nobody puts the notices of these sessions into a mail, begins to send one or writes down that one was not sent, until the
/// transaction is over.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn lock_notices(
    tx: &Transaction,
    clinic_id: ClinicId,
    sessions: &[SessionId],
) -> Result<(), StorageError> {
    let (of_sessions, sessions) = of_sessions(tx, sessions);
    let sql = format!(
        "SELECT id FROM notice WHERE clinic_id = $1 AND {of_sessions} ORDER BY id{}",
        locking_rows(tx)
    );
    change(tx, &sql, [clinic_id.uuid().into(), sessions]).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct IdRow {
    id: Uuid,
}

/// Takes mails about these sessions back that cannot have reached anybody: one that waits or is held by a worker is
/// SUPPRESSED, and all that such a mail was to tell waits until `due_at` to be put into another.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn withdraw_mails(
    tx: &Transaction,
    clinic_id: ClinicId,
    sessions: &[SessionId],
    due_at: Timestamp,
) -> Result<(), StorageError> {
    let (of_sessions, sessions) = of_sessions(tx, sessions);
    let withdraw = format!(
        "
UPDATE reminder_delivery
SET why = CASE WHEN state IN ('PLANNED', 'CLAIMED', 'SUPPRESSED') THEN 'SUPERSEDED' ELSE why END,
    why_detail = CASE WHEN state IN ('PLANNED', 'CLAIMED', 'SUPPRESSED') THEN NULL ELSE why_detail END,
    state = CASE WHEN state IN ('PLANNED', 'CLAIMED') THEN 'SUPPRESSED' ELSE state END,
    claimed_by = NULL, row_version = row_version + 1
WHERE clinic_id = $1 AND kind = 'NOTICE' AND state <> 'SENT' AND unknowns = 0
  AND id IN (SELECT delivery_id FROM notice
        WHERE clinic_id = $1 AND is_latest AND delivery_id IS NOT NULL AND {of_sessions})
RETURNING id"
    );
    let clinic = clinic_id.uuid();
    let withdrawn: Vec<IdRow> = rows(tx, &withdraw, [clinic.into(), sessions]).await?;
    if withdrawn.is_empty() {
        return Ok(());
    }
    let mails: Vec<Uuid> = withdrawn.into_iter().map(|IdRow { id }| id).collect();
    let (of_mails, mails) = is_any_of_bound(tx, "delivery_id", 2, &mails);
    let release = format!(
        "UPDATE notice SET delivery_id = NULL, due_at = $3 WHERE clinic_id = $1 AND is_latest AND {of_mails}"
    );
    change(tx, &release, [clinic.into(), mails, to_column(due_at).into()]).await?;
    Ok(())
}

/// The condition that a notice is of one of these sessions, bound as `$2`.
fn of_sessions(tx: &Transaction, sessions: &[SessionId]) -> (String, sea_orm::Value) {
    let sessions: Vec<Uuid> = sessions.iter().map(|id| id.uuid()).collect();
    let (among, sessions) = is_any_of_bound(tx, "session_id", 2, &sessions);
    (format!("participation_id IN (SELECT id FROM participation WHERE clinic_id = $1 AND {among})"), sessions)
}

#[derive(FromQueryResult)]
struct PlaceRow {
    participation_id: Uuid,
    session_id: Uuid,
    attendance: String,
    enrollment_status: String,
    is_own_meeting: bool,
    notice_id: Option<Uuid>,
    #[sea_orm(nested)]
    told: ToldRow,
    newest_version: Option<i64>,
    reminded_version: Option<i64>,
}

/// Every place in these sessions: one statement, however many. Mails that can be taken back were taken back before.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_changed_places(
    tx: &Transaction,
    clinic_id: ClinicId,
    sessions: &[SessionId],
) -> Result<Vec<ChangedPlace>, StorageError> {
    let sessions: Vec<Uuid> = sessions.iter().map(|id| id.uuid()).collect();
    let (among, sessions) = is_any_of_bound(tx, "p.session_id", 2, &sessions);
    let newest = |which: &str| {
        format!(
            "(SELECT MAX(d.notice_version) FROM reminder_delivery d
                WHERE d.clinic_id = p.clinic_id AND d.participation_id = p.id{which})"
        )
    };
    let sql = format!(
        "
SELECT p.id AS participation_id, p.session_id, p.attendance, e.status AS enrollment_status,
    series.meeting IS NOT NULL AS is_own_meeting, n.id AS notice_id, {TOLD},
    {} AS newest_version,
    {} AS reminded_version
FROM participation p
JOIN enrollment e ON e.clinic_id = p.clinic_id AND e.id = p.enrollment_id
JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
JOIN session_series series ON series.clinic_id = s.clinic_id AND series.id = s.series_id
LEFT JOIN notice n ON n.clinic_id = p.clinic_id AND n.participation_id = p.id AND n.is_latest AND n.delivery_id IS NULL
WHERE p.clinic_id = $1 AND {among}",
        newest(""),
        newest(" AND d.kind IN ('REMINDER', 'WELCOME') AND (d.state = 'SENT' OR d.unknowns > 0)"),
    );
    let found: Vec<PlaceRow> = rows(tx, &sql, [clinic_id.uuid().into(), sessions]).await?;
    found.into_iter().map(from_row).collect()
}

fn from_row(row: PlaceRow) -> Result<ChangedPlace, StorageError> {
    let PlaceRow {
        participation_id,
        session_id,
        attendance,
        enrollment_status,
        is_own_meeting,
        notice_id,
        told,
        newest_version,
        reminded_version,
    } = row;
    let attendance: StoredStatus = parse(&attendance, "participation.attendance")?;
    let is_enrolled = match parse(&enrollment_status, "enrollment.status")? {
        EnrollmentStatus::Enrolled | EnrollmentStatus::OnHold => true,
        // What concludes the course is held after its end; its weekly sessions are others' by then.
        EnrollmentStatus::Completed => is_own_meeting,
        EnrollmentStatus::EndedEarly | EnrollmentStatus::Transferred => false,
    };
    let told = told_from_row(told)?;
    Ok(ChangedPlace {
        session_id: SessionId::from_uuid(session_id),
        is_expected: is_enrolled && attendance != StoredStatus::NotExpected,
        notice_id: notice_id.map(NoticeId::from_uuid),
        known: KnownPlace {
            participation_id: ParticipationId::from_uuid(participation_id),
            waiting: notice_id.map(|_| told),
            reminded_version,
        },
        newest_version: newest_version.unwrap_or(0),
    })
}
