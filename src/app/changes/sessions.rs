//! The sessions that an entry of the feed speaks of, as they are by now.

use crate::app::access::require;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::changes::{PublishedChange, Topic, Touched};
use crate::domain::ids::{GroupId, SessionId};
use crate::domain::series::{ScheduleFilter, ScheduledSession};
use crate::domain::slice::Slice;
use crate::storage::{participations, schedule, sessions};

/// The most sessions shown for one entry: more than a series has.
const MOST: u64 = 500;

/// Which sessions are watched.
#[derive(Debug, Clone, Copy, Default)]
pub struct WatchedSessions {
    /// Of this group only.
    pub group_id: Option<GroupId>,
    /// This one only.
    pub session_id: Option<SessionId>,
}

/// The watched sessions that `change` tells of, in the order of their starts; none without a change: the call then only
/// says whether the caller may watch.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn load_changed_sessions(
    app: &App,
    caller: &Caller,
    topic: Topic,
    watched: WatchedSessions,
    change: Option<&PublishedChange>,
) -> Result<Vec<ScheduledSession>, Failure> {
    if topic == Topic::AttendanceMarked {
        require(app, caller, Action::ReadAttendance, Concern::Clinic).await?;
    }
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    let Some(change) = change.filter(|change| change.clinic_id == caller.clinic_id) else {
        return Ok(Vec::new());
    };
    let mut ids = touched(app, caller, topic, change).await?;
    ids.retain(|id| watched.session_id.is_none_or(|wanted| wanted == *id));
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let filter = ScheduleFilter { ids: Some(ids), group_id: watched.group_id, ..ScheduleFilter::default() };
    let slice = Slice { after: None, limit: MOST };
    schedule::list_scheduled(app.db.reader(), caller.reach(), &filter, slice).await.map_err(Failure::from)
}

async fn touched(
    app: &App,
    caller: &Caller,
    topic: Topic,
    change: &PublishedChange,
) -> Result<Vec<SessionId>, Failure> {
    let (on, clinic_id) = (app.db.reader(), caller.clinic_id);
    match change.touched(topic) {
        Some(Touched::Session(id)) => Ok(vec![id]),
        Some(Touched::SessionOf(id)) => {
            let place =
                participations::find_participation(on, caller.reach(), id).await.map_err(Failure::from)?;
            Ok(place.into_iter().map(|place| place.session_id).collect())
        }
        Some(Touched::SessionsOf(id)) => {
            let of_series =
                sessions::list_sessions_of_series(on, clinic_id, id).await.map_err(Failure::from)?;
            Ok(of_series.into_iter().map(|session| session.id).collect())
        }
        Some(Touched::Flag(_) | Touched::Notice(_) | Touched::Figures) | None => Ok(Vec::new()),
    }
}
