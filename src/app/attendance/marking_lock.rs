//! The lock that a site puts on the marks of sessions long over.

use jiff::Timestamp;

use crate::app::Failure;
use crate::domain::access::{Action, Caller, Concern, decide};
use crate::domain::series::Session;
use crate::domain::time::WallTime;
use crate::storage::{Transaction, rosters};

/// The marks of a session are locked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the session of {of} ended more than {days} {unit} ago: its marks have been locked since {since}",
    unit = if *.days == 1 { "day" } else { "days" }
)]
pub struct MarksLocked {
    /// The session's wall time.
    pub of: WallTime,
    /// After how many days the site locks.
    pub days: i64,
    /// Since when.
    pub since: Timestamp,
}

/// The lock on the session's marks, if its site has one that has fallen. A statement, for sessions over for a day or more.
pub(super) async fn lock_on(
    tx: &Transaction,
    caller: &Caller,
    session: &Session,
    now: Timestamp,
) -> Result<Option<MarksLocked>, Failure> {
    const SHORTEST: jiff::SignedDuration = jiff::SignedDuration::from_hours(24);
    if now.duration_since(session.ends_at) <= SHORTEST {
        return Ok(None);
    }
    let lock = rosters::find_marking_lock(tx, caller.clinic_id, session.series_id).await?;
    let locked = lock.and_then(|lock| Some((lock, lock.locked_since(session.ends_at, now)?)));
    Ok(locked.map(|(lock, since)| MarksLocked { of: session.wall_time(), days: lock.days(), since }))
}

/// Whether the caller records attendance wherever they like, and not only where they lead: the lock is not for them.
pub(super) fn is_above_locks(caller: &Caller) -> bool {
    decide(caller, Action::RecordAttendance, Concern::LedBy(&[])).is_ok()
}
