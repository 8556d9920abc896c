//! What the outbox lacks.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::{FromQueryResult, Value};

use super::super::Connection;
use super::super::error::StorageError;
use super::super::statement::{Keyed, rows};
use super::super::values::{parse, to_column, to_instant};
use super::policy_in_force::{POLICY_IN_FORCE, previous_start, quiet_hours, speaks_of};
use super::rules::{RuleColumns, rule_from_columns};
use crate::domain::attendance::{Rsvp, StoredStatus};
use crate::domain::enrollments::EnrollmentStatus;
use crate::domain::ids::{ClientId, ClinicId, ParticipationId, ReminderRuleId, SessionId};
use crate::domain::reminders::{PlaceFacts, PlanCandidate, RuleWhen, SessionFacts};
use crate::domain::series::SessionStatus;
use crate::domain::time::Zone;

const OF: &str = "reminder_rule or what it is about";

/// A clinic that sends reminders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClinicToPlan {
    /// Which.
    pub clinic_id: ClinicId,
    /// How long before a session its active policies may ask for a reminder, at the most.
    pub longest: SignedDuration,
}

/// A stretch of the sessions ahead, with the places that lack reminders.
#[derive(Debug, Clone)]
pub struct PlanPage {
    /// The places.
    pub candidates: Vec<PlanCandidate>,
    /// Where to go on; none if this was the last stretch.
    pub next: Option<(Timestamp, SessionId)>,
}

#[derive(FromQueryResult)]
struct ClinicRow {
    clinic_id: Uuid,
    longest_minutes: i64,
}

/// The clinics with an active policy: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_clinics_to_plan(on: &Connection) -> Result<Vec<ClinicToPlan>, StorageError> {
    let clinics = rows::<ClinicRow>(on, &clinics_to_plan_sql(""), []).await?;
    Ok(clinics.into_iter().map(clinic_from_row).collect())
}

/// This clinic, if it has an active policy: one statement.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn find_clinic_to_plan(
    on: &Connection,
    clinic_id: ClinicId,
) -> Result<Option<ClinicToPlan>, StorageError> {
    let sql = clinics_to_plan_sql("AND policy.clinic_id = $1");
    let found = rows::<ClinicRow>(on, &sql, [clinic_id.uuid().into()]).await?;
    Ok(found.into_iter().next().map(clinic_from_row))
}

fn clinics_to_plan_sql(among: &str) -> String {
    format!(
        "
SELECT policy.clinic_id, MAX(COALESCE(r.minutes_before, (r.days_before + 1) * 1440 + 120)) AS longest_minutes
FROM reminder_policy policy
JOIN reminder_rule r ON r.clinic_id = policy.clinic_id AND r.policy_id = policy.id AND r.retired_at IS NULL
WHERE policy.is_active AND policy.removed_at IS NULL {among}
GROUP BY policy.clinic_id
ORDER BY policy.clinic_id"
    )
}

fn clinic_from_row(ClinicRow { clinic_id, longest_minutes }: ClinicRow) -> ClinicToPlan {
    ClinicToPlan {
        clinic_id: ClinicId::from_uuid(clinic_id),
        longest: SignedDuration::from_mins(longest_minutes),
    }
}

/// Each row is a place and one rule that lacks its reminder.
#[derive(FromQueryResult)]
struct KeyRow {
    session_id: Uuid,
    starts_at: DateTimeUtc,
    participation_id: Uuid,
    rule_id: Uuid,
}

#[derive(FromQueryResult)]
struct MissingRow {
    session_status: String,
    starts_at: DateTimeUtc,
    notice_version: i64,
    participation_id: Uuid,
    enrollment_status: String,
    rsvp: String,
    attendance: String,
    rule_id: Uuid,
    minutes_before: Option<i64>,
    days_before: Option<i64>,
    at_minute: Option<i64>,
    of_sessions: String,
    asks_to_confirm: bool,
    has_others: bool,
    previous_starts_at: Option<DateTimeUtc>,
    stops_when_confirmed: bool,
    zone: String,
    quiet_from: Option<i64>,
    quiet_until: Option<i64>,
}

type Missing = Keyed<KeyRow, MissingRow>;

/// One stretch of the clinic's planned sessions that start after `from` and until `until`, and in it the places for
/// which the policy in force has rules that speak of it, without a reminder at the session's notice version: one statement. Whoever
/// won't come, or said that they will where the policy then reminds no more, is left out: that would be read again with each tick.
/// A place or a rule that can't be read is left out, and in the log.
///
/// It reads the sessions of that stretch over `session_by_start`; how many sessions the clinic has besides is nothing
/// to it. It answers at most `most_rows` pairs of place and rule, and no session in part; so `most_rows` is more than
/// one session can need, 300 (100 places by 3 rules).
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_plan_candidates(
    on: &Connection,
    clinic_id: ClinicId,
    from: (Timestamp, SessionId),
    until: Timestamp,
    most_rows: usize,
) -> Result<PlanPage, StorageError> {
    list_plan_candidates_of(on, (clinic_id, None), from, until, most_rows).await
}

/// The same of one client's places alone, if one is given.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn list_plan_candidates_of(
    on: &Connection,
    (clinic_id, client_id): (ClinicId, Option<ClientId>),
    from: (Timestamp, SessionId),
    until: Timestamp,
    most_rows: usize,
) -> Result<PlanPage, StorageError> {
    let limit = i64::try_from(most_rows).unwrap_or(i64::MAX);
    let mut values: Vec<Value> = vec![
        clinic_id.uuid().into(),
        to_column(from.0).into(),
        from.1.uuid().into(),
        to_column(until).into(),
        SessionStatus::Planned.word().into(),
        EnrollmentStatus::Enrolled.word().into(),
        limit.into(),
        EnrollmentStatus::Completed.word().into(),
        StoredStatus::NotExpected.word().into(),
        StoredStatus::Excused.word().into(),
        StoredStatus::CancelledByClient.word().into(),
        Rsvp::Declined.word().into(),
        Rsvp::Confirmed.word().into(),
    ];
    let of_client = if let Some(client_id) = client_id {
        values.push(client_id.uuid().into());
        "AND p.client_id = $14"
    } else {
        ""
    };
    let mut missing: Vec<Missing> = rows(on, &plan_candidates_sql(on, of_client), values).await?;
    let mut next = None;
    if missing.len() >= most_rows {
        // The last session may be cut off: it begins the next stretch.
        let cut = missing.last().map(|row| row.key().session_id);
        missing.retain(|row| Some(row.key().session_id) != cut);
        next = missing.last().map(|row| position(row.key())).transpose()?;
    }
    Ok(PlanPage { candidates: gather(clinic_id, missing), next })
}

/// Materialized step by step: PostgreSQL guesses that hardly any rule is in force for an enrollment, or that hardly anybody is
/// expected, would then begin with all enrollments or places there are, and end with the sessions ahead.
///
/// The session before is looked for where a rule asks for it: that reads the whole course.
fn plan_candidates_sql(on: &Connection, of_client: &str) -> String {
    let start_or_gap = RuleWhen::StartOrGap;
    format!(
        "
WITH ahead AS MATERIALIZED (
    SELECT clinic_id, id, status, starts_at, notice_version FROM session
    WHERE clinic_id = $1 AND (starts_at, id) > ($2, $3) AND starts_at <= $4 AND status = $5),
place AS MATERIALIZED (
    SELECT s.clinic_id, s.id AS session_id, s.status AS session_status, s.starts_at, s.notice_version,
        p.id AS participation_id, p.rsvp, p.attendance, p.enrollment_id, e.status AS enrollment_status, c.zone,
        {POLICY_IN_FORCE} AS policy_id
    FROM ahead s
    JOIN participation p ON p.clinic_id = s.clinic_id AND p.session_id = s.id
    JOIN enrollment e ON e.clinic_id = p.clinic_id AND e.id = p.enrollment_id
    JOIN client c ON c.clinic_id = p.clinic_id AND c.id = p.client_id
    WHERE e.status IN ($6, $8) {of_client})
SELECT e.session_id, e.session_status, e.starts_at, e.notice_version, e.participation_id, e.enrollment_status, e.rsvp,
    e.attendance, e.zone, r.id AS rule_id, r.minutes_before, r.days_before, r.at_minute, r.of_sessions, r.asks_to_confirm,
    policy.quiet_from, policy.quiet_until, policy.stops_when_confirmed,
    CASE WHEN r.of_sessions = '{start_or_gap}' THEN {} END AS previous_starts_at,
    EXISTS (SELECT 1 FROM reminder_delivery other
        WHERE other.clinic_id = e.clinic_id AND other.participation_id = e.participation_id
          AND other.notice_version = e.notice_version AND other.kind = 'REMINDER') AS has_others
FROM place e
JOIN reminder_rule r ON r.clinic_id = e.clinic_id AND r.policy_id = e.policy_id AND r.retired_at IS NULL
JOIN reminder_policy policy ON policy.clinic_id = r.clinic_id AND policy.id = r.policy_id
WHERE e.attendance NOT IN ($9, $10, $11) AND e.rsvp <> $12 AND NOT (policy.stops_when_confirmed AND e.rsvp = $13)
  AND NOT EXISTS (SELECT 1 FROM reminder_delivery known
    WHERE known.clinic_id = e.clinic_id AND known.participation_id = e.participation_id
      AND known.notice_version = e.notice_version AND known.rule_id = r.id)
  AND {}
ORDER BY e.starts_at, e.session_id, e.participation_id, r.id
LIMIT $7",
        previous_start("e", "e"),
        speaks_of(on, "e", "e")
    )
}

fn position(row: &KeyRow) -> Result<(Timestamp, SessionId), StorageError> {
    Ok((to_instant(row.starts_at, OF)?, SessionId::from_uuid(row.session_id)))
}

/// The rows of one place stand together.
fn gather(clinic_id: ClinicId, missing: Vec<Missing>) -> Vec<PlanCandidate> {
    let mut candidates: Vec<PlanCandidate> = Vec::new();
    let mut unreadable: BTreeMap<Uuid, (Uuid, StorageError, usize)> = BTreeMap::new();
    for row in missing {
        match row.read(OF, candidate) {
            (_, Ok(new)) => match candidates.last_mut() {
                Some(known) if known.participation_id == new.participation_id => {
                    known.missing.extend(new.missing);
                    known.previous_starts_at = known.previous_starts_at.or(new.previous_starts_at);
                }
                _ => candidates.push(new),
            },
            (KeyRow { participation_id, rule_id, .. }, Err(error)) => {
                unreadable.entry(rule_id).or_insert((participation_id, error, 0)).2 += 1;
            }
        }
    }
    tell(clinic_id, &unreadable);
    candidates
}

/// Of each rule one place, and how many there are: if it is the rule that can't be read, they are many.
fn tell(clinic_id: ClinicId, unreadable: &BTreeMap<Uuid, (Uuid, StorageError, usize)>) {
    for (rule_id, (place_id, unreadable, places)) in unreadable {
        let error: &(dyn std::error::Error + 'static) = unreadable;
        let (rule, place) = (ReminderRuleId::from_uuid(*rule_id), ParticipationId::from_uuid(*place_id));
        tracing::error!(error, clinic = %clinic_id, rule = %rule, place = %place, places, "reminders cannot be planned");
    }
}

/// A place with the one rule.
fn candidate(row: MissingRow) -> Result<PlanCandidate, StorageError> {
    let MissingRow {
        session_status,
        starts_at,
        notice_version,
        participation_id,
        enrollment_status,
        rsvp,
        attendance,
        rule_id,
        minutes_before,
        days_before,
        at_minute,
        of_sessions,
        asks_to_confirm,
        has_others,
        previous_starts_at,
        stops_when_confirmed,
        zone,
        quiet_from,
        quiet_until,
    } = row;
    let rule = rule_from_columns(RuleColumns {
        id: rule_id,
        minutes_before,
        days_before,
        at_minute,
        of_sessions: &of_sessions,
        asks_to_confirm,
    })?;
    Ok(PlanCandidate {
        participation_id: ParticipationId::from_uuid(participation_id),
        session: SessionFacts {
            status: parse(&session_status, OF)?,
            starts_at: to_instant(starts_at, OF)?,
            notice_version,
        },
        place: PlaceFacts {
            enrollment: parse(&enrollment_status, OF)?,
            rsvp: parse(&rsvp, OF)?,
            attendance: parse(&attendance, OF)?,
        },
        missing: vec![rule],
        has_others,
        previous_starts_at: previous_starts_at.map(|at| to_instant(at, OF)).transpose()?,
        stops_when_confirmed,
        quiet_hours: quiet_hours(quiet_from, quiet_until)?,
        zone: Zone::stored(&zone),
    })
}
