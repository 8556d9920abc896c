//! What follows from sessions that the rules of their zone have moved.

use jiff::Timestamp;
use serde_json::json;

use crate::app::App;
use crate::app::notices::{SessionChange, tell_later};
use crate::app::records::{self, Done};
use crate::app::series::rewrite::Rewritten;
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, SessionId};
use crate::storage::{StorageError, Transaction, reminders};

/// The name the audit log has for it.
const RULE: &str = "series.rederive";

/// Supersedes the reminders of those sessions and records each, in the transaction that moved them: as many statements
/// for one as for all.
///
/// The clients of these pairs have been told another instant, or, where only `clock_change` differs, the right one. This
/// is the one place where they are told of it.
pub(super) async fn follow_up(
    tx: &Transaction,
    app: &App,
    clinic_id: ClinicId,
    now: Timestamp,
    moved: &[Rewritten],
) -> Result<(), StorageError> {
    let ids: Vec<SessionId> = moved.iter().map(|pair| pair.after.id).collect();
    let changes: Vec<SessionChange> = moved.iter().map(SessionChange::from).collect();
    tell_later(tx, app, clinic_id, now, &changes).await?;
    // A wall time that is skipped or comes twice at the same instant is no news: its reminders are planned again.
    reminders::supersede_deliveries(tx, clinic_id, &ids, now).await?;
    let done = moved.iter().map(|Rewritten { before, after, clients: _ }| Done {
        operation: "rederiveSession",
        subject: after.id.to_string(),
        details: json!({
            "startedAt": before.starts_at.to_string(),
            "startsAt": after.starts_at.to_string(),
            "clockChange": after.clock_change.word(),
            "fromRelease": before.tzdb_version,
            "toRelease": after.tzdb_version,
        }),
    });
    records::done_many(tx, app, &Caller::system(clinic_id, RULE), now, done.collect()).await
}
