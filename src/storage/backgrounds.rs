//! What the rules of risk ask about enrollments beside their ledgers.

use std::collections::{BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use sea_orm::FromQueryResult;
use sea_orm::entity::prelude::{DateTimeUtc, Json};
use uuid::Uuid;

use super::Connection;
use super::dialect::is_any_of_bound;
use super::error::StorageError;
use super::ledgers::EnrollmentLedger;
use super::measures::load_readings;
use super::statement::rows;
use super::values::{to_column, to_date, to_instant};
use crate::domain::attendance::LedgerEntry;
use crate::domain::ids::{ClinicId, EnrollmentId, SessionId, SiteId};
use crate::domain::measures::Reading;
use crate::domain::risk::{Background, Holidays, weeks_waited};
use crate::domain::time::{Zone, local};

const OF: &str = "enrollment";

/// What is known of those enrollments at an instant beside their ledgers: two statements, however many, and a third
/// where sessions are to come.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn load_backgrounds(
    on: &Connection,
    clinic_id: ClinicId,
    ledgers: &[EnrollmentLedger],
    now: Timestamp,
) -> Result<HashMap<EnrollmentId, Background>, StorageError> {
    let ids: Vec<Uuid> = ledgers.iter().map(|one| one.enrollment_id.uuid()).collect();
    let (of_those, ids) = is_any_of_bound(on, "enrollment.id", 2, &ids);
    let sql = format!(
        "SELECT enrollment.id, enrollment.site_id, enrollment.enrolled_at, site.zone, client.barriers, \
           (SELECT min(waitlist_entry.referred_on) FROM waitlist_entry \
             WHERE waitlist_entry.clinic_id = enrollment.clinic_id \
               AND waitlist_entry.client_id = enrollment.client_id \
               AND waitlist_entry.enrollment_id = enrollment.id) AS referred_on, \
           (SELECT max(risk_action.taken_at) FROM risk_action \
              INNER JOIN risk_flag ON risk_flag.clinic_id = risk_action.clinic_id \
                AND risk_flag.id = risk_action.flag_id \
             WHERE risk_flag.clinic_id = enrollment.clinic_id AND risk_flag.enrollment_id = enrollment.id \
               AND risk_action.contact = 'REACHED' \
               AND NOT EXISTS (SELECT 1 FROM risk_action taken_back \
                   INNER JOIN risk_flag silent ON silent.clinic_id = taken_back.clinic_id \
                     AND silent.id = taken_back.flag_id \
                 WHERE silent.clinic_id = enrollment.clinic_id AND silent.enrollment_id = enrollment.id \
                   AND silent.kind = 'NO_CONTACT' AND taken_back.kind = 'REOPENED' \
                   AND taken_back.taken_at >= risk_action.taken_at)) AS reached_at, \
           EXISTS (SELECT 1 FROM brief_form_decision decided \
             WHERE decided.clinic_id = enrollment.clinic_id AND decided.enrollment_id = enrollment.id \
               AND decided.withdrawn_at IS NULL) AS brief_form_answered \
         FROM enrollment \
           INNER JOIN client ON client.clinic_id = enrollment.clinic_id AND client.id = enrollment.client_id \
           INNER JOIN site ON site.clinic_id = enrollment.clinic_id AND site.id = enrollment.site_id \
         WHERE enrollment.clinic_id = $1 AND {of_those}"
    );
    let known: Vec<Row> = rows(on, &sql, [clinic_id.uuid().into(), ids]).await?;
    let ids: Vec<EnrollmentId> = ledgers.iter().map(|one| one.enrollment_id).collect();
    let mut readings = load_readings(on, clinic_id, &ids).await?;
    let is_ahead = |entry: &LedgerEntry| entry.starts_at > now;
    let any_ahead = ledgers.iter().any(|one| one.entries.iter().any(is_ahead));
    let holidays = if any_ahead { load_holidays(on, clinic_id, now).await? } else { Holidays::default() };
    let by_id: HashMap<Uuid, &EnrollmentLedger> =
        ledgers.iter().map(|one| (one.enrollment_id.uuid(), one)).collect();
    let mut backgrounds = HashMap::with_capacity(known.len());
    for row in known {
        let Some(ledger) = by_id.get(&row.id) else { continue };
        let readings = readings.remove(&ledger.enrollment_id).unwrap_or_default();
        backgrounds.insert(ledger.enrollment_id, background(row, ledger, &holidays, readings, now)?);
    }
    Ok(backgrounds)
}

#[derive(FromQueryResult)]
struct Row {
    id: Uuid,
    site_id: Uuid,
    enrolled_at: DateTimeUtc,
    zone: String,
    barriers: Json,
    referred_on: Option<chrono::NaiveDate>,
    reached_at: Option<DateTimeUtc>,
    brief_form_answered: bool,
}

fn background(
    row: Row,
    ledger: &EnrollmentLedger,
    holidays: &Holidays,
    readings: Vec<Reading>,
    now: Timestamp,
) -> Result<Background, StorageError> {
    let Row { id: _, site_id, enrolled_at, zone, barriers, referred_on, reached_at, brief_form_answered } =
        row;
    let EnrollmentLedger { enrollment_id: _, planned_sessions, minimum_dose, is_over: _, entries, flags: _ } =
        ledger;
    let site_id = SiteId::from_uuid(site_id);
    // A zone that vanished from the data must not keep marks from being recorded: its dates are then UTC's.
    let zone = Zone::stored(&zone);
    let local_date = |instant| local(instant, &zone).date();
    let enrolled_on = local_date(to_instant(enrolled_at, OF)?);
    let referred_on: Option<Date> = referred_on.map(|date| to_date(date, OF)).transpose()?;
    let coming = entries.iter().filter(|entry| entry.starts_at > now);
    let in_holiday_weeks: BTreeSet<SessionId> = coming
        .filter(|entry| holidays.touch_week_of(site_id, local_date(entry.starts_at)))
        .map(|entry| entry.session_id)
        .collect();
    Ok(Background {
        promised: *planned_sessions,
        minimum: *minimum_dose,
        barriers: barriers.as_array().map_or(0, Vec::len).try_into().unwrap_or(u32::MAX),
        weeks_waited: referred_on.map_or(0, |referred_on| weeks_waited(referred_on, enrolled_on)),
        in_holiday_weeks,
        readings,
        zone: Some(zone),
        reached_at: reached_at.map(|at| to_instant(at, OF)).transpose()?,
        brief_form_answered,
        anchor: entries.iter().map(|entry| entry.participation_id).min(),
    })
}

/// The days on which sites are closed all day, from the week before `now` on: a meeting of the staff is no holiday.
async fn load_holidays(
    on: &Connection,
    clinic_id: ClinicId,
    now: Timestamp,
) -> Result<Holidays, StorageError> {
    #[derive(FromQueryResult)]
    struct Closed {
        site_id: Uuid,
        first_on: chrono::NaiveDate,
        last_on: chrono::NaiveDate,
    }
    let sql = "SELECT site_id, first_on, last_on FROM closure \
               WHERE clinic_id = $1 AND last_on >= $2 AND withdrawn_at IS NULL AND site_id IS NOT NULL \
                 AND from_time IS NULL";
    // A week that began before today may still have sessions to come; the outermost zones are more than a day apart.
    let since = to_column(now).date_naive() - chrono::Days::new(8);
    let closed: Vec<Closed> = rows(on, sql, [clinic_id.uuid().into(), since.into()]).await?;
    let mut days = Vec::with_capacity(closed.len());
    for Closed { site_id, first_on, last_on } in closed {
        days.push((SiteId::from_uuid(site_id), to_date(first_on, "closure")?, to_date(last_on, "closure")?));
    }
    Ok(Holidays::new(days))
}
