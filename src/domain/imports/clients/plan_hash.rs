//! What a preview and its commit must agree on.

use super::plan::{Duplicates, ImportPlan};
use super::plan_row::{DuplicateOf, PlannedRow, RowOutcome};
use crate::domain::command_text::CommandText;
use crate::domain::ids::ImportId;
use crate::domain::series::{PlanHash, plan_hash};

impl ImportPlan {
    /// The hash of the plan of an upload, whose file never changes: it covers the options, each row's effect, and the
    /// versions of the clients that change; never the clock.
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
        RowOutcome::Create(_) | RowOutcome::Refused(_) => format!("{line} {effect}"),
        RowOutcome::Unchanged(id) | RowOutcome::LikelyDuplicate { of: DuplicateOf::Client(id), .. } => {
            format!("{line} {effect} {id}")
        }
        RowOutcome::LikelyDuplicate { of: DuplicateOf::Line(of), .. } => format!("{line} {effect} {of}"),
        RowOutcome::Update(changed) => {
            let (id, version) = (changed.client.id, changed.before.client.row_version);
            format!("{line} {effect} {id} {version} {}", changed.fields.join(","))
        }
    }
}
