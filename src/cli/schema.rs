//! `roundel schema`

use clap::Args;

const EXAMPLES: &str = "\
Examples:
  roundel schema
  roundel schema > graphql/schema.graphql";

/// Print the GraphQL schema (SDL) to standard output. Needs no database.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SchemaArgs {}

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
