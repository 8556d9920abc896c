//! What a preview and its commit must agree on.

use super::plan::{Duplicates, ImportPlan};
use super::plan_entry::{ChangedEntry, NewEntry, PlannedEntry};
use super::plan_row::{DuplicateOf, PlannedRow, RowOutcome};
use crate::domain::command_text::CommandText;
use crate::domain::ids::ImportId;
use crate::domain::series::{PlanHash, plan_hash};

impl ImportPlan {
    /// The hash of the plan of an upload, whose file never changes: it covers the options, each row's effect, and the
    /// versions of the clients and of the entries of the waiting list that change; never the clock.
    #[must_use]
    pub fn hash(&self, id: ImportId, duplicates: Duplicates, skip_bad_rows: bool) -> PlanHash {
        let command = CommandText::new("commitImport")
            .field("import", id)
            .field("duplicates", duplicates)
            .field("skip_bad_rows", skip_bad_rows)
            .list("rows", self.rows.iter().map(row_text));
        plan_hash(&command, &[])
    }
}

fn row_text(row: &PlannedRow) -> String {
    let PlannedRow { line, external_id: _, outcome } = row;
    let effect = outcome.effect();
    match outcome {
        RowOutcome::Refused(_) => format!("{line} {effect}"),
        RowOutcome::Create(new) => {
            let waits = new.waitlist.as_ref().map(new_entry_text).unwrap_or_default();
            format!("{line} {effect}{waits}")
        }
        RowOutcome::Unchanged(id) | RowOutcome::LikelyDuplicate { of: DuplicateOf::Client(id), .. } => {
            format!("{line} {effect} {id}")
        }
        RowOutcome::LikelyDuplicate { of: DuplicateOf::Line(of), .. } => format!("{line} {effect} {of}"),
        RowOutcome::Update(changed) => {
            let (id, version) = (changed.client.id, changed.before.client.row_version);
            let waits = changed.waitlist.as_ref().map(entry_text).unwrap_or_default();
            format!("{line} {effect} {id} {version} {}{waits}", changed.fields.join(","))
        }
    }
}

fn entry_text(planned: &PlannedEntry) -> String {
    match planned {
        PlannedEntry::New(new) => new_entry_text(new),
        PlannedEntry::Changed(changed) => {
            let ChangedEntry { before, after } = changed.as_ref();
            let site = after.site_id.map_or_else(|| "-".to_owned(), |site| site.to_string());
            format!(" {} {} {site} {}", before.id, before.row_version, after.status)
        }
    }
}

/// Without the date, which is today where the file names none.
fn new_entry_text(new: &NewEntry) -> String {
    let NewEntry { program_id, site_id, referred_on: _, priority, status } = new;
    let site = site_id.map_or_else(|| "-".to_owned(), |site| site.to_string());
    format!(" {program_id} {site} {priority} {status}")
}
