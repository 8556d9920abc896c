//! Reading enrollments.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClientId, EnrollmentId, GroupId};
use crate::domain::slice::Slice;
use crate::storage::enrollments;

/// One enrollment of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_enrollment(
    app: &App,
    caller: &Caller,
    id: EnrollmentId,
) -> Result<Option<Enrollment>, Failure> {
    require_on(app, caller, Action::ReadClients, id).await?;
    enrollments::find_enrollment(app.db.reader(), caller.reach(), id).await.map_err(Failure::from)
}

/// A slice of the caller's enrollments, oldest first: of one group or one client, if given.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_enrollments(
    app: &App,
    caller: &Caller,
    group_id: Option<GroupId>,
    client_id: Option<ClientId>,
    slice: Slice<EnrollmentId>,
) -> Result<Vec<Enrollment>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    enrollments::list_enrollments(app.db.reader(), caller.reach(), group_id, client_id, slice)
        .await
        .map_err(Failure::from)
}

/// The enrollments of those ids: one statement, however many.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_enrollments(
    app: &App,
    caller: &Caller,
    ids: &[EnrollmentId],
) -> Result<Vec<Enrollment>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    enrollments::load_enrollments(app.db.reader(), caller.reach(), ids).await.map_err(Failure::from)
}

/// The open enrollments of those groups, oldest first: one statement, however many groups.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_open_enrollments_of_groups(
    app: &App,
    caller: &Caller,
    groups: &[GroupId],
) -> Result<Vec<Enrollment>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    enrollments::load_open_enrollments_of_groups(app.db.reader(), caller.reach(), groups)
        .await
        .map_err(Failure::from)
}
