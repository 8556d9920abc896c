//! `roundel schema`

use clap::Args;

use super::error::CliError;
use super::output::line;
use crate::graphql::schema_definition;

const EXAMPLES: &str = "\
Examples:
  roundel schema
  roundel schema > graphql/schema.graphql";

/// Print the GraphQL schema (SDL) to standard output. Needs no database.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SchemaArgs {}

/// Prints the schema.
///
/// # Errors
/// `Output` if it can't be printed.
pub fn run() -> Result<(), CliError> {
    line(schema_definition().trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::parsed;

    #[test]
    fn it_takes_no_arguments_of_its_own() {
        parsed::<SchemaArgs>("schema", "").unwrap();
        assert!(parsed::<SchemaArgs>("schema", "json").is_err());
    }
}
