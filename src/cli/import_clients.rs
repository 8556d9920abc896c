//! `roundel import clients`

use std::path::PathBuf;

use clap::Args;
use indicatif::ProgressBar;

use super::again::Again;
use super::error::CliError;
use super::import::EXAMPLES;
use super::import_file::{read_file, template};
use super::open::Opened;
use super::output::{line, note};
use crate::app::imports::{CarriedOut, ImportClients, ImportClientsError, import_clients, preview_import};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, ImportId};
use crate::domain::imports::{
    ClientColumn, ClientRow, DuplicateOf, Duplicates, ImportCounts, ImportPlan, PlannedRow, RowOutcome,
    read_clients,
};
use crate::domain::words::UnknownWord;

/// Arguments of `import clients`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ImportClientsArgs {
    /// The CSV file; - reads standard input
    #[arg(value_name = "FILE", required_unless_present = "template")]
    pub file: Option<PathBuf>,
    /// The clinic's id
    #[arg(long, value_name = "ID", required_unless_present = "template")]
    pub clinic: Option<ClinicId>,
    /// Show row by row what would be done, and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Leave out rows with something wrong; otherwise one of them keeps the whole file out
    #[arg(long)]
    pub skip_bad_rows: bool,
    /// What becomes of a new row whose address a client or an earlier row has: skip or create
    #[arg(long, value_name = "WHAT", default_value = "skip", value_parser = duplicates)]
    pub duplicates: Duplicates,
    /// Print a file to start from, a header and one row, and do nothing else
    #[arg(long, conflicts_with_all = ["file", "clinic", "dry_run", "skip_bad_rows"])]
    pub template: bool,
}

/// A word, in capitals or not.
fn duplicates(text: &str) -> Result<Duplicates, UnknownWord> {
    text.to_ascii_uppercase().parse().map_err(|error| UnknownWord { given: text.to_owned(), ..error })
}

/// Brings the file in, or shows what that would do.
///
/// # Errors
/// `Refused` if the file can't be read or rows can't be taken, or there is no such clinic; `Database`; `Output`.
pub(super) async fn run(args: &ImportClientsArgs, opened: &Opened, again: &Again) -> Result<(), CliError> {
    // The command line says that both are there unless the template is wanted.
    let (Some(file), Some(clinic)) = (&args.file, args.clinic) else { return template::<ClientColumn>() };
    let caller = Caller::system(clinic, "cli.import_clients");
    opened.ensure_clinic(&caller).await?;
    let rows = read_file(file, read_clients)?;
    if args.dry_run {
        return show(args, opened, &caller, &rows).await;
    }
    let command = ImportClients {
        id: ImportId::mint(opened.app.now(), opened.app.entropy()),
        rows,
        duplicates: args.duplicates,
        skip_bad_rows: args.skip_bad_rows,
        expected: None,
    };
    let bar = ProgressBar::new(command.rows.len().try_into().unwrap_or(u64::MAX));
    let moved = bar.clone();
    let watch = move |done: usize, _| moved.set_position(done.try_into().unwrap_or(u64::MAX));
    let outcome = import_clients(&opened.app, &caller, &command, &watch).await;
    bar.finish_and_clear();
    let CarriedOut { import, plan } = outcome.map_err(|error| match error {
        ImportClientsError::BadRows(plan) => bad_rows(&plan),
        stale @ ImportClientsError::Stale => CliError::Refused(stale.to_string()),
        ImportClientsError::Failure(failure) => opened.failed("importing the clients", failure),
    })?;
    for row in plan.rows.iter().filter(|row| is_left_out(row)) {
        note(&shown(row));
    }
    line(&format!("import {}\n{}", import.id, summary(&plan.counts)))?;
    if import.counts.created + import.counts.updated == 0 {
        note("There was nothing to do: every client is as the file says already, or their row was left out");
        return Ok(());
    }
    let undo = again.steps([format!("import undo {} --clinic {clinic}", import.id)]);
    note(&format!("It can be taken back while nobody has gone on with its clients:\n{undo}"));
    Ok(())
}

async fn show(
    args: &ImportClientsArgs,
    opened: &Opened,
    caller: &Caller,
    rows: &[ClientRow],
) -> Result<(), CliError> {
    let plan = preview_import(&opened.app, caller, rows, args.duplicates)
        .await
        .map_err(|failure| opened.failed("planning the import", failure))?;
    note("line\teffect\texternal id\tdetails");
    let lines: Vec<_> = plan.rows.iter().map(shown).collect();
    if !lines.is_empty() {
        line(&lines.join("\n"))?;
    }
    note(&format!("{}; a dry run: nothing was written", summary(&plan.counts)));
    if plan.counts.refused > 0 && !args.skip_bad_rows {
        return Err(refused_for(&plan));
    }
    Ok(())
}

/// Tells every row that can't be taken, and that nothing was written.
fn bad_rows(plan: &ImportPlan) -> CliError {
    for row in plan.rows.iter().filter(|row| matches!(row.outcome, RowOutcome::Refused(_))) {
        note(&shown(row));
    }
    refused_for(plan)
}

fn refused_for(plan: &ImportPlan) -> CliError {
    let (bad, all) = (plan.counts.refused, plan.rows.len());
    let rows = if all == 1 { "row" } else { "rows" };
    let them = if bad == 1 { "it" } else { "them" };
    CliError::Refused(format!(
        "{bad} of {all} {rows} cannot be taken, so none is written: correct {them}, or leave {them} out with \
         --skip-bad-rows"
    ))
}

fn is_left_out(row: &PlannedRow) -> bool {
    matches!(row.outcome, RowOutcome::Refused(_) | RowOutcome::LikelyDuplicate { .. })
}

/// A row on one line with tabs between: its line, its effect, the external id, and what is worth knowing besides.
fn shown(row: &PlannedRow) -> String {
    let PlannedRow { line, external_id, outcome } = row;
    let external_id = external_id.as_ref().map_or("-", |id| id.as_str());
    let details = match outcome {
        RowOutcome::Create(_) => "-".to_owned(),
        RowOutcome::Update(changed) => format!("{}: {}", changed.client.id, changed.fields.join(", ")),
        RowOutcome::Unchanged(id) => id.to_string(),
        RowOutcome::LikelyDuplicate { of, same_name } => {
            let what = if *same_name { "name and e-mail" } else { "e-mail" };
            match of {
                DuplicateOf::Client(id) => format!("same {what} as {id}"),
                DuplicateOf::Line(line) => format!("same {what} as line {line}"),
            }
        }
        RowOutcome::Refused(refused) => {
            refused.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
        }
    };
    format!("{line}\t{}\t{external_id}\t{details}", outcome.effect())
}

pub(super) fn summary(counts: &ImportCounts) -> String {
    let ImportCounts { created, updated, unchanged, likely_duplicates, refused } = counts;
    format!(
        "created {created}, updated {updated}, unchanged {unchanged}, likely duplicates left out \
         {likely_duplicates}, refused {refused}"
    )
}
