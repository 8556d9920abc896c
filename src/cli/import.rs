//! `roundel import`

use clap::{Args, Subcommand};

use super::again::Again;
use super::error::CliError;
use super::import_clients::{self, ImportClientsArgs};
use super::import_courses::{self, ImportCoursesArgs};
use super::import_file::template;
use super::import_list::{ListImportsArgs, list};
use super::import_undo::{UndoImportArgs, undo};
use super::open::Opened;
use crate::config::DatabaseSettings;
use crate::domain::imports::{ClientColumn, CourseColumn};

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel import clients --template > clients.csv
  roundel import clients clients.csv --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --dry-run
  roundel import clients clients.csv --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --skip-bad-rows \\
      --duplicates skip
  roundel import courses courses.csv --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --dry-run
  roundel import list --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel import undo imp_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4

A file of clients, UTF-8, with commas or semicolons:
  external_id,preferred_name,email,email_consent,language,zone,barriers,availability
  A-1017,Ana Ruiz,ana@example.org,yes,es,America/New_York,TRANSPORT|WORK,Mon 18:00-20:00; Sat 09:00-12:00
  A-1018,Bo Lind,,no,en,Europe/Stockholm,,

Columns: preferred_name, language and zone in every file; and any of external_id, email, email_consent, location, \
  problem_area, barriers, guardian_name, guardian_email, guardian_email_consent, availability. A row whose \
  external_id the clinic knows changes that client: a column that is not there keeps what is known, an empty cell \
  clears it (an empty consent says nothing).
  For the waiting list: waitlist_program (a program's code), and beside it any of waitlist_site (empty: any site), \
  referred_on (2026-01-15; today if empty), waitlist_priority (URGENT, SOON, ROUTINE), waitlist_status (REFERRED, \
  SCREENED, WAITING, or WITHDRAWN) and, for WITHDRAWN, withdrawal_reason (CLIENT_DECLINED, NOT_REACHED, \
  TREATED_ELSEWHERE, NOT_SUITABLE, ENTERED_BY_MISTAKE or OTHER). A row without a program says nothing of it.

Files of courses: `roundel import courses --help`.";

/// Clients and courses from a spreadsheet.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ImportArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: ImportCommand,
}

/// What can be done with imports.
#[derive(Debug, Subcommand)]
pub enum ImportCommand {
    /// Record and change clients as a CSV file says: all of it or nothing
    Clients(ImportClientsArgs),
    /// Record groups and treatments with their past sessions as a CSV file says: all of it or nothing
    Courses(ImportCoursesArgs),
    /// List a clinic's imports, newest first: id, when, and how many rows had which effect
    List(ListImportsArgs),
    /// Take back a whole import: remove what it recorded, and make what it changed what it was
    Undo(UndoImportArgs),
}

/// Does what was asked for.
///
/// # Errors
/// As the commands do: see `import_clients::run`, `import_courses::run`, `list` and `undo`.
pub async fn run(args: ImportArgs, settings: &DatabaseSettings, again: &Again) -> Result<(), CliError> {
    let ImportArgs { command } = args;
    match &command {
        ImportCommand::Clients(args) if args.template => return template::<ClientColumn>(),
        ImportCommand::Courses(args) if args.template => return template::<CourseColumn>(),
        ImportCommand::Clients(_)
        | ImportCommand::Courses(_)
        | ImportCommand::List(_)
        | ImportCommand::Undo(_) => {}
    }
    let opened = Opened::open(settings, again).await?;
    match command {
        ImportCommand::Clients(args) => import_clients::run(&args, &opened, again).await?,
        ImportCommand::Courses(args) => import_courses::run(&args, &opened, again).await?,
        ImportCommand::List(args) => list(&args, &opened).await?,
        ImportCommand::Undo(args) => undo(&args, &opened).await?,
    }
    opened.close().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{example_file, examples_parse, parsed};
    use crate::domain::imports::read_clients;
    use crate::domain::waitlist::WithdrawalReason;

    #[test]
    fn its_examples_parse() {
        examples_parse::<ImportArgs>("import", &EXAMPLES.replace(" > clients.csv", ""));
    }

    #[test]
    fn the_file_of_the_help_can_be_brought_in_and_every_column_is_named() {
        let rows = read_clients(example_file(EXAMPLES).as_bytes()).unwrap();
        assert!(rows.len() == 2 && rows.iter().all(|row| row.cells.is_ok()), "{rows:?}");
        for column in ClientColumn::ALL {
            assert!(EXAMPLES.contains(column.word()), "{column}");
        }
    }

    #[test]
    fn the_help_and_the_refusal_name_every_reason_of_a_withdrawal() {
        let file = "preferred_name,language,zone,waitlist_program,waitlist_status,withdrawal_reason\n\
            Ana,es,UTC,IPT-GROUP,WITHDRAWN,bored\n";
        let rows = read_clients(file.as_bytes()).unwrap();
        let refused = rows[0].cells.as_ref().unwrap_err();
        for reason in WithdrawalReason::ALL {
            assert!(EXAMPLES.contains(reason.word()), "{reason}");
            assert!(refused[0].reason.contains(reason.word()), "{reason}: {refused:?}");
        }
    }

    #[test]
    fn a_file_and_a_clinic_are_needed_unless_the_template_is_wanted() {
        let clinic = "--clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4";
        assert!(parsed::<ImportClientsArgs>("clients", "--template").is_ok());
        assert!(parsed::<ImportClientsArgs>("clients", &format!("- {clinic}")).is_ok());
        for wrong in [clinic.to_owned(), "a.csv".to_owned(), format!("a.csv {clinic} --duplicates keep")] {
            assert!(parsed::<ImportClientsArgs>("clients", &wrong).is_err(), "{wrong}");
        }
    }
}
