//! Which of its commands runs.

use clap::{Args, Subcommand};

use super::bounce::{BounceArgs, bounce};
use super::pausing::{PauseArgs, ResumeArgs, pause, resume};
use super::preview::{PreviewArgs, preview};
use crate::cli::again::Again;
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::config::Settings;

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel mail bounce < message.eml
  roundel mail bounce --folder /var/mail/bounces/new --dry-run
  roundel mail bounce --folder /var/mail/bounces/new
  roundel mail preview --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --days 2 --text
  roundel mail pause --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --reason \"new mail server\"
  roundel mail resume --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4

Of reports: a line for each, with tabs between: the mail's id (dlv_...); the code, such as 5.1.1; DELAYED (still being tried), \
FAILED (this mail did not arrive) or HARD (nor will another to that address); RECORDED, KNOWN (it, or another of \
the same mail, was read before), SUSPENDED (recorded, and nothing is sent to that address any more), and with --dry-run \
WOULD_RECORD or WOULD_SUSPEND, each as if it came alone.
What can't be used is told on standard error, and the exit code is 1 then.";

/// What came back of the mails that were sent, what will go out, and stopping a clinic's for a while.
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
    /// Tell which mails will go out in the next days: to whom, when, in which words, or what keeps them back
    Preview(PreviewArgs),
    /// Stop all mails of a clinic until they are resumed, cancellations too
    Pause(PauseArgs),
    /// Let the mails of a clinic leave again
    Resume(ResumeArgs),
}

/// Does what was asked for.
///
/// # Errors
/// As the command does: see `bounce`, `preview`, `pause`, `resume`.
pub async fn run(args: MailArgs, settings: &Settings, again: &Again) -> Result<(), CliError> {
    let opened = Opened::open(&settings.database, again).await?;
    match args.command {
        MailCommand::Bounce(args) => bounce(&args, &opened).await?,
        MailCommand::Preview(args) => preview(args, &opened, settings).await?,
        MailCommand::Pause(args) => pause(args, &opened).await?,
        MailCommand::Resume(args) => resume(args, &opened).await?,
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
