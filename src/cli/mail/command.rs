//! Which of its commands runs.

use clap::{Args, Subcommand};

use super::bounce::{BounceArgs, bounce};
use crate::cli::again::Again;
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::config::DatabaseSettings;

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel mail bounce < message.eml
  roundel mail bounce --folder /var/mail/bounces/new --dry-run
  roundel mail bounce --folder /var/mail/bounces/new

A line for each report, with tabs between: the mail's id (dlv_...); the code, such as 5.1.1; DELAYED (still being tried), \
FAILED (this mail did not arrive) or HARD (nor will another to that address); RECORDED, KNOWN (read before), SUSPENDED \
(recorded, and nothing is sent to that address any more) or WOULD_RECORD (--dry-run).
What can't be used is told on standard error, and the exit code is 1 then.";

/// What came back of the mails that were sent.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct MailArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: MailCommand,
}

/// What can be done with mail.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Read reports of mails that did not arrive: one message from standard input, or every file of a folder
    Bounce(BounceArgs),
}

/// Does what was asked for.
///
/// # Errors
/// As the command does: see `bounce`.
pub async fn run(args: MailArgs, settings: &DatabaseSettings, again: &Again) -> Result<(), CliError> {
    let opened = Opened::open(settings, again).await?;
    match args.command {
        MailCommand::Bounce(args) => bounce(&args, &opened).await?,
    }
    opened.close().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::examples_parse;

    #[test]
    fn its_examples_parse() {
        let without_shell = EXAMPLES.replace(" < message.eml", "");
        examples_parse::<MailArgs>("mail", &without_shell);
    }
}
