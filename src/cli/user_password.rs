//! `roundel user password`

use std::io::{self, IsTerminal, Read as _};

use clap::Args;

use super::error::CliError;
use super::open::Opened;
use super::output::note;
use super::user::EXAMPLES;
use crate::app::accounts::{SetPasswordError, set_password};
use crate::domain::access::PresentedPassword;
use crate::domain::people::EmailAddress;

/// The most that is read from a pipe: no password is longer.
const MOST_BYTES: u64 = 4096;

/// Arguments of `user password`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct UserPasswordArgs {
    /// The person's mail address: one login, whatever clinics they work in
    #[arg(long, value_parser = EmailAddress::parse)]
    pub email: EmailAddress,
}

/// Sets a person's password: asked for twice at a terminal, otherwise the first line of standard input. Never an
/// argument, which other users of the machine could see.
///
/// # Errors
/// `Refused` if there is no such login, or the password is not fit; `Database`; `Output`.
pub(super) async fn set(args: &UserPasswordArgs, opened: &Opened) -> Result<(), CliError> {
    let UserPasswordArgs { email } = args;
    let new = if io::stdin().is_terminal() { ask_twice()? } else { first_line()? };
    set_password(&opened.app, email, PresentedPassword::new(new), "cli.user_password").await.map_err(
        |error| match error {
            SetPasswordError::Failure(failure) => opened.failed("setting the password", failure),
            SetPasswordError::NoLogin => CliError::Refused(
                "nobody has that mail address; `roundel user list` prints a clinic's addresses".to_owned(),
            ),
            refused => CliError::Refused(refused.to_string()),
        },
    )?;
    note("The password is set; browsers that were signed in with another are signed out.");
    Ok(())
}

fn ask_twice() -> Result<String, CliError> {
    let new = rpassword::prompt_password("New password: ")?;
    if rpassword::prompt_password("The same again: ")? == new {
        Ok(new)
    } else {
        Err(CliError::Refused("the two differ: nothing was changed".to_owned()))
    }
}

fn first_line() -> Result<String, CliError> {
    let mut text = String::new();
    io::stdin().take(MOST_BYTES).read_to_string(&mut text)?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}
