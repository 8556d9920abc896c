//! `roundel migrate`

use clap::Args;

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::examples_parse;

    #[test]
    fn its_examples_parse() {
        examples_parse::<MigrateArgs>("migrate", EXAMPLES);
    }
}
