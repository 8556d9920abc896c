//! Clients' first mails.

use jiff::Timestamp;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::sea_query::{Expr, OnConflict};
use sea_orm::{EntityTrait, FromQueryResult, Value};

use super::super::Connection;
use super::super::dialect::is_any_of_bound;
use super::super::entities::reminder_delivery::{Column, Entity};
use super::super::error::StorageError;
use super::super::statement::{Keyed, change, rows};
use super::super::transaction::Transaction;
use super::super::values::{to_column, to_instant};
use super::deliveries::{ROWS_AT_ONCE, to_row};
use super::policy_in_force::{POLICY_IN_FORCE, previous_start};
use crate::domain::ids::{ClientId, ClinicId, EnrollmentId, ParticipationId, SessionId};
use crate::domain::reminders::NewDelivery;

/// When the welcome that tells of the place `p` of the mail `d`, in the session `s`, at the same version, left or is to leave: of the
/// mails in `outbox`. One that can't leave before the session begins tells nobody, and neither does one that is not to leave any more
/// as things stand `at` that time: its session is not the first, or its client has begun.
pub(super) fn welcomed_at(outbox: &str, at: &str) -> String {
    let (previous, begun) = (previous_start("p", "s"), is_told_otherwise("welcome", at));
    format!(
        "(
    SELECT MAX(COALESCE(welcome.sent_at, welcome.next_attempt_at)) FROM {outbox} welcome
    WHERE welcome.clinic_id = d.clinic_id AND welcome.participation_id = d.participation_id
      AND welcome.notice_version = d.notice_version AND welcome.kind = 'WELCOME' AND welcome.id <> d.id
      AND (welcome.state = 'SENT'
        OR welcome.state IN ('PLANNED', 'CLAIMED') AND welcome.next_attempt_at < s.starts_at
          AND {previous} IS NULL AND NOT {begun}))"
    )
}

/// That a welcome (its table is named in front of the columns) was held back because of what was changed, and can have reached nobody:
/// it is made anew, for what is the first session by then.
macro_rules! held_by_a_change {
    ($table:literal) => {
        concat!(
            $table,
            ".kind = 'WELCOME' AND ",
            $table,
            ".state = 'SUPPRESSED' AND ",
            $table,
            ".unknowns = 0 AND ",
            $table,
            ".why IN ('SUPERSEDED', 'SESSION_CANCELLED', 'POLICY_CHANGED', 'NOT_EXPECTED', 'ENROLLMENT_ON_HOLD')"
        )
    };
}

/// The clinic's enrollments (`$1`) made since then (`$2`) of which it is not settled whether they begin with a welcome.
const UNSETTLED: &str = "
    SELECT clinic_id, id, client_id, program_id FROM enrollment
    WHERE clinic_id = $1 AND welcome_settled_at IS NULL AND enrolled_at >= $2 AND status = 'ENROLLED'";

/// Whether the client of the enrollment `e` has had a first mail, whether from this course or from another, or came to an appointment.
/// A notice of a change is none: it is made for who knows their appointments. `besides` narrows which mails `had` count.
fn has_begun(besides: &str) -> String {
    format!(
        "EXISTS (
    SELECT 1 FROM participation o
    LEFT JOIN reminder_delivery had
        ON had.clinic_id = o.clinic_id AND had.participation_id = o.id AND had.kind IN ('WELCOME', 'REMINDER'){besides}
    WHERE o.clinic_id = e.clinic_id AND o.client_id = e.client_id
      AND (o.attendance IN ('ATTENDED', 'ATTENDED_PARTIALLY')
        OR had.state = 'SENT' OR had.unknowns > 0 OR had.why = 'DRY_RUN'))"
    )
}

/// Whether the client of the enrollment `e` has begun without the welcome `mail`, or another welcome of theirs that waits was due
/// before it and can still leave `at` that time: of two the later one does not go out. Both are read from the outbox itself.
pub(super) fn is_told_otherwise(mail: &str, at: &str) -> String {
    let begun = has_begun(&format!(" AND had.id <> {mail}.id"));
    format!(
        "({begun} OR EXISTS (
    SELECT 1 FROM participation o CROSS JOIN reminder_delivery waits
    WHERE o.clinic_id = e.clinic_id AND o.client_id = e.client_id
      AND waits.clinic_id = o.clinic_id AND waits.participation_id = o.id
      AND waits.kind = 'WELCOME' AND waits.state IN ('PLANNED', 'CLAIMED') AND waits.not_after > {at}
      AND (waits.due_at, waits.id) < ({mail}.due_at, {mail}.id)))"
    )
}

/// Somebody whose course is to begin, and who has had no mail of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WelcomeCandidate {
    /// Their course.
    pub enrollment_id: EnrollmentId,
    /// Who.
    pub client_id: ClientId,
    /// When the course was brought in from a file, if it was.
    pub imported_at: Option<Timestamp>,
    /// Their place in the first session.
    pub participation_id: ParticipationId,
    /// When that starts.
    pub starts_at: Timestamp,
    /// Which version of time and place they are to be told.
    pub notice_version: i64,
}

#[derive(FromQueryResult)]
struct EnrollmentKeyRow {
    enrollment_id: Uuid,
}

#[derive(FromQueryResult)]
struct CandidateRow {
    enrollment_id: Uuid,
    client_id: Uuid,
    imported_at: Option<DateTimeUtc>,
    participation_id: Uuid,
    starts_at: DateTimeUtc,
    notice_version: i64,
}

/// Who is looked for that is to be welcomed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WelcomeSearch {
    /// Of this clinic.
    pub clinic_id: ClinicId,
    /// Only this client, if given.
    pub client_id: Option<ClientId>,
    /// Only those whose courses come after this one, if given.
    pub after: Option<EnrollmentId>,
    /// Who enrolled since then.
    pub enrolled_since: Timestamp,
    /// Whose first session starts after that, when a welcome planned now leaves.
    pub leaves_at: Timestamp,
    /// At most so many.
    pub most: u32,
}

/// At most `most` of the clinic's clients who enrolled since then, whose first session starts after `leaves_at`, and who have had no
/// first mail, in the order of their courses; where a policy in force asks for reminders: one statement.
///
/// It reads the enrollments made since then of which nothing is settled, and the welcomes that were held back, however many
/// enrollments and mails there are besides. One that can't be read is left out, and in the log: as many are read after it.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_welcome_candidates(
    on: &Connection,
    search: WelcomeSearch,
) -> Result<Vec<WelcomeCandidate>, StorageError> {
    let (clinic_id, mut candidates, mut rest) = (search.clinic_id, Vec::new(), search);
    loop {
        let found = find_welcome_candidates(on, rest).await?;
        let is_last = (found.len() as u64) < u64::from(rest.most);
        for row in found {
            let (EnrollmentKeyRow { enrollment_id }, candidate) = row.read("enrollment", candidate_from_row);
            let enrollment = EnrollmentId::from_uuid(enrollment_id);
            rest.after = Some(enrollment);
            match candidate {
                Ok(candidate) => {
                    candidates.push(candidate);
                    rest.most = rest.most.saturating_sub(1);
                }
                Err(unreadable) => {
                    let error: &(dyn std::error::Error + 'static) = &unreadable;
                    tracing::error!(error, clinic = %clinic_id, enrollment = %enrollment, "a welcome cannot be planned");
                }
            }
        }
        if is_last || rest.most == 0 {
            return Ok(candidates);
        }
    }
}

async fn find_welcome_candidates(
    on: &Connection,
    search: WelcomeSearch,
) -> Result<Vec<Keyed<EnrollmentKeyRow, CandidateRow>>, StorageError> {
    let WelcomeSearch { clinic_id, client_id, after, enrolled_since, leaves_at, most } = search;
    let mut values: Vec<Value> = vec![
        clinic_id.uuid().into(),
        to_column(enrolled_since).into(),
        to_column(leaves_at).into(),
        i64::from(most).into(),
    ];
    let mut narrowed = String::new();
    for (column, bound) in
        [("e.client_id =", client_id.map(ClientId::uuid)), ("e.id >", after.map(EnrollmentId::uuid))]
    {
        if let Some(bound) = bound {
            values.push(bound.into());
            narrowed.push_str(&format!(" AND {column} ${}", values.len()));
        }
    }
    let (held, begun) = (held_by_a_change!("d"), has_begun(""));
    // CROSS JOIN: without statistics SQLite would rather go through all of the clinic's.
    let sql = format!(
        "
WITH e AS MATERIALIZED ({UNSETTLED}
    UNION
    SELECT held.clinic_id, held.id, held.client_id, held.program_id
    FROM reminder_delivery d CROSS JOIN participation p CROSS JOIN enrollment held
    WHERE d.clinic_id = $1 AND d.created_at >= $2 AND {held}
      AND p.clinic_id = d.clinic_id AND p.id = d.participation_id
      AND held.clinic_id = p.clinic_id AND held.id = p.enrollment_id
      AND held.enrolled_at >= $2 AND held.status = 'ENROLLED')
SELECT e.id AS enrollment_id, e.client_id, p.id AS participation_id, s.starts_at, s.notice_version,
    (SELECT MAX(import.created_at) FROM course_import_series made
        JOIN course_import import ON import.clinic_id = made.clinic_id AND import.id = made.import_id
        WHERE made.clinic_id = s.clinic_id AND made.series_id = s.series_id) AS imported_at
FROM e CROSS JOIN participation p CROSS JOIN session s
WHERE p.clinic_id = e.clinic_id AND p.enrollment_id = e.id AND s.clinic_id = p.clinic_id AND s.id = p.session_id
  AND s.status = 'PLANNED' AND s.starts_at > $3 AND p.attendance = 'UNRECORDED' AND p.makes_up_for IS NULL
  AND {POLICY_IN_FORCE} IS NOT NULL{narrowed}
  AND NOT {begun}
  AND NOT EXISTS (SELECT 1 FROM participation o CROSS JOIN reminder_delivery other
        WHERE o.clinic_id = e.clinic_id AND o.client_id = e.client_id AND o.enrollment_id <> e.id
          AND other.clinic_id = o.clinic_id AND other.participation_id = o.id
          AND other.kind = 'WELCOME' AND other.not_after > $3 AND (other.state IN ('PLANNED', 'CLAIMED')
            OR other.state = 'SUPPRESSED' AND other.why IN ('NO_ADDRESS', 'NO_CONSENT', 'OPTED_OUT', 'ADDRESS_SUSPENDED')))
  AND NOT EXISTS (SELECT 1 FROM participation o CROSS JOIN session earlier
        WHERE o.clinic_id = e.clinic_id AND o.enrollment_id = e.id AND o.attendance <> 'NOT_EXPECTED'
          AND earlier.clinic_id = o.clinic_id AND earlier.id = o.session_id
          AND earlier.status <> 'CANCELLED' AND (earlier.starts_at, o.id) < (s.starts_at, p.id))
ORDER BY e.id
LIMIT $4"
    );
    rows(on, &sql, values).await
}

fn candidate_from_row(row: CandidateRow) -> Result<WelcomeCandidate, StorageError> {
    let CandidateRow { enrollment_id, client_id, imported_at, participation_id, starts_at, notice_version } =
        row;
    Ok(WelcomeCandidate {
        enrollment_id: EnrollmentId::from_uuid(enrollment_id),
        client_id: ClientId::from_uuid(client_id),
        imported_at: imported_at.map(|at| to_instant(at, "course_import.created_at")).transpose()?,
        participation_id: ParticipationId::from_uuid(participation_id),
        starts_at: to_instant(starts_at, "session.starts_at")?,
        notice_version,
    })
}

#[derive(FromQueryResult)]
struct EnrollmentRow {
    id: Uuid,
}

/// At most `most` of the clinic's enrollments made since then of which nothing is settled although their clients need no welcome any
/// more: one statement, which reads those of which nothing is settled.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_begun_courses(
    on: &Connection,
    clinic_id: ClinicId,
    enrolled_since: Timestamp,
    most: u32,
) -> Result<Vec<EnrollmentId>, StorageError> {
    let begun = has_begun("");
    let sql = format!(
        "WITH e AS MATERIALIZED ({UNSETTLED})\nSELECT e.id FROM e WHERE {begun} ORDER BY e.id LIMIT $3"
    );
    let values = [clinic_id.uuid().into(), to_column(enrolled_since).into(), i64::from(most).into()];
    let found = rows::<EnrollmentRow>(on, &sql, values).await?;
    Ok(found.into_iter().map(|EnrollmentRow { id }| EnrollmentId::from_uuid(id)).collect())
}

/// Writes down that it is settled whether these courses begin with a welcome; nobody looks at them again for that.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn settle_welcomes(
    tx: &Transaction,
    clinic_id: ClinicId,
    enrollment_ids: &[EnrollmentId],
    now: Timestamp,
) -> Result<(), StorageError> {
    if enrollment_ids.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = enrollment_ids.iter().map(|id| id.uuid()).collect();
    let (among, ids) = is_any_of_bound(tx, "id", 2, &ids);
    let sql = format!(
        "UPDATE enrollment SET welcome_settled_at = $3 \
         WHERE clinic_id = $1 AND welcome_settled_at IS NULL AND {among}"
    );
    change(tx, &sql, [clinic_id.uuid().into(), ids, to_column(now).into()]).await?;
    Ok(())
}

/// Puts welcomes into the outbox. Of a course that has one already, that one is made anew if a change held it back, and stays as it is
/// otherwise. Tells how many were put there or made anew.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn put_welcomes(
    tx: &Transaction,
    clinic_id: ClinicId,
    welcomes: &[NewDelivery],
    now: Timestamp,
) -> Result<u64, StorageError> {
    let mut anew = OnConflict::columns([Column::ClinicId, Column::DedupeKey]);
    // Its Message-ID stays: nothing can have arrived under it.
    anew.update_columns([
        Column::ParticipationId,
        Column::NoticeVersion,
        Column::State,
        Column::Why,
        Column::WhyDetail,
        Column::DueAt,
        Column::NotAfter,
        Column::NextAttemptAt,
        Column::ClaimedBy,
        Column::Sends,
        Column::LostAnswers,
        Column::Deferrals,
        Column::FirstAttemptAt,
    ])
    .value(Column::RowVersion, Expr::cust("reminder_delivery.row_version + 1"))
    .action_and_where(Expr::cust(held_by_a_change!("reminder_delivery")));
    let mut put = 0;
    for some in welcomes.chunks(ROWS_AT_ONCE) {
        let rows = some.iter().map(|welcome| to_row(clinic_id, welcome, now));
        put += Entity::insert_many(rows).on_conflict(anew.clone()).exec_without_returning(&**tx).await?;
    }
    Ok(put)
}

/// After sessions were moved: a welcome of theirs that can have reached nobody tells the new time, once that can't be a slip any more,
/// at `due_at`. One that could not leave before the session begins is left to be superseded.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn renew_welcomes(
    tx: &Transaction,
    clinic_id: ClinicId,
    session_ids: &[SessionId],
    due_at: Timestamp,
) -> Result<(), StorageError> {
    let session_ids: Vec<Uuid> = session_ids.iter().map(|id| id.uuid()).collect();
    let (among, session_ids) = is_any_of_bound(tx, "p.session_id", 2, &session_ids);
    let of_session =
        "FROM participation p JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
        WHERE p.clinic_id = $1 AND p.id = reminder_delivery.participation_id";
    // An import's waits longer.
    let due = "CASE WHEN reminder_delivery.due_at > $3 THEN reminder_delivery.due_at ELSE $3 END";
    let sql = format!(
        "
UPDATE reminder_delivery
SET state = 'PLANNED', why = NULL, why_detail = NULL, claimed_by = NULL, sends = 0, lost_answers = 0, deferrals = 0,
    first_attempt_at = NULL, due_at = {due}, next_attempt_at = {due}, row_version = row_version + 1,
    notice_version = (SELECT s.notice_version {of_session}), not_after = (SELECT s.starts_at {of_session})
WHERE clinic_id = $1 AND kind = 'WELCOME' AND unknowns = 0 AND state IN ('PLANNED', 'CLAIMED')
  AND participation_id IN (SELECT p.id FROM participation p WHERE p.clinic_id = $1 AND {among})
  AND EXISTS (SELECT 1 {of_session} AND s.status = 'PLANNED'
        AND s.notice_version <> reminder_delivery.notice_version AND s.starts_at > {due})"
    );
    change(tx, &sql, [clinic_id.uuid().into(), session_ids, to_column(due_at).into()]).await?;
    Ok(())
}
