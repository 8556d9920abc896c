//! A clinic's week, counted.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use sea_orm::FromQueryResult;

use super::super::Connection;
use super::super::attendance::count;
use super::super::dashboards::read_rate;
use super::super::error::StorageError;
use super::super::statement::rows;
use super::super::values::to_column;
use super::unrecorded::count_unrecorded;
use crate::domain::access::Reach;
use crate::domain::attendance::AttendanceRate;
use crate::domain::dashboards::{DashboardFilter, Period};
use crate::domain::ids::ClinicId;
use crate::domain::staff_mails::WeekFigures;

#[derive(FromQueryResult)]
struct Row {
    held: i64,
    cancelled: i64,
    coming: i64,
    open_flags: i64,
    unowned_flags: i64,
    open_tasks: i64,
    failed_mails: i64,
    suspended_addresses: i64,
}

/// Two days: more than any wall calendar is ahead of, or behind, that of UTC.
const SLACK: SignedDuration = SignedDuration::from_hours(48);

/// The week from that Monday to that Sunday, and what is open `now`; sessions count by the calendar of their own zone, mails that
/// failed by that of UTC: three statements.
///
/// # Errors
/// `StorageError` if the database fails.
pub async fn read_week_figures(
    on: &Connection,
    clinic_id: ClinicId,
    (monday, sunday): (Date, Date),
    now: Timestamp,
) -> Result<WeekFigures, StorageError> {
    const OF: &str = "a week's figures";
    let period =
        Period::back_from(sunday, Some(monday), Some(sunday)).map_err(|_| StorageError::Corrupt(OF))?;
    let rate = read_rate(on, Reach::clinic(clinic_id), &DashboardFilter::default(), period, now).await?;
    let AttendanceRate { attended, opportunities, unrecorded: _ } =
        rate.figures().copied().unwrap_or_default();
    let unrecorded = count_unrecorded(on, clinic_id, now).await?;
    let after = |days: i64| monday.checked_add(days.days()).map_err(|_| StorageError::Corrupt(OF));
    let start = |day: Date, slack: SignedDuration| {
        let start = day.to_zoned(jiff::tz::TimeZone::UTC).map_err(|_| StorageError::Corrupt(OF))?.timestamp();
        start.checked_add(slack).map_err(|_| StorageError::Corrupt(OF))
    };
    let of_week = |from: usize, until: usize| {
        format!(
            "SELECT count(*) FROM session WHERE clinic_id = $1 AND starts_at > $6 AND starts_at < $7 \
             AND local_start >= ${from} AND local_start < ${until}"
        )
    };
    let sql = format!(
        "
SELECT ({} AND status <> 'CANCELLED') AS held, ({} AND status = 'CANCELLED') AS cancelled,
    ({} AND status <> 'CANCELLED') AS coming,
    (SELECT count(*) FROM risk_flag WHERE clinic_id = $1 AND closed_at IS NULL) AS open_flags,
    (SELECT count(*) FROM risk_flag WHERE clinic_id = $1 AND closed_at IS NULL AND owner_id IS NULL) AS unowned_flags,
    (SELECT count(*) FROM task WHERE clinic_id = $1 AND closed_at IS NULL) AS open_tasks,
    (SELECT count(*) FROM reminder_delivery
        WHERE clinic_id = $1 AND state = 'FAILED' AND due_at >= $5 AND due_at < $8) AS failed_mails,
    (SELECT count(*) FROM client WHERE clinic_id = $1 AND email_suspended_at IS NOT NULL) AS suspended_addresses",
        of_week(2, 3),
        of_week(2, 3),
        of_week(3, 4),
    );
    let values = [
        clinic_id.uuid().into(),
        monday.to_string().into(),
        after(7)?.to_string().into(),
        after(14)?.to_string().into(),
        to_column(start(monday, SignedDuration::ZERO)?).into(),
        to_column(start(monday, -SLACK)?).into(),
        to_column(start(after(14)?, SLACK)?).into(),
        to_column(start(after(7)?, SignedDuration::ZERO)?).into(),
    ];
    let Row {
        held,
        cancelled,
        coming,
        open_flags,
        unowned_flags,
        open_tasks,
        failed_mails,
        suspended_addresses,
    } = rows::<Row>(on, &sql, values).await?.into_iter().next().ok_or(StorageError::Corrupt(OF))?;
    Ok(WeekFigures {
        held: count(held)?,
        cancelled: count(cancelled)?,
        coming: count(coming)?,
        attended,
        opportunities,
        unrecorded,
        open_flags: count(open_flags)?,
        unowned_flags: count(unowned_flags)?,
        open_tasks: count(open_tasks)?,
        failed_mails: count(failed_mails)?,
        suspended_addresses: count(suspended_addresses)?,
    })
}
