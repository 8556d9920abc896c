//! Reading groups.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::groups::TherapyGroup;
use crate::domain::ids::GroupId;
use crate::domain::slice::Slice;
use crate::storage::groups;

/// One group of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_group(app: &App, caller: &Caller, id: GroupId) -> Result<Option<TherapyGroup>, Failure> {
    require_on(app, caller, Action::ReadSchedule, id).await?;
    groups::find_group(app.db.reader(), caller.reach(), id).await.map_err(Failure::from)
}

/// A slice of the caller's groups, oldest first.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_groups(
    app: &App,
    caller: &Caller,
    slice: Slice<GroupId>,
) -> Result<Vec<TherapyGroup>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    groups::list_groups(app.db.reader(), caller.reach(), slice).await.map_err(Failure::from)
}

/// The groups of those ids: one statement, however many.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_groups(app: &App, caller: &Caller, ids: &[GroupId]) -> Result<Vec<TherapyGroup>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    groups::load_groups(app.db.reader(), caller.reach(), ids).await.map_err(Failure::from)
}
