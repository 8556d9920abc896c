//! The risk flag that an entry of the feed speaks of, as it is by now.

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::changes::{PublishedChange, Topic, Touched};
use crate::domain::ids::GroupId;
use crate::domain::risk::RiskFlag;
use crate::storage::{enrollments, risk_flags};

/// The flag that `change` tells of, if it is one of a member of `group_id` (of anybody, without it); none without a
/// change: the call then only says whether the caller may watch.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_changed_flags(
    app: &App,
    caller: &Caller,
    group_id: Option<GroupId>,
    change: Option<&PublishedChange>,
) -> Result<Vec<RiskFlag>, Failure> {
    require(app, caller, Action::ReadRisk, Concern::Clinic).await?;
    let change = change.filter(|change| change.clinic_id == caller.clinic_id);
    let Some(Touched::Flag(id)) = change.and_then(|change| change.touched(Topic::RiskFlagChanged)) else {
        return Ok(Vec::new());
    };
    let on = app.db.reader();
    let found = risk_flags::find_flag(on, caller.reach(), id).await.map_err(Failure::from)?;
    let Some(flag) = found else { return Ok(Vec::new()) };
    if group_id.is_some() {
        let enrollment = enrollments::find_enrollment(on, caller.reach(), flag.enrollment_id)
            .await
            .map_err(Failure::from)?;
        if enrollment.and_then(|enrollment| enrollment.group_id) != group_id {
            return Ok(Vec::new());
        }
    }
    Ok(vec![flag])
}
