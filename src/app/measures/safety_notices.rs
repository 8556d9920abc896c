//! Reading safety notices.

use std::collections::HashMap;

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::changes::{PublishedChange, Topic, Touched};
use crate::domain::ids::{ClinicId, EnrollmentId, SafetyNoticeId};
use crate::domain::measures::{NoticeReopening, SafetyNotice};
use crate::domain::name::Name;
use crate::domain::slice::Slice;
use crate::storage::{Connection, StorageError, measures};

/// A notice, with whom to call and what was written of it before.
#[derive(Debug, Clone)]
pub struct ShownNotice {
    /// The notice.
    pub notice: SafetyNotice,
    /// The crisis lines of the enrollment's site, or else of the clinic.
    pub crisis_lines: Option<Name>,
    /// How often it was put back on the list, from the first time.
    pub reopenings: Vec<NoticeReopening>,
}

/// A slice of the notices that nobody has looked at yet, newest first: of the enrollments the caller leads, or of the clinic's.
///
/// # Errors
/// `Failure` if denied (it needs the rights to read clients and risk) or the database fails.
pub async fn list_safety_notices(
    app: &App,
    caller: &Caller,
    slice: Slice<SafetyNoticeId>,
) -> Result<Vec<ShownNotice>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    require(app, caller, Action::ReadRisk, Concern::Clinic).await?;
    let on = app.db.reader();
    let notices = measures::list_open_notices(on, caller.reach(), slice).await?;
    shown(on, caller.clinic_id, notices).await.map_err(Failure::from)
}

/// One notice, whatever became of it.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_safety_notice(
    app: &App,
    caller: &Caller,
    id: SafetyNoticeId,
) -> Result<Option<ShownNotice>, Failure> {
    require_on(app, caller, Action::ReadClients, id).await?;
    require_on(app, caller, Action::ReadRisk, id).await?;
    let on = app.db.reader();
    let found = measures::find_safety_notice(on, caller.reach(), id).await?;
    let shown = shown(on, caller.clinic_id, found.into_iter().collect()).await?;
    Ok(shown.into_iter().next())
}

/// The notice that `change` tells of; none without a change: the call then only says whether the caller may watch.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_changed_notices(
    app: &App,
    caller: &Caller,
    change: Option<&PublishedChange>,
) -> Result<Vec<ShownNotice>, Failure> {
    require(app, caller, Action::ReadClients, Concern::Clinic).await?;
    require(app, caller, Action::ReadRisk, Concern::Clinic).await?;
    let change = change.filter(|change| change.clinic_id == caller.clinic_id);
    let Some(Touched::Notice(id)) = change.and_then(|change| change.touched(Topic::SafetyNoticeChanged))
    else {
        return Ok(Vec::new());
    };
    Ok(find_safety_notice(app, caller, id).await?.into_iter().collect())
}

/// The notices with whom to call, and their reopenings: two statements more, if there are any.
pub(super) async fn shown(
    on: &Connection,
    clinic_id: ClinicId,
    notices: Vec<SafetyNotice>,
) -> Result<Vec<ShownNotice>, StorageError> {
    let ids: Vec<EnrollmentId> = notices.iter().map(|notice| notice.enrollment_id).collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let lines = measures::load_crisis_lines(on, clinic_id, &ids).await?;
    let ids: Vec<SafetyNoticeId> = notices.iter().map(|notice| notice.id).collect();
    let mut reopenings: HashMap<SafetyNoticeId, Vec<NoticeReopening>> = HashMap::new();
    for reopening in measures::load_notice_reopenings(on, clinic_id, &ids).await? {
        reopenings.entry(reopening.notice_id).or_default().push(reopening);
    }
    let shown = |notice: SafetyNotice| {
        let crisis_lines = lines.get(&notice.enrollment_id).cloned();
        let reopenings = reopenings.remove(&notice.id).unwrap_or_default();
        ShownNotice { notice, crisis_lines, reopenings }
    };
    Ok(notices.into_iter().map(shown).collect())
}
