//! `roundel mail preview`

use clap::Args;

use super::pausing::paused_mails;
use crate::app::audit::{ReadRecords, record_read};
use crate::app::clinics::read_clinic;
use crate::app::reminders::{PreviewMails, PreviewMailsError, PreviewedMail, preview_mails};
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::cli::output::{line, note};
use crate::cli::work;
use crate::config::Settings;
use crate::domain::access::Caller;
use crate::domain::ids::{ClientId, ClinicId};
use crate::domain::reminders::PreviewWindow;
use crate::domain::slice::Slice;
use crate::domain::time::local;

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel mail preview --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel mail preview --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --days 2 --text
  roundel mail preview --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      --client cli_01890a5d2c7e7cc3980ad3f0e1a2b3c4

A line for each mail, the next first, with tabs between: when it leaves, on the clock of whoever gets it, and their zone; the \
client's id and address, or the member of staff's id; what it tells; its subject; `yes`, or `no` and what keeps it back. It is as \
the worker would do it now: it asks the same rules, writes nothing and sends nothing. Links in the words end in `…`: the \
real ones are drawn when a mail is written. That clients' records were read is in the audit log.";

/// What is left out, whatever is asked for.
const LEFT_OUT: &str = "left out: digests and requests to record attendance that are not in the outbox yet, and what a worker holds \
at this moment";

/// How many mails are read at a time.
const PAGE: u64 = 100;

/// Arguments of `mail preview`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct PreviewArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// For how many days from now, 1 to 14; 7 if left out
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=PreviewWindow::MOST_DAYS))]
    pub days: Option<i64>,
    /// Only mails to this client
    #[arg(long, value_name = "ID")]
    pub client: Option<ClientId>,
    /// Print the words too
    #[arg(long)]
    pub text: bool,
}

/// Prints the mails to come.
///
/// # Errors
/// `Refused` if there is no such clinic, or no such client in it, or too many mails are still to be planned; `Database`; `Output`.
pub(super) async fn preview(args: PreviewArgs, opened: &Opened, settings: &Settings) -> Result<(), CliError> {
    let PreviewArgs { clinic, days, client, text } = args;
    let app = work::configured(opened.app.clone(), settings);
    let caller = Caller::system(clinic, "cli.mail_preview");
    opened.ensure_clinic(&caller).await?;
    let window = PreviewWindow::parse(None, days, app.now())
        .map_err(|refused| CliError::Refused(format!("--{refused}")))?;
    let clinic = read_clinic(&app, &caller).await;
    let clinic = clinic.map_err(|failure| opened.failed("reading the clinic", failure))?;
    if let Some(told) = paused_mails(&clinic) {
        note(&format!("warning: paused mails: {told}"));
    }
    note("leaves\tto\ttells\tsubject\tgoes out");
    let wanted = PreviewMails { window, client_id: client };
    let (mut after, mut all, mut leaving) = (None, 0_usize, 0_usize);
    loop {
        let page = preview_mails(&app, &caller, wanted, Slice { after, limit: PAGE }).await;
        let page = page.map_err(|error| match error {
            PreviewMailsError::Failure(failure) => opened.failed("looking at the mails to come", failure),
            refused @ (PreviewMailsError::NoSuchClient | PreviewMailsError::TooMany { .. }) => {
                CliError::Refused(format!("--{refused}"))
            }
        })?;
        let recorded = record_read(&app, &caller, "mailPreview", &shown(&page)).await;
        recorded.map_err(|failure| opened.failed("recording what is read", failure))?;
        for mail in &page {
            line(&row(mail))?;
            if let Some(words) = mail.words.as_ref().filter(|_| text) {
                line(&indented(&words.text))?;
            }
        }
        all += page.len();
        leaving += page.iter().filter(|mail| mail.goes_out()).count();
        match page.last() {
            Some(last) => after = Some(last.key),
            None => break,
        }
    }
    note(&format!(
        "{all} mails until {}, {leaving} of them go out as things stand; {LEFT_OUT}",
        window.until()
    ));
    Ok(())
}

fn shown(page: &[PreviewedMail]) -> ReadRecords {
    let mut read = ReadRecords::default();
    for mail in page.iter().filter(|mail| mail.client_id.is_some()) {
        read.about.clients.extend(mail.client_id);
        read.about.sessions.extend(mail.session_id);
    }
    read
}

fn row(mail: &PreviewedMail) -> String {
    const NOTHING: &str = "-";
    let leaves = match &mail.reader {
        Some(reader) => {
            let clock = local(mail.due_at, &reader.zone).strftime("%Y-%m-%d %H:%M").to_string();
            format!("{clock} {}", reader.zone.name())
        }
        None => mail.due_at.to_string(),
    };
    let address = mail.reader.as_ref().and_then(|reader| reader.address.as_ref());
    let to = match (mail.client_id, mail.staff_member_id) {
        (Some(client), _) => match address {
            Some(address) => format!("{client} {}", address.as_str()),
            None => format!("{client} {NOTHING}"),
        },
        (None, Some(member)) => member.to_string(),
        (None, None) => NOTHING.to_owned(),
    };
    let subject = mail.words.as_ref().map_or(NOTHING, |words| words.subject.as_str());
    let goes_out = match (mail.why, mail.is_paused) {
        (Some(why), _) => format!("no: {why}"),
        (None, true) => "no: the clinic's mails are paused".to_owned(),
        (None, false) if mail.words.is_none() => "no".to_owned(),
        (None, false) => "yes".to_owned(),
    };
    format!("{leaves}\t{to}\t{}\t{subject}\t{goes_out}", mail.kind)
}

fn indented(text: &str) -> String {
    text.trim_end().lines().map(|words| format!("    {words}").trim_end().to_owned() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::super::MailArgs;
    use super::*;
    use crate::cli::parsed::{examples_parse, parsed};

    #[test]
    fn its_examples_parse_and_a_clinic_is_needed() {
        examples_parse::<MailArgs>("mail", EXAMPLES);
        assert!(parsed::<MailArgs>("mail", "preview --days 2").is_err());
    }

    #[test]
    fn days_out_of_range_are_refused_with_the_range() {
        let asked = |days| {
            parsed::<MailArgs>(
                "mail",
                &format!("preview --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --days {days}"),
            )
        };
        for days in ["0", "15"] {
            let refused = asked(days).err().unwrap().to_string();
            assert!(refused.contains(&format!("{days} is not in 1..=14")), "{refused}");
        }
        assert!(asked("1").is_ok() && asked("14").is_ok());
    }

    #[test]
    fn words_stand_further_in() {
        assert_eq!(indented("Hello,\n\nuntil then.\n"), "    Hello,\n\n    until then.\n");
    }
}
