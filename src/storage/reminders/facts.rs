//! What is read anew before a mail is sent.

use std::collections::HashMap;

use jiff::Timestamp;
use sea_orm::entity::prelude::{DateTimeUtc, Uuid};
use sea_orm::{FromQueryResult, Value};

use super::super::Connection;
use super::super::dialect::is_any_of_bound;
use super::super::error::StorageError;
use super::super::statement::{Keyed, rows};
use super::super::values::{parse, parse_option, parse_zone, to_column, to_instant};
use super::policy_in_force::{POLICY_APPLIED, previous_start, quiet_hours, speaks_of};
use super::welcomes::{is_told_otherwise, welcomed_at};
use crate::domain::calendars::{EntryFacts, EntryOf};
use crate::domain::ids::{ClientId, ParticipationId, ReminderDeliveryId};
use crate::domain::people::{EmailAddress, PreferredName};
use crate::domain::reminders::{
    ClaimedDelivery, CurrentFacts, DeliveryFacts, OpenNotice, PlaceFacts, Recipient, ReminderContent,
    RuleWhen, SessionFacts, WelcomeFacts, is_told_by_notice, is_told_by_welcome,
};

#[derive(FromQueryResult)]
struct KeyRow {
    delivery_id: Uuid,
}

#[derive(FromQueryResult)]
struct FactsRow {
    session_status: String,
    starts_at: DateTimeUtc,
    ends_at: DateTimeUtc,
    notice_version: i64,
    enrollment_status: String,
    rsvp: String,
    attendance: String,
    email: Option<String>,
    is_suspended: bool,
    has_consent: bool,
    has_opted_out: bool,
    preferred_name: String,
    language: String,
    zone: String,
    clinic_name: String,
    clinic_phone: Option<String>,
    clinic_crisis_lines: Option<String>,
    site_phone: Option<String>,
    site_crisis_lines: Option<String>,
    is_in_force: bool,
    of_sessions: Option<String>,
    asks_to_confirm: Option<bool>,
    previous_starts_at: Option<DateTimeUtc>,
    stops_when_confirmed: Option<bool>,
    is_overtaken: bool,
    due_at: DateTimeUtc,
    welcomed_at: Option<DateTimeUtc>,
    notice_settles_at: Option<DateTimeUtc>,
    notice_leaves_at: Option<DateTimeUtc>,
    notice_told_at: Option<DateTimeUtc>,
    is_asked_for: bool,
    is_told_otherwise: bool,
    participation_id: Uuid,
    client_id: Uuid,
    calendar_sequence: i64,
    has_calendar: bool,
    quiet_from: Option<i64>,
    quiet_until: Option<i64>,
}

/// The facts about these mails as they are now: one statement, however many mails and clinics.
///
/// What is stored about one of them and can't be read is that one's error; the others have theirs.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_delivery_facts(
    on: &Connection,
    mails: &[ClaimedDelivery],
    now: Timestamp,
) -> Result<HashMap<ReminderDeliveryId, Result<DeliveryFacts, StorageError>>, StorageError> {
    let mut clinics: Vec<Uuid> = mails.iter().map(|mail| mail.clinic_id.uuid()).collect();
    clinics.sort_unstable();
    clinics.dedup();
    let ids: Vec<Uuid> = mails.iter().map(|mail| mail.id.uuid()).collect();
    let (of_clinics, clinics) = is_any_of_bound(on, "d.clinic_id", 2, &clinics);
    let (among, ids) = is_any_of_bound(on, "d.id", 3, &ids);
    let mails = FactsOf {
        given: String::new(),
        outbox: "reminder_delivery",
        at: "$1",
        chosen: format!("{of_clinics} AND {among}"),
    };
    read_facts(on, &mails, vec![to_column(now).into(), clinics, ids]).await
}

/// Of which mails facts are read, in the database's words.
pub(super) struct FactsOf {
    /// What the statement begins with.
    pub(super) given: String,
    /// The mails that there are, as a table.
    pub(super) outbox: &'static str,
    /// When a mail `d` of them is checked.
    pub(super) at: &'static str,
    /// Which of them are meant.
    pub(super) chosen: String,
}

/// `POLICY_IN_FORCE`, of the policy that is found once for each mail.
const IN_FORCE: &str = "(CASE WHEN applied.is_active THEN applied.id END)";

/// The facts about these mails: one statement.
pub(super) async fn read_facts(
    on: &Connection,
    mails: &FactsOf,
    values: Vec<Value>,
) -> Result<HashMap<ReminderDeliveryId, Result<DeliveryFacts, StorageError>>, StorageError> {
    let FactsOf { given, outbox, at, chosen } = mails;
    let sql = format!(
        "{given}
SELECT d.id AS delivery_id, s.status AS session_status, s.starts_at, s.ends_at, s.notice_version,
    e.status AS enrollment_status, p.rsvp, p.attendance,
    p.id AS participation_id, s.calendar_sequence + p.calendar_sequence AS calendar_sequence,
    c.calendar_parts AS has_calendar,
    c.email, c.email_suspended_at IS NOT NULL AS is_suspended, c.email_consent_at IS NOT NULL AS has_consent,
    c.reminders_stopped_at IS NOT NULL AS has_opted_out, c.id AS client_id, c.preferred_name, c.language, c.zone,
    clinic.mail_name AS clinic_name, clinic.phone AS clinic_phone, clinic.crisis_lines AS clinic_crisis_lines,
    applied.quiet_from, applied.quiet_until, applied.stops_when_confirmed, rule.of_sessions, rule.asks_to_confirm,
    {} AS previous_starts_at, site.phone AS site_phone, site.crisis_lines AS site_crisis_lines,
    COALESCE(rule.retired_at IS NULL AND rule.policy_id = {IN_FORCE}, FALSE) AS is_in_force,
    EXISTS (SELECT 1 FROM {outbox} later
        WHERE later.clinic_id = d.clinic_id AND later.participation_id = d.participation_id
          AND later.notice_version = d.notice_version AND (later.due_at, later.id) > (d.due_at, d.id) AND later.due_at <= {at}
          AND later.kind = 'REMINDER' AND (later.state = 'SENT' OR later.state IN ('PLANNED', 'CLAIMED') AND EXISTS (
                SELECT 1 FROM reminder_rule r
                WHERE r.clinic_id = later.clinic_id AND r.id = later.rule_id AND r.retired_at IS NULL
                  AND r.policy_id = {IN_FORCE} AND {}))) AS is_overtaken,
    d.due_at, {} AS welcomed_at, {IN_FORCE} IS NOT NULL AS is_asked_for,
    d.kind = 'WELCOME' AND {} AS is_told_otherwise,
    {NOTICE_STANDING}
FROM {outbox} d
JOIN participation p ON p.clinic_id = d.clinic_id AND p.id = d.participation_id
JOIN session s ON s.clinic_id = p.clinic_id AND s.id = p.session_id
JOIN enrollment e ON e.clinic_id = p.clinic_id AND e.id = p.enrollment_id
JOIN site ON site.clinic_id = e.clinic_id AND site.id = e.site_id
JOIN client c ON c.clinic_id = p.clinic_id AND c.id = p.client_id
JOIN clinic ON clinic.id = d.clinic_id
{NOTICE_OF_REMINDER}
LEFT JOIN reminder_rule rule ON rule.clinic_id = d.clinic_id AND rule.id = d.rule_id
LEFT JOIN reminder_policy applied ON applied.clinic_id = e.clinic_id AND applied.id = {POLICY_APPLIED}
WHERE {chosen}",
        previous_start("p", "s"),
        speaks_of(on, "p", "s"),
        welcomed_at(outbox, at),
        is_told_otherwise("d", at)
    );
    let read = |row: Keyed<KeyRow, FactsRow>| {
        let (KeyRow { delivery_id }, facts) = row.read("what the mail is about", from_row);
        (ReminderDeliveryId::from_uuid(delivery_id), facts)
    };
    Ok(rows(on, &sql, values).await?.into_iter().map(read).collect())
}

/// The notice of the place that a reminder `d` is of, and its mail; of the place `p` in the session `s`.
const NOTICE_OF_REMINDER: &str = "\
LEFT JOIN notice ON d.kind = 'REMINDER' AND notice.clinic_id = p.clinic_id AND notice.participation_id = p.id AND notice.is_latest
LEFT JOIN reminder_delivery news ON news.clinic_id = notice.clinic_id AND news.id = notice.delivery_id";

/// Where it stands. What a worker holds leaves by now. One that has left told how the place stands now if it told nothing else (what
/// did not hold any more was left out of a mail of several changes, and nobody wrote down what), neither the session nor the address has changed since.
const NOTICE_STANDING: &str = "\
CASE WHEN notice.delivery_id IS NULL THEN notice.due_at END AS notice_settles_at,
    CASE news.state WHEN 'PLANNED' THEN news.next_attempt_at WHEN 'CLAIMED' THEN news.due_at END AS notice_leaves_at,
    CASE WHEN news.state = 'SENT' AND news.participation_id = p.id AND news.notice_version = s.notice_version
          AND (c.email_since IS NULL OR news.sent_at >= c.email_since)
          AND NOT EXISTS (SELECT 1 FROM notice beside
            WHERE beside.clinic_id = notice.clinic_id AND beside.delivery_id = notice.delivery_id AND beside.id <> notice.id)
        THEN news.sent_at END AS notice_told_at";

fn from_row(row: FactsRow) -> Result<DeliveryFacts, StorageError> {
    let FactsRow {
        session_status,
        starts_at,
        ends_at,
        notice_version,
        enrollment_status,
        rsvp,
        attendance,
        email,
        is_suspended,
        has_consent,
        has_opted_out,
        preferred_name,
        language,
        zone,
        clinic_name,
        clinic_phone,
        clinic_crisis_lines,
        site_phone,
        site_crisis_lines,
        is_in_force,
        of_sessions,
        asks_to_confirm,
        previous_starts_at,
        stops_when_confirmed,
        is_overtaken,
        due_at,
        welcomed_at,
        notice_settles_at,
        notice_leaves_at,
        notice_told_at,
        is_asked_for,
        is_told_otherwise,
        participation_id,
        client_id,
        calendar_sequence,
        has_calendar,
        quiet_from,
        quiet_until,
    } = row;
    let starts_at = to_instant(starts_at, "session.starts_at")?;
    let ends_at = to_instant(ends_at, "session.ends_at")?;
    let minutes = ends_at.duration_since(starts_at).as_mins();
    let session_status = parse(&session_status, "session.status")?;
    let attendance = parse(&attendance, "participation.attendance")?;
    let participation_id = ParticipationId::from_uuid(participation_id);
    let calendar = has_calendar.then(|| {
        let of = EntryOf::Place(participation_id);
        let (sequence, room) = (calendar_sequence, None);
        let attendance = Some(attendance);
        EntryFacts { of, session: session_status, attendance, starts_at, ends_at, sequence, room }.entry()
    });
    let previous = previous_starts_at.map(|at| to_instant(at, "session.starts_at")).transpose()?;
    let speaks = |word: &str| {
        parse::<RuleWhen>(word, "reminder_rule.of_sessions").map(|when| when.speaks_of(starts_at, previous))
    };
    let address = |text: &str| EmailAddress::parse(text).map_err(|_| StorageError::Corrupt("client.email"));
    let email = email.as_deref().map(address).transpose()?;
    let due_at = to_instant(due_at, "reminder_delivery.due_at")?;
    let welcomed_at = welcomed_at.map(|at| to_instant(at, "reminder_delivery.sent_at")).transpose()?;
    let notice_told_at = notice_told_at.map(|at| to_instant(at, "reminder_delivery.sent_at")).transpose()?;
    let settles_at = notice_settles_at.map(|at| to_instant(at, "notice.due_at")).transpose()?;
    let leaves_at =
        notice_leaves_at.map(|at| to_instant(at, "reminder_delivery.next_attempt_at")).transpose()?;
    Ok(DeliveryFacts {
        current: CurrentFacts {
            session: SessionFacts { status: session_status, starts_at, notice_version },
            place: PlaceFacts {
                enrollment: parse(&enrollment_status, "enrollment.status")?,
                rsvp: parse(&rsvp, "participation.rsvp")?,
                attendance,
            },
            has_address: email.is_some(),
            is_suspended,
            has_consent,
            has_opted_out,
            is_in_force: is_in_force && of_sessions.as_deref().map_or(Ok(true), speaks)?,
            stops_when_confirmed: stops_when_confirmed.unwrap_or(false),
            is_overtaken: is_overtaken
                || welcomed_at.is_some_and(|at| is_told_by_welcome(due_at, at))
                || notice_told_at.is_some_and(|at| is_told_by_notice(due_at, at)),
            open_notice: settles_at.map(OpenNotice::SettlesAt).or(leaves_at.map(OpenNotice::LeavesAt)),
            quiet_hours: quiet_hours(quiet_from, quiet_until)?,
        },
        welcome: WelcomeFacts { is_asked_for, is_first: previous.is_none(), is_told_otherwise },
        content: ReminderContent {
            participation_id,
            recipient: Recipient {
                client_id: ClientId::from_uuid(client_id),
                email,
                preferred_name: PreferredName::parse(&preferred_name)
                    .map_err(|_| StorageError::Corrupt("client.preferred_name"))?,
                language: parse(&language, "client.language")?,
                zone: parse_zone(&zone, "client.zone")?,
                clinic_name: parse(&clinic_name, "clinic.mail_name")?,
                clinic_phone: parse_option(site_phone.as_deref(), "site.phone")?
                    .or(parse_option(clinic_phone.as_deref(), "clinic.phone")?),
                crisis_lines: parse_option(site_crisis_lines.as_deref(), "site.crisis_lines")?
                    .or(parse_option(clinic_crisis_lines.as_deref(), "clinic.crisis_lines")?),
            },
            asks_to_confirm: asks_to_confirm.unwrap_or(false),
            starts_at,
            minutes: minutes.try_into().map_err(|_| StorageError::Corrupt("session.ends_at"))?,
            calendar,
        },
    })
}
