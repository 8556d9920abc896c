//! Writing marks that were decided: history, what stands, HELD, risk.

use jiff::Timestamp;

use crate::app::App;
use crate::app::risk::{ChangedFlag, reassess_locked};
use crate::domain::access::Caller;
use crate::domain::attendance::{Note, Participation, RecordedMark, RosterEntry};
use crate::domain::ids::{EnrollmentId, MarkId};
use crate::domain::series::{Session, SessionStatus};
use crate::storage::{StorageError, Transaction, marks, rosters, sessions};

/// Appends the marks that `entries` now carry, and answers the flags that changed with them. The session and its
/// roster are locked; the number of statements does not depend on how many entries there are.
///
/// The first mark made after the start says that the session was held; one made in advance does not.
///
/// # Errors
/// `Constraint(MarkVersionOnce)` if somebody got past the locks; otherwise `StorageError`.
pub(super) async fn append(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    session: &Session,
    entries: &[&RosterEntry],
    note: Option<&Note>,
) -> Result<Vec<ChangedFlag>, StorageError> {
    let standing: Vec<Participation> = entries.iter().map(|entry| entry.participation.clone()).collect();
    write_marks(tx, app, caller, now, &standing, note).await?;
    if session.status == SessionStatus::Planned && now >= session.starts_at {
        sessions::set_session_held(tx, caller.clinic_id, session.id).await?;
    }
    let enrollments: Vec<EnrollmentId> = standing.iter().map(|one| one.enrollment_id).collect();
    reassess_locked(tx, app, caller, now, &enrollments).await
}

/// Writes the marks that `standing` now carry: a history entry each, and what stands.
///
/// # Errors
/// `Constraint(MarkVersionOnce)` if somebody got past the locks; otherwise `StorageError`.
pub(in crate::app) async fn write_marks(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    now: Timestamp,
    standing: &[Participation],
    note: Option<&Note>,
) -> Result<(), StorageError> {
    let history: Vec<RecordedMark> = standing
        .iter()
        .map(|participation| RecordedMark {
            id: MarkId::mint(now, app.entropy()),
            participation_id: participation.id,
            version: participation.current.version,
            mark: participation.current.mark,
            note: note.cloned(),
            recorded_by: caller.actor.into(),
            recorded_at: now,
        })
        .collect();
    marks::append_marks(tx, caller.clinic_id, &history).await?;
    rosters::store_standing_marks(tx, caller.clinic_id, standing).await
}
