//! `roundel worker`

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  roundel worker --config /etc/roundel.toml";

/// Plan and send the reminders, without serving the API. Needs PostgreSQL: SQLite serves one process.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct WorkerArgs {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::examples_parse;

    #[test]
    fn its_examples_parse() {
        examples_parse::<WorkerArgs>("worker", EXAMPLES);
    }
}
