//! `roundel user`

use clap::{Args, Subcommand};

use super::again::Again;
use super::error::CliError;
use super::open::Opened;
use super::user_access::{UserAccessArgs, UserRoleArgs, set};
use super::user_add::{AddUserArgs, add};
use super::user_list::{ListUsersArgs, list};
use super::user_password::{self, UserPasswordArgs};
use crate::config::DatabaseSettings;
use crate::domain::clinics::StaffAccess;

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel user add --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --name \"Tom Ruiz\" \\
      --email tom@example.org --role therapist --zone Europe/Berlin
  roundel user list --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel user disable --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --email tom@example.org
  roundel user enable --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --email tom@example.org
  roundel user role --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --email tom@example.org \\
      --role coordinator
  roundel user password --email tom@example.org";

/// The people who work in a clinic.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
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
    /// List a clinic's staff: id, name, role, mail address, zone, since when disabled
    List(ListUsersArgs),
    /// Take somebody all rights in a clinic: their next request is not let in, whatever token it comes with
    Disable(UserAccessArgs),
    /// Give somebody who was disabled the rights of their role back
    Enable(UserAccessArgs),
    /// Set somebody's password, asked for at the terminal or read from standard input
    Password(UserPasswordArgs),
    /// Change what somebody may do in a clinic
    Role(UserRoleArgs),
}

/// Does what was asked for.
///
/// # Errors
/// As the commands do: see `add`, `list`, `set` and `user_password::set`.
pub async fn run(args: UserArgs, settings: &DatabaseSettings, again: &Again) -> Result<(), CliError> {
    let UserArgs { command } = args;
    let opened = Opened::open(settings, again).await?;
    match command {
        UserCommand::Add(args) => add(args, &opened, again).await?,
        UserCommand::List(args) => list(&args, &opened).await?,
        UserCommand::Disable(args) => set(&args, StaffAccess::Disabled, &opened).await?,
        UserCommand::Enable(args) => set(&args, StaffAccess::Enabled, &opened).await?,
        UserCommand::Password(args) => user_password::set(&args, &opened).await?,
        UserCommand::Role(args) => set(&args.whose, StaffAccess::Role(args.role), &opened).await?,
    }
    opened.close().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{examples_of, examples_parse, parsed};

    #[test]
    fn its_examples_parse() {
        examples_parse::<UserArgs>("user", EXAMPLES);
    }

    #[test]
    fn a_role_or_an_id_that_is_none_is_refused_with_what_is_expected() {
        let line = &examples_of("user", EXAMPLES)[0];
        for (from, to, message) in
            [("therapist", "boss", "ADMIN, COORDINATOR"), ("cln_", "cli_", "expected `cln_`")]
        {
            let error = parsed::<UserArgs>("user", &line.replace(from, to)).unwrap_err().to_string();
            assert!(error.contains(message), "{error}");
        }
    }
}
