//! Clients' first mails.

use std::collections::{HashMap, HashSet};

use jiff::civil::DateTime;
use jiff::{Timestamp, ToSpan as _};
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::{FromQueryResult, Value};

use super::super::Connection;
use super::super::dialect::{is_any_of_bound, paired_ids};
use super::super::error::StorageError;
use super::super::statement::{change, rows};
use super::super::transaction::Transaction;
use super::super::values::{parse, to_column, to_instant};
use super::policy_in_force::POLICY_IN_FORCE;
use crate::domain::ids::{ClientId, ClinicId, EnrollmentId, ParticipationId, ReminderDeliveryId};
use crate::domain::reminders::{ClaimedDelivery, DeliveryKind};

/// When the welcome that tells of the place of the mail `d`, at the same version, left or is to leave: of the mails in `outbox`.
pub(super) fn welcomed_at(outbox: &str) -> String {
    format!(
        "(
    SELECT MAX(COALESCE(welcome.sent_at, welcome.next_attempt_at)) FROM {outbox} welcome
    WHERE welcome.clinic_id = d.clinic_id AND welcome.participation_id = d.participation_id
      AND welcome.notice_version = d.notice_version AND welcome.kind = 'WELCOME' AND welcome.id <> d.id
      AND welcome.state IN ('PLANNED', 'CLAIMED', 'SENT'))"
    )
}

/// Somebody whose course is to begin, and who has had no mail of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WelcomeCandidate {
    /// Their course.
    pub enrollment_id: EnrollmentId,
    /// When it was made.
    pub enrolled_at: Timestamp,
    /// Their place in the first session.
    pub participation_id: ParticipationId,
    /// When that starts.
    pub starts_at: Timestamp,
    /// Which version of time and place they are to be told.
    pub notice_version: i64,
}

#[derive(FromQueryResult)]
struct CandidateRow {
    enrollment_id: Uuid,
    enrolled_at: DateTimeUtc,
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
    /// Whose first session is still to come then.
    pub now: Timestamp,
    /// At most so many.
    pub most: u32,
}

/// At most `most` of the clinic's clients who enrolled since then, whose first session is still to come, and who have had no mail
/// of that course, in the order of their courses; where a policy in force asks for reminders: one statement. It reads the
/// enrollments made since then, however many there are besides.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_welcome_candidates(
    on: &Connection,
    search: WelcomeSearch,
) -> Result<Vec<WelcomeCandidate>, StorageError> {
    const OF: &str = "enrollment";
    let WelcomeSearch { clinic_id, client_id, after, enrolled_since, now, most } = search;
    let mut values: Vec<Value> = vec![
        clinic_id.uuid().into(),
        to_column(enrolled_since).into(),
        to_column(now).into(),
        i64::from(most).into(),
    ];
    let mut narrowed = String::new();
    for (column, bound) in
        [("client_id =", client_id.map(ClientId::uuid)), ("id >", after.map(EnrollmentId::uuid))]
    {
        if let Some(bound) = bound {
            values.push(bound.into());
            narrowed.push_str(&format!(" AND {column} ${}", values.len()));
        }
    }
    let sql = format!(
        "
WITH e AS MATERIALIZED (
    SELECT clinic_id, id, client_id, program_id, enrolled_at FROM enrollment
    WHERE clinic_id = $1 AND enrolled_at >= $2 AND status = 'ENROLLED'{narrowed})
SELECT e.id AS enrollment_id, e.enrolled_at, p.id AS participation_id, s.starts_at, s.notice_version
FROM e
JOIN participation p ON p.clinic_id = e.clinic_id AND p.enrollment_id = e.id
JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
WHERE s.status = 'PLANNED' AND s.starts_at > $3 AND p.attendance = 'UNRECORDED' AND p.makes_up_for IS NULL
  AND {POLICY_IN_FORCE} IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM participation o
        JOIN reminder_delivery d ON d.clinic_id = o.clinic_id AND d.participation_id = o.id
        WHERE o.clinic_id = e.clinic_id AND o.enrollment_id = e.id AND (d.kind = 'WELCOME' OR d.sends > 0))
  AND NOT EXISTS (SELECT 1 FROM participation o
        JOIN session earlier ON earlier.clinic_id = o.clinic_id AND earlier.id = o.session_id
        WHERE o.clinic_id = e.clinic_id AND o.enrollment_id = e.id AND o.attendance <> 'NOT_EXPECTED'
          AND earlier.status <> 'CANCELLED' AND (earlier.starts_at, o.id) < (s.starts_at, p.id))
ORDER BY e.id
LIMIT $4"
    );
    let candidate = |row| {
        let CandidateRow { enrollment_id, enrolled_at, participation_id, starts_at, notice_version } = row;
        Ok(WelcomeCandidate {
            enrollment_id: EnrollmentId::from_uuid(enrollment_id),
            enrolled_at: to_instant(enrolled_at, OF)?,
            participation_id: ParticipationId::from_uuid(participation_id),
            starts_at: to_instant(starts_at, OF)?,
            notice_version,
        })
    };
    rows::<CandidateRow>(on, &sql, values).await?.into_iter().map(candidate).collect()
}

/// Takes welcomes off that nobody has begun to send, of places that this condition names with `$2`: the time they tell has
/// changed, or another session is the first now.
pub(super) async fn drop_unsent_welcomes(
    tx: &Transaction,
    clinic_id: ClinicId,
    of_places: &str,
    bound: Value,
) -> Result<(), StorageError> {
    let sql = format!(
        "DELETE FROM reminder_delivery WHERE clinic_id = $1 AND kind = 'WELCOME' AND sends = 0 AND {of_places}"
    );
    change(tx, &sql, [clinic_id.uuid().into(), bound]).await?;
    Ok(())
}

#[derive(FromQueryResult)]
struct NextRow {
    delivery_id: Uuid,
    first_start: String,
    next_start: String,
}

/// Those welcomes among these mails after whose appointment the next two of the same series are a week apart, on its own wall
/// clock: one statement, and none without welcomes.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_weekly(
    on: &Connection,
    mails: &[ClaimedDelivery],
) -> Result<HashSet<ReminderDeliveryId>, StorageError> {
    let welcomes = || mails.iter().filter(|mail| mail.kind == DeliveryKind::Welcome);
    let ids: Vec<Uuid> = welcomes().map(|mail| mail.id.uuid()).collect();
    if ids.is_empty() {
        return Ok(HashSet::new());
    }
    let mut clinics: Vec<Uuid> = welcomes().map(|mail| mail.clinic_id.uuid()).collect();
    clinics.sort_unstable();
    clinics.dedup();
    let (of_clinics, clinics) = is_any_of_bound(on, "d.clinic_id", 1, &clinics);
    let (among, ids) = is_any_of_bound(on, "d.id", 2, &ids);
    let welcomes = format!(
        "SELECT clinic_id, id, participation_id FROM reminder_delivery d WHERE {of_clinics} AND {among}"
    );
    weekly_among(on, &welcomes, [clinics, ids]).await
}

/// The same of welcomes of one clinic that the outbox need not have, each with the place of its first session.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_weekly_to_come(
    on: &Connection,
    clinic_id: ClinicId,
    welcomes: &[(ReminderDeliveryId, ParticipationId)],
) -> Result<HashSet<ReminderDeliveryId>, StorageError> {
    if welcomes.is_empty() {
        return Ok(HashSet::new());
    }
    let pairs: Vec<(Uuid, Uuid)> = welcomes.iter().map(|(id, place)| (id.uuid(), place.uuid())).collect();
    let (given, pairs) = paired_ids(on, 2, &pairs);
    let welcomes = format!(
        "SELECT place.clinic_id, given.id, place.id AS participation_id FROM ({given}) AS given \
         JOIN participation place ON place.clinic_id = $1 AND place.id = given.other"
    );
    weekly_among(on, &welcomes, [clinic_id.uuid().into(), pairs]).await
}

/// Those among `welcomes`, a query for them and their places.
async fn weekly_among(
    on: &Connection,
    welcomes: &str,
    values: [Value; 2],
) -> Result<HashSet<ReminderDeliveryId>, StorageError> {
    let sql = format!(
        "
SELECT d.id AS delivery_id, s.local_start AS first_start, later.local_start AS next_start
FROM ({welcomes}) AS d
JOIN participation p ON p.clinic_id = d.clinic_id AND p.id = d.participation_id
JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
JOIN participation other ON other.clinic_id = p.clinic_id AND other.enrollment_id = p.enrollment_id
JOIN session later ON later.clinic_id = other.clinic_id AND later.id = other.session_id AND later.series_id = s.series_id
WHERE later.status = 'PLANNED' AND later.starts_at > s.starts_at"
    );
    let mut starts: HashMap<Uuid, (DateTime, Vec<DateTime>)> = HashMap::new();
    for row in rows::<NextRow>(on, &sql, values).await? {
        let NextRow { delivery_id, first_start, next_start } = row;
        let first = parse(&first_start, "session.local_start")?;
        let (_, next) = starts.entry(delivery_id).or_insert_with(|| (first, Vec::new()));
        next.push(parse(&next_start, "session.local_start")?);
    }
    let is_weekly = |(first, next): &(DateTime, Vec<DateTime>)| {
        let mut next = next.clone();
        next.sort_unstable();
        let after = |weeks: i64| first.checked_add(weeks.weeks()).ok();
        next.len() > 1 && next.iter().zip(1..).take(2).all(|(start, weeks)| after(weeks) == Some(*start))
    };
    let weekly = starts.iter().filter(|(_, starts)| is_weekly(starts));
    Ok(weekly.map(|(id, _)| ReminderDeliveryId::from_uuid(*id)).collect())
}
