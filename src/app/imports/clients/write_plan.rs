//! Carrying out a plan, in batches.

use jiff::Timestamp;
use serde_json::json;

use super::write_entries::write_entries;
use crate::app::people::{WriteClient, write_client};
use crate::app::records::{Done, done_many};
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::ids::{ClientId, RowId};
use crate::domain::imports::{
    ChangedClient, ClientImport, ImportPlan, ImportedClient, NewClient, NewEntry, PlannedEntry, PlannedRow,
    RowOutcome,
};
use crate::storage::imports::{NewClientRows, insert_clients, insert_import_rows};
use crate::storage::{Constraint, StorageError, Transaction};

/// Told how many rows are done, of how many.
pub type Watch = dyn Fn(usize, usize) + Send + Sync;

/// How many rows are written at a time.
const BATCH: usize = 1000;

/// Writes what the plan says, with what every change leaves behind.
pub(super) async fn write_plan(
    tx: &Transaction,
    app: &App,
    caller: &Caller,
    import: &ClientImport,
    plan: &ImportPlan,
    watch: &Watch,
) -> Result<(), Failure> {
    let now = import.created_at;
    // In the order of the file, and the index grows at its end.
    let mut ids = ordered_ids(app, now, plan.counts.created).into_iter();
    let mut done = 0;
    for batch in plan.rows.chunks(BATCH) {
        let mut entries = Vec::new();
        let created = new_rows(app, now, batch, &mut ids, &mut entries);
        insert_clients(tx, caller.clinic_id, &created).await.map_err(lost_race)?;
        let mut imported: Vec<_> = created.iter().map(|new| ImportedClient::created(&new.client)).collect();
        let mut changes: Vec<_> =
            created.iter().map(|new| left_behind("createClient", new.client.id, import, &[])).collect();
        let mut changed_entries = Vec::new();
        for changed in batch.iter().filter_map(changed) {
            let ChangedClient { before, client, guardian, availability, waitlist, fields: _ } = changed;
            match waitlist {
                None => {}
                Some(PlannedEntry::New(new)) => entries.push((client.id, new.clone())),
                Some(PlannedEntry::Changed(entry)) => changed_entries.push(entry.as_ref()),
            }
            if !changed.changes_client() {
                continue;
            }
            let (guardian, availability) = (guardian.as_ref(), availability.as_ref());
            let former_zone = Some(&before.client.zone);
            let write = WriteClient { client, former_zone, guardian, availability };
            write_client(tx, app, caller, now, write).await?;
            imported.push(ImportedClient::changed(changed));
            changes.push(left_behind("updateClient", changed.client.id, import, &changed.fields));
        }
        insert_import_rows(tx, caller.clinic_id, import.id, &imported).await.map_err(Failure::from)?;
        changes.extend(write_entries(tx, app, caller, import, entries, &changed_entries).await?);
        done_many(tx, app, caller, now, changes).await.map_err(Failure::from)?;
        done += batch.len();
        watch(done, plan.rows.len());
    }
    let counts = import.counts;
    let details = json!({
        "created": counts.created,
        "updated": counts.updated,
        "unchanged": counts.unchanged,
        "likelyDuplicates": counts.likely_duplicates,
        "refused": counts.refused,
    });
    let whole = Done { operation: "commitImport", subject: import.id.to_string(), details };
    done_many(tx, app, caller, now, vec![whole]).await.map_err(Failure::from)
}

/// New ids in ascending order.
fn ordered_ids(app: &App, now: Timestamp, count: u64) -> Vec<ClientId> {
    let mut ids: Vec<_> = (0..count).map(|_| ClientId::mint(now, app.entropy())).collect();
    ids.sort_unstable();
    ids
}

fn new_rows(
    app: &App,
    now: Timestamp,
    batch: &[PlannedRow],
    ids: &mut impl Iterator<Item = ClientId>,
    entries: &mut Vec<(ClientId, NewEntry)>,
) -> Vec<NewClientRows> {
    let new = |row: &PlannedRow| match &row.outcome {
        RowOutcome::Create(new) => Some(NewClient::clone(new)),
        RowOutcome::Update(_)
        | RowOutcome::Unchanged(_)
        | RowOutcome::LikelyDuplicate { .. }
        | RowOutcome::Refused(_) => None,
    };
    let row = || RowId::mint(now, app.entropy());
    let rows = batch.iter().filter_map(new).zip(ids);
    rows.map(|(new, id)| {
        entries.extend(new.waitlist.clone().map(|entry| (id, entry)));
        let (client, details) = new.into_client(id, now);
        NewClientRows {
            client,
            guardian: details.guardian.map(|guardian| (row(), guardian)),
            windows: details.availability.into_iter().map(|window| (row(), window)).collect(),
        }
    })
    .collect()
}

fn changed(row: &PlannedRow) -> Option<&ChangedClient> {
    match &row.outcome {
        RowOutcome::Update(changed) => Some(changed),
        RowOutcome::Create(_)
        | RowOutcome::Unchanged(_)
        | RowOutcome::LikelyDuplicate { .. }
        | RowOutcome::Refused(_) => None,
    }
}

/// The same external id was recorded meanwhile: the plan is out of date.
fn lost_race(error: StorageError) -> Failure {
    match error {
        StorageError::Constraint(Constraint::ClientExternalIdOnce) => Failure::Busy,
        other => Failure::from(other),
    }
}

fn left_behind(
    operation: &'static str,
    client: ClientId,
    import: &ClientImport,
    fields: &[&'static str],
) -> Done {
    let details = json!({ "fields": fields, "import": import.id.to_string() });
    Done { operation, subject: client.to_string(), details }
}
