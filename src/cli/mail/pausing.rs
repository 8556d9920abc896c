//! `roundel mail pause` and `roundel mail resume`

use clap::Args;

use crate::app::reminders::{self, MailStanding};
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::cli::output::{line, note};
use crate::domain::access::Caller;
use crate::domain::attendance::Note;
use crate::domain::clinics::{Clinic, MailsPaused};
use crate::domain::ids::ClinicId;
use crate::domain::reminders::WaitingMails;

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel mail pause --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --reason \"new mail server\"
  roundel mail resume --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4

While a clinic's mails are paused none leaves, cancellations included: clients have to be told by telephone. Mails gather in the \
outbox. Once they are resumed, what is still of use goes out, and what has become too late does not. Where nothing was paused, \
`mail resume` says so and changes nothing.";

/// Arguments of `mail pause`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct PauseArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// Why, in a few words without anybody's name; its staff see it
    #[arg(long, value_name = "TEXT")]
    pub reason: Note,
}

/// Arguments of `mail resume`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ResumeArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
}

/// Stops a clinic's mails, and tells how many wait.
///
/// # Errors
/// `Refused` if there is no such clinic; `Database`; `Output`.
pub(super) async fn pause(args: PauseArgs, opened: &Opened) -> Result<(), CliError> {
    let PauseArgs { clinic, reason } = args;
    let caller = Caller::system(clinic, "cli.mail_pause");
    opened.ensure_clinic(&caller).await?;
    let standing = reminders::pause_mails(&opened.app, &caller, reason).await;
    let standing = standing.map_err(|failure| opened.failed("pausing the mails", failure))?;
    if !standing.is_new {
        note("they were paused already: nothing was changed");
    }
    told(&standing)
}

/// Lets a clinic's mails leave again, and tells how many wait, and whether they were paused at all.
///
/// # Errors
/// `Refused` if there is no such clinic; `Database`; `Output`.
pub(super) async fn resume(args: ResumeArgs, opened: &Opened) -> Result<(), CliError> {
    let ResumeArgs { clinic } = args;
    let caller = Caller::system(clinic, "cli.mail_resume");
    opened.ensure_clinic(&caller).await?;
    let standing = reminders::resume_mails(&opened.app, &caller).await;
    let standing = standing.map_err(|failure| opened.failed("resuming the mails", failure))?;
    if !standing.is_new {
        note("they were not paused: nothing was changed");
    }
    told(&standing)
}

fn told(standing: &MailStanding) -> Result<(), CliError> {
    let MailStanding { paused, waiting: WaitingMails { mails, notices }, is_new } = standing;
    let state = match paused {
        Some(MailsPaused { at, reason }) => format!("paused since {at}: {}", on_one_line(reason)),
        None if *is_new => "resumed".to_owned(),
        None => "not paused".to_owned(),
    };
    line(&format!("{state}; {mails} in the outbox, {notices} of them about changed or cancelled sessions"))
}

/// The sentence about a clinic whose mails are paused, for whoever runs the service; none of another.
pub(in crate::cli) fn paused_mails(clinic: &Clinic) -> Option<String> {
    let MailsPaused { at, reason } = clinic.mails_paused.as_ref()?;
    let (id, reason) = (clinic.id, on_one_line(reason));
    Some(format!("none leaves {id} since {at} ({reason}): `roundel mail resume --clinic {id}`"))
}

fn on_one_line(reason: &Note) -> String {
    reason.as_str().replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::super::MailArgs;
    use super::*;
    use crate::cli::parsed::{examples_parse, parsed};

    #[test]
    fn its_examples_parse_and_a_pause_has_a_reason() {
        examples_parse::<MailArgs>("mail", EXAMPLES);
        let pause = "pause --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4";
        assert!(parsed::<MailArgs>("mail", pause).is_err());
        assert!(parsed::<MailArgs>("mail", &format!("{pause} --reason \" \"")).is_err());
    }
}
