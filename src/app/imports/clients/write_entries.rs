//! Carrying out what a plan does on the waiting list.

use serde_json::json;

use crate::app::records::Done;
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::ids::{ClientId, WaitlistEntryId};
use crate::domain::imports::{ChangedEntry, ClientImport, ImportedEntry, NewEntry};
use crate::domain::waitlist::{WaitlistEntry, WithdrawalReason};
use crate::storage::imports::insert_import_entries;
use crate::storage::{Constraint, StorageError, Transaction, waitlist};

/// Writes the entries of a batch: the new ones in a few statements. What each leaves behind is told.
pub(super) async fn write_entries(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    import: &ClientImport,
    new: Vec<(ClientId, NewEntry)>,
    changed: &[&ChangedEntry],
) -> Result<Vec<Done>, Failure> {
    if new.is_empty() && changed.is_empty() {
        return Ok(Vec::new());
    }
    let now = import.created_at;
    let mut ids: Vec<_> = new.iter().map(|_| WaitlistEntryId::mint(now, app.entropy())).collect();
    // In the order of the file, and the index grows at its end.
    ids.sort_unstable();
    let made = new.into_iter().zip(ids).map(|((client, entry), id)| entry.into_entry(id, client, now));
    let made: Vec<WaitlistEntry> = made.collect();
    waitlist::insert_entries(tx, caller.clinic_id, &made).await.map_err(|error| match error {
        // Somebody put the client on the list in this moment.
        StorageError::Constraint(Constraint::WaitlistEntryOpenOnce) => Failure::Busy,
        other => Failure::from(other),
    })?;
    for ChangedEntry { before: _, after } in changed {
        if !waitlist::update_entry(tx, caller.clinic_id, after).await.map_err(Failure::from)? {
            return Err(Failure::Busy);
        }
    }
    let imported: Vec<_> = made
        .iter()
        .map(ImportedEntry::made)
        .chain(changed.iter().map(|changed| ImportedEntry::changed(changed)))
        .collect();
    insert_import_entries(tx, caller.clinic_id, import.id, &imported).await.map_err(Failure::from)?;
    let mut all: Vec<Done> = made.iter().map(|entry| added(entry, import)).collect();
    all.extend(changed.iter().flat_map(|changed| left_behind(changed, import)));
    Ok(all)
}

fn added(entry: &WaitlistEntry, import: &ClientImport) -> Done {
    let details = json!({ "client": entry.client_id.to_string(), "program": entry.program_id.to_string(),
        "status": entry.status.word(), "import": import.id.to_string() });
    Done { operation: "addToWaitlist", subject: entry.id.to_string(), details }
}

/// The same two events as by hand: one for how the client waits, one for where the entry stands.
fn left_behind(changed: &ChangedEntry, import: &ClientImport) -> Vec<Done> {
    let ChangedEntry { before, after } = changed;
    let (client, import) = (after.client_id.to_string(), import.id.to_string());
    let mut all = Vec::new();
    let how = |entry: &WaitlistEntry| (entry.site_id, entry.referred_on, entry.priority);
    if how(before) != how(after) {
        let details = json!({ "client": client, "priority": after.priority.word(),
            "referredOn": after.referred_on.to_string(), "import": import });
        all.push(Done { operation: "updateWaitlistEntry", subject: after.id.to_string(), details });
    }
    if before.status != after.status {
        let details = json!({ "client": client, "from": before.status.word(), "to": after.status.word(),
            "reason": after.withdrawal_reason.map(WithdrawalReason::word), "import": import });
        all.push(Done { operation: "setWaitlistStatus", subject: after.id.to_string(), details });
    }
    all
}
