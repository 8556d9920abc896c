//! Welcomes after whose appointment the next follow a week apart.

use std::collections::{HashMap, HashSet};

use jiff::ToSpan as _;
use jiff::civil::DateTime;
use sea_orm::entity::prelude::Uuid;
use sea_orm::{FromQueryResult, Value};

use super::super::Connection;
use super::super::dialect::{is_any_of_bound, paired_ids};
use super::super::error::StorageError;
use super::super::statement::rows;
use crate::domain::ids::{ClinicId, ParticipationId, ReminderDeliveryId};
use crate::domain::reminders::{ClaimedDelivery, DeliveryKind};

#[derive(FromQueryResult)]
struct NextRow {
    delivery_id: Uuid,
    first_start: String,
    next_start: String,
}

/// Those welcomes among these mails after whose appointment the next two of the same series are a week apart, on its own wall
/// clock: one statement, and none without welcomes. Where a start of the course can't be read, they are not taken to be.
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
    let mut starts: HashMap<Uuid, (Option<DateTime>, Vec<Option<DateTime>>)> = HashMap::new();
    for row in rows::<NextRow>(on, &sql, values).await? {
        let NextRow { delivery_id, first_start, next_start } = row;
        let (_, next) = starts.entry(delivery_id).or_insert_with(|| (first_start.parse().ok(), Vec::new()));
        next.push(next_start.parse().ok());
    }
    let weekly = starts.iter().filter(|(_, (first, next))| is_weekly(*first, next));
    Ok(weekly.map(|(id, _)| ReminderDeliveryId::from_uuid(*id)).collect())
}

fn is_weekly(first: Option<DateTime>, next: &[Option<DateTime>]) -> bool {
    let readable: Option<Vec<DateTime>> = next.iter().copied().collect();
    let Some((first, mut next)) = first.zip(readable) else { return false };
    next.sort_unstable();
    let after = |weeks: i64| first.checked_add(weeks.weeks()).ok();
    next.len() > 1 && next.iter().zip(1..).take(2).all(|(start, weeks)| after(weeks) == Some(*start))
}
