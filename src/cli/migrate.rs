//! `roundel migrate`

use clap::Args;

use super::error::CliError;
use super::open;
use super::output::{line, note};
use crate::config::DatabaseSettings;

const EXAMPLES: &str = "\
Examples:
  roundel migrate --database-url sqlite://roundel.db
  roundel migrate --dry-run";

/// Create the database's tables, or bring them up to date. Harmless when there is nothing to do.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct MigrateArgs {
    /// Change nothing: list the migrations that would run, in order
    #[arg(long)]
    pub dry_run: bool,
}

/// Brings the database up to date and prints the name of each migration it took, or lists those it lacks.
///
/// # Errors
/// `Database` if it can't be used or a migration fails, `Output` if the names can't be printed.
pub async fn run(args: &MigrateArgs, settings: &DatabaseSettings) -> Result<(), CliError> {
    let names = if args.dry_run { open::pending(settings).await? } else { open::migrate(settings).await? };
    let count = names.len();
    note(&match (count, args.dry_run) {
        (0, _) => format!("{} is up to date: nothing to do", settings.url),
        (_, true) => format!("{} lacks these migrations ({count}); nothing was changed:", settings.url),
        (_, false) => format!("{} is up to date now; it took these migrations ({count}):", settings.url),
    });
    if names.is_empty() { Ok(()) } else { line(&names.join("\n")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::examples_parse;

    #[test]
    fn its_examples_parse() {
        examples_parse::<MigrateArgs>("migrate", EXAMPLES);
    }
}
