//! Attendance rates, counted by the database.

use std::collections::HashMap;

use jiff::Timestamp;

use super::withheld::{is_clinic_withheld, withheld_groups};
use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::attendance::AttendanceRate;
use crate::domain::groups::TherapyGroup;
use crate::domain::ids::{ClinicId, EnrollmentId, GroupId};
use crate::domain::slice::Slice;
use crate::storage::{attendance, enrollments, groups};

/// The whole clinic's rate; none if it is about too few people for a caller who may read aggregates only.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn read_clinic_rate(app: &App, caller: &Caller) -> Result<Option<AttendanceRate>, Failure> {
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    let now = app.now();
    if is_clinic_withheld(app, caller, now).await? {
        return Ok(None);
    }
    Ok(Some(attendance::read_clinic_rate(app.db.reader(), caller.clinic_id, now).await?))
}

/// One group's rate; none if it is withheld, as in `list_group_rates`.
///
/// # Errors
/// `Failure` if denied, missing, or the database fails.
pub async fn read_group_rate(
    app: &App,
    caller: &Caller,
    id: GroupId,
) -> Result<Option<AttendanceRate>, Failure> {
    require_on(app, caller, Action::ReadAttendance, id).await?;
    groups::find_group(app.db.reader(), caller.reach(), id)
        .await
        .map_err(Failure::from)?
        .ok_or(Failure::NotFound)?;
    let now = app.now();
    if withheld_groups(app, caller, now).await?.contains(&id) {
        return Ok(None);
    }
    let rates = load_group_rates(app, caller.clinic_id, &[id], now).await?;
    Ok(Some(rates.get(&id).copied().unwrap_or_default()))
}

/// One enrollment's rate.
///
/// # Errors
/// `Failure` if denied, missing, or the database fails.
pub async fn read_enrollment_rate(
    app: &App,
    caller: &Caller,
    id: EnrollmentId,
) -> Result<AttendanceRate, Failure> {
    require_on(app, caller, Action::ReadAttendance, id).await?;
    // One person's rate: not for who may read aggregates only.
    require_on(app, caller, Action::ReadClients, id).await?;
    enrollments::find_enrollment(app.db.reader(), caller.reach(), id)
        .await
        .map_err(Failure::from)?
        .ok_or(Failure::NotFound)?;
    let rates = load_enrollment_rates(app, caller.clinic_id, &[id], app.now()).await?;
    Ok(rates.get(&id).copied().unwrap_or_default())
}

/// A slice of the clinic's groups, oldest first, each with its rate: two statements, however many. A rate about too few
/// people is withheld from a caller who may read aggregates only, and with it that of the smallest of the other groups: a
/// third statement.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_group_rates(
    app: &App,
    caller: &Caller,
    slice: Slice<GroupId>,
) -> Result<Vec<(TherapyGroup, Option<AttendanceRate>)>, Failure> {
    require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    let listed = groups::list_groups(app.db.reader(), caller.reach(), slice).await.map_err(Failure::from)?;
    let ids: Vec<GroupId> = listed.iter().map(|group| group.id).collect();
    let now = app.now();
    let withheld = withheld_groups(app, caller, now).await?;
    let rates = load_group_rates(app, caller.clinic_id, &ids, now).await?;
    let with_rate = |group: TherapyGroup| {
        let rate = rates.get(&group.id).copied().unwrap_or_default();
        let shown = (!withheld.contains(&group.id)).then_some(rate);
        (group, shown)
    };
    Ok(listed.into_iter().map(with_rate).collect())
}

/// The rates of those groups over the sessions begun by `now`: one statement, however many. A group without
/// participations is missing: its rate is the default. For edges of records that the caller may read.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn load_group_rates(
    app: &App,
    clinic_id: ClinicId,
    ids: &[GroupId],
    now: Timestamp,
) -> Result<HashMap<GroupId, AttendanceRate>, Failure> {
    attendance::load_group_rates(app.db.reader(), clinic_id, ids, now).await.map_err(Failure::from)
}

/// The rates of those enrollments over the sessions begun by `now`: one statement, however many. An enrollment
/// without participations is missing: its rate is the default. For edges of records that the caller may read.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn load_enrollment_rates(
    app: &App,
    clinic_id: ClinicId,
    ids: &[EnrollmentId],
    now: Timestamp,
) -> Result<HashMap<EnrollmentId, AttendanceRate>, Failure> {
    attendance::load_enrollment_rates(app.db.reader(), clinic_id, ids, now).await.map_err(Failure::from)
}
