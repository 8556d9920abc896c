//! `roundel import list`

use clap::Args;

use super::error::CliError;
use super::import::EXAMPLES;
use super::import_courses::summary;
use super::open::Opened;
use super::output::{line, note};
use crate::app::imports::{list_course_imports, list_imports};
use crate::domain::access::Caller;
use crate::domain::ids::ClinicId;
use crate::domain::imports::{ClientImport, CourseImport, ImportCounts};
use crate::domain::slice::Slice;

/// How many imports are read at a time.
const PAGE: u64 = 100;

/// Arguments of `import list`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ListImportsArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
}

/// Prints the clinic's imports, newest first, one a line with tabs between.
///
/// # Errors
/// `Refused` if there is no such clinic; `Database`; `Output`.
pub(super) async fn list(args: &ListImportsArgs, opened: &Opened) -> Result<(), CliError> {
    let ListImportsArgs { clinic } = args;
    let caller = Caller::system(*clinic, "cli.import_list");
    opened.ensure_clinic(&caller).await?;
    list_clients(opened, &caller).await?;
    list_courses(opened, &caller).await
}

async fn list_clients(opened: &Opened, caller: &Caller) -> Result<(), CliError> {
    note("clients: id\twhen\tcreated\tupdated\tunchanged\tlikely duplicates\trefused\tundone");
    let mut after = None;
    loop {
        let page = list_imports(&opened.app, caller, Slice { after, limit: PAGE })
            .await
            .map_err(|failure| opened.failed("listing the imports", failure))?;
        for import in &page {
            line(&row(import))?;
        }
        match page.last() {
            Some(last) => after = Some(last.id),
            None => return Ok(()),
        }
    }
}

/// The imports of courses, if there are any.
async fn list_courses(opened: &Opened, caller: &Caller) -> Result<(), CliError> {
    let mut after = None;
    loop {
        let page = list_course_imports(&opened.app, caller, Slice { after, limit: PAGE })
            .await
            .map_err(|failure| opened.failed("listing the imports", failure))?;
        if after.is_none() && !page.is_empty() {
            note("courses: id\twhen\twhat\tundone");
        }
        for import in &page {
            let CourseImport { id, created_at, counts, undone_at } = import;
            let undone = undone_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
            line(&format!("{id}\t{created_at}\t{}\t{undone}", summary(counts)))?;
        }
        match page.last() {
            Some(last) => after = Some(last.id),
            None => return Ok(()),
        }
    }
}

fn row(import: &ClientImport) -> String {
    let ClientImport { id, created_at, counts, undone_at } = import;
    let ImportCounts { created, updated, unchanged, likely_duplicates, refused } = counts;
    let undone = undone_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
    format!("{id}\t{created_at}\t{created}\t{updated}\t{unchanged}\t{likely_duplicates}\t{refused}\t{undone}")
}
