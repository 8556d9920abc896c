//! Who can't come, for whoever leads the session from now on.

use jiff::Timestamp;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::Uuid;

use super::super::dialect::is_any_of_bound;
use super::super::error::StorageError;
use super::super::statement::{change, rows};
use super::super::transaction::Transaction;
use super::super::values::{parse, to_column};
use crate::domain::attendance::StoredStatus;
use crate::domain::ids::{ClinicId, ParticipationId, SessionId};
use crate::domain::reminders::{DedupeKey, ReminderWhy};
use crate::domain::staff_mails::DeclineNotice;

/// A client's answer that they can't come, which stands, and of which whoever led the session was to hear.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandingDecline {
    /// In which session.
    pub session_id: SessionId,
    /// Whose place.
    pub place: ParticipationId,
    /// The version of the place's mark that the answer made.
    pub mark_version: i64,
    /// What they said.
    pub notice: DeclineNotice,
}

#[derive(FromQueryResult)]
struct Row {
    session_id: Uuid,
    about_id: Uuid,
    notice_version: i64,
    content: String,
    attendance: String,
}

/// Those in these sessions, of the start that they have now: the newest of each place; one statement, however many sessions.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_standing_declines(
    tx: &Transaction,
    clinic_id: ClinicId,
    sessions: &[SessionId],
) -> Result<Vec<StandingDecline>, StorageError> {
    const CONTENT: &str = "reminder_delivery.content";
    let sessions: Vec<Uuid> = sessions.iter().map(|id| id.uuid()).collect();
    let (among, sessions) = is_any_of_bound(tx, "s.id", 2, &sessions);
    let sql = format!(
        "
SELECT DISTINCT s.id AS session_id, d.about_id, d.notice_version, d.content, p.attendance
FROM session s
JOIN participation p ON p.clinic_id = s.clinic_id AND p.session_id = s.id
JOIN reminder_delivery d ON d.clinic_id = p.clinic_id AND d.about_id = p.id AND d.not_after = s.starts_at
WHERE s.clinic_id = $1 AND {among} AND d.about_id IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM reminder_delivery newer
    WHERE newer.clinic_id = d.clinic_id AND newer.about_id = d.about_id AND newer.notice_version > d.notice_version)
ORDER BY s.id, d.about_id"
    );
    let mut declines = Vec::new();
    for row in rows::<Row>(tx, &sql, [clinic_id.uuid().into(), sessions]).await? {
        let Row { session_id, about_id, notice_version, content, attendance } = row;
        let notice: DeclineNotice = parse(&content, CONTENT)?;
        let mark: StoredStatus = parse(&attendance, "participation.attendance")?;
        if notice.is_decline() && mark.is_announced_absence() {
            declines.push(StandingDecline {
                session_id: SessionId::from_uuid(session_id),
                place: ParticipationId::from_uuid(about_id),
                mark_version: notice_version,
                notice,
            });
        }
    }
    Ok(declines)
}

/// Mails that were not sent because their reader did not lead the session then wait again, for whoever leads it anew.
///
/// # Errors
/// `StorageError` if the database refuses or fails.
pub async fn reopen_for_leaders(
    tx: &Transaction,
    clinic_id: ClinicId,
    keys: &[DedupeKey],
    now: Timestamp,
) -> Result<(), StorageError> {
    let sql = "
UPDATE reminder_delivery SET state = 'PLANNED', why = NULL, why_detail = NULL, next_attempt_at = $4,
    row_version = row_version + 1
WHERE clinic_id = $1 AND dedupe_key = $2 AND state = 'SUPPRESSED' AND why = $3";
    for key in keys {
        let why = ReminderWhy::NoLongerTheirs.word();
        let values = [clinic_id.uuid().into(), key.as_str().into(), why.into(), to_column(now).into()];
        change(tx, sql, values).await?;
    }
    Ok(())
}
