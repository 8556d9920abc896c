//! `roundel user`

use clap::{Args, Subcommand};

use crate::domain::access::Role;
use crate::domain::ids::ClinicId;
use crate::domain::time::Zone;

const EXAMPLES: &str = "\
Examples:
  roundel user add --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --name \"Tom Ruiz\" --email tom@example.org --role \
therapist --zone Europe/Berlin";

/// The people who work in a clinic.
#[derive(Debug, Args)]
pub struct UserArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: UserCommand,
}

/// What can be done with users.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Add a member of staff to a clinic, and print the id
    Add(AddUserArgs),
}

/// Arguments of `user add`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct AddUserArgs {
    /// The clinic's id, as `clinic create` printed it
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// The person's name
    #[arg(long)]
    pub name: String,
    /// The person's mail address; somebody who works in several clinics has one account
    #[arg(long)]
    pub email: String,
    /// What the person may do in this clinic: admin, coordinator, therapist or viewer
    #[arg(long)]
    pub role: Role,
    /// The person's time zone, by its tz database name, as in Europe/Berlin
    #[arg(long, value_parser = Zone::parse)]
    pub zone: Zone,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{examples_parse, parsed};

    #[test]
    fn its_examples_parse() {
        examples_parse::<UserArgs>("user", EXAMPLES);
    }

    #[test]
    fn a_role_or_an_id_that_is_none_is_refused_with_what_is_expected() {
        let line = EXAMPLES.lines().nth(1).unwrap().trim().strip_prefix("roundel user").unwrap();
        for (from, to, message) in
            [("therapist", "boss", "ADMIN, COORDINATOR"), ("cln_", "cli_", "expected `cln_`")]
        {
            let error = parsed::<UserArgs>("user", &line.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
