//! `roundel clinic`

use clap::{Args, Subcommand};

use crate::domain::time::Zone;

const EXAMPLES: &str = "\
Examples:
  roundel clinic create --name \"Riverside Practice\" --site-name \"Main Street\" --zone America/New_York --phone \
\"+1 555 0100\" --admin-name \"Ada Berg\" --admin-email ada@example.org";

/// Clinics: each is a tenant that sees no other.
#[derive(Debug, Args)]
pub struct ClinicArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: ClinicCommand,
}

/// What can be done with clinics.
#[derive(Debug, Subcommand)]
pub enum ClinicCommand {
    /// Create a clinic with its first site and its first administrator, and print their ids
    Create(CreateClinicArgs),
}

/// Arguments of `clinic create`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct CreateClinicArgs {
    /// The clinic's name as clients see it in mails: keep it neutral
    #[arg(long)]
    pub name: String,
    /// The name of its first site
    #[arg(long)]
    pub site_name: String,
    /// The site's time zone, by its tz database name, as in America/New_York
    #[arg(long, value_parser = Zone::parse)]
    pub zone: Zone,
    /// The phone number that clients are given, as in "+1 555 0100"
    #[arg(long)]
    pub phone: String,
    /// The first administrator's name
    #[arg(long)]
    pub admin_name: String,
    /// The first administrator's mail address; accounts are found by it
    #[arg(long, value_name = "EMAIL")]
    pub admin_email: String,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{examples_parse, parsed};

    #[test]
    fn its_examples_parse() {
        examples_parse::<ClinicArgs>("clinic", EXAMPLES);
    }

    #[test]
    fn an_unknown_zone_is_a_wrong_command_line() {
        let line = EXAMPLES.lines().nth(1).unwrap().replace("New_York", "New_Yrok");
        let error = parsed::<ClinicArgs>("clinic", line.trim().strip_prefix("roundel clinic").unwrap());
        assert!(error.unwrap_err().to_string().contains("America/New_Yrok"));
    }
}
