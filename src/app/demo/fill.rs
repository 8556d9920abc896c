//! The story from its beginning to the present.

use super::attendance::record_until;
use super::cast::{ADMIN, Begins, FIRST_SITE};
use super::clinic::{self, address};
use super::error::FillDemoError;
use super::filling::Filling;
use super::{groups, treatments};
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, StaffMemberId};
use crate::storage::staff;

/// The clinic was set up so many days ago.
const DAYS_SINCE_THE_OPENING: i64 = 52;
/// The first sessions took place so many days ago, or up to six fewer: each weekday has come seven times since, with
/// today's.
pub(super) const DAYS_SINCE_THE_FIRST_SESSIONS: i64 = 48;
/// Further treatments were begun so many days ago, and a session was cancelled.
const DAYS_SINCE_THE_CHANGES: i64 = 23;
/// The first sessions of those treatments took place so many days ago, or up to six fewer.
pub(super) const DAYS_SINCE_THE_LATER_SESSIONS: i64 = 20;

/// The tz database zone in which the demo's week is shown: the first site's.
pub const ZONE: &str = FIRST_SITE.zone;

/// What the demo consists of.
#[derive(Debug, Clone, Copy)]
pub struct FilledDemo {
    /// The clinic.
    pub clinic_id: ClinicId,
    /// Its administrator: in whose name a token can be issued.
    pub admin_id: StaffMemberId,
}

/// Writes the demo's clinic into a database, relative to the present of `app`, by a clock and a chance of its own.
///
/// # Errors
/// `AlreadyFilled` if it is there, and nothing is written; `Step` or `Failure` if the database fails: what was
/// written by then stays, so begin anew with another database.
pub async fn fill(app: &App) -> Result<FilledDemo, FillDemoError> {
    let login = address(ADMIN.email)?;
    if staff::find_account(app.db.reader(), &login).await.map_err(Failure::from)?.is_some() {
        return Err(FillDemoError::AlreadyFilled);
    }
    let filling = &Filling::begin(app, DAYS_SINCE_THE_OPENING);
    let setting = clinic::open(filling).await?;
    let losing = groups::form_all(filling, &setting).await?;
    treatments::begin_all(filling, &setting, Begins::WithTheGroups).await?;

    record_until(filling, &setting, filling.days_ago(DAYS_SINCE_THE_CHANGES)).await?;
    treatments::begin_all(filling, &setting, Begins::Later).await?;
    for group_id in losing {
        groups::cancel_the_next(filling, &setting, group_id).await?;
    }

    record_until(filling, &setting, filling.present).await?;
    let Caller { clinic_id, .. } = setting.admin;
    let admin_id = setting.admin.staff_member().ok_or(Failure::NotFound)?;
    Ok(FilledDemo { clinic_id, admin_id })
}
