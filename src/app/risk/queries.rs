//! Reading flags.

use std::collections::HashMap;

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::ids::{ClinicId, EnrollmentId, GroupId, RiskFlagId, StaffMemberId};
use crate::domain::risk::{RiskAction, RiskFlag, RiskKind, RiskState};
use crate::domain::slice::Slice;
use crate::storage::risk_actions;
use crate::storage::risk_flags::{self, FlagFilter};

/// Which flags are wanted.
#[derive(Debug, Clone, Default)]
pub struct ListFlags {
    /// In these states; none given is the worklist's.
    pub states: Vec<RiskState>,
    /// Of these kinds; none given is every kind.
    pub kinds: Vec<RiskKind>,
    /// Of one group's members, if given.
    pub group_id: Option<GroupId>,
    /// Of those that this member of staff is to see to, if given.
    pub owner: Option<StaffMemberId>,
    /// Those that nobody sees to, alone: given to nobody, or to somebody who can't work through them any more.
    pub unowned: bool,
    /// Those that rest, too.
    pub with_snoozed: bool,
}

/// A slice of the clinic's flags, newest first.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_flags(
    app: &App,
    caller: &Caller,
    wanted: ListFlags,
    slice: Slice<RiskFlagId>,
) -> Result<Vec<RiskFlag>, Failure> {
    require(app, caller, Action::ReadRisk, Concern::Clinic).await?;
    let ListFlags { mut states, kinds, group_id, owner, unowned, with_snoozed } = wanted;
    if states.is_empty() {
        states = RiskState::ALL.into_iter().filter(|state| state.is_on_worklist()).collect();
    }
    let awake_at = (!with_snoozed).then(|| app.now());
    let filter = FlagFilter { states, kinds, group_id, owner, unowned, awake_at };
    risk_flags::list_flags(app.db.reader(), caller.reach(), &filter, slice).await.map_err(Failure::from)
}

/// One flag of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_flag(app: &App, caller: &Caller, id: RiskFlagId) -> Result<Option<RiskFlag>, Failure> {
    require_on(app, caller, Action::ReadRisk, id).await?;
    risk_flags::find_flag(app.db.reader(), caller.reach(), id).await.map_err(Failure::from)
}

/// The flags of those enrollments, oldest first, withdrawn ones too: one statement, however many. For edges of records
/// whose risk the caller may read.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn load_enrollment_flags(
    app: &App,
    clinic_id: ClinicId,
    ids: &[EnrollmentId],
) -> Result<HashMap<EnrollmentId, Vec<RiskFlag>>, Failure> {
    let flags = risk_flags::load_flags_of_enrollments(app.db.reader(), clinic_id, ids)
        .await
        .map_err(Failure::from)?;
    let mut by_enrollment: HashMap<_, Vec<RiskFlag>> = HashMap::new();
    for flag in flags {
        by_enrollment.entry(flag.enrollment_id).or_default().push(flag);
    }
    Ok(by_enrollment)
}

/// What was done about those flags, each from its first entry: one statement, however many. For edges of records that the
/// caller may read.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn load_histories_of_flags(
    app: &App,
    clinic_id: ClinicId,
    ids: &[RiskFlagId],
) -> Result<HashMap<RiskFlagId, Vec<RiskAction>>, Failure> {
    let actions = risk_actions::load_actions(app.db.reader(), clinic_id, ids).await?;
    let mut by_flag: HashMap<_, Vec<RiskAction>> = HashMap::new();
    for action in actions {
        by_flag.entry(action.flag_id).or_default().push(action);
    }
    Ok(by_flag)
}
