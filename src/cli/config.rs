//! `roundel config`

use clap::Args;

use super::error::CliError;
use super::output::line;
use crate::config::{REFERENCE, Sources, explain};

const EXAMPLES: &str = "\
Examples:
  roundel config
  roundel config --config config/development.toml
  roundel config --reference";

/// Arguments of `config`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ConfigArgs {
    /// Print the reference instead: every key with its default, its unit and what is allowed, as a TOML file
    #[arg(long)]
    pub reference: bool,
}

/// Prints the reference, or checks the settings and prints them; secrets are masked.
///
/// # Errors
/// `Configuration` if the settings cannot be used, `Output` if they cannot be printed.
pub fn run(args: &ConfigArgs, sources: &Sources) -> Result<(), CliError> {
    if args.reference {
        return line(REFERENCE.trim_end());
    }
    let rows = explain(sources)?;
    let rows: Vec<_> =
        rows.iter().map(|row| format!("{} = {}  # {}", row.key, row.value, row.origin)).collect();
    line(&rows.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::examples_parse;

    #[test]
    fn its_examples_parse() {
        examples_parse::<ConfigArgs>("config", EXAMPLES);
    }
}
