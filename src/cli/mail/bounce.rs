//! `roundel mail bounce`

use std::io::Read as _;
use std::path::PathBuf;

use clap::Args;

use super::command::EXAMPLES;
use super::folder::{messages_in, move_to_done, read_message};
use crate::app::bounces::{RecordReportError, RecordedReport, record_report};
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::cli::output::{error_line, line, note};
use crate::domain::bounces::MAX_REPORT_BYTES;

/// After how many messages more a line tells how far it is.
const EVERY: usize = 100;

/// Arguments of `mail bounce`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct BounceArgs {
    /// Read every file of this folder, one message each; those that were read are moved to its subfolder `done`
    #[arg(long, value_name = "DIR")]
    pub folder: Option<PathBuf>,
    /// Tell what would be recorded, and change nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// Records the reports, and prints a line for each.
///
/// # Errors
/// `Refused` if a message can't be used, or the folder can't be read; `Database`; `Output`.
pub(super) async fn bounce(args: &BounceArgs, opened: &Opened) -> Result<(), CliError> {
    match &args.folder {
        Some(_) => of_folder(args, opened).await,
        None => {
            let mut message = Vec::new();
            // A byte more than is read tells that it is too long.
            std::io::stdin().lock().take(MAX_REPORT_BYTES as u64 + 1).read_to_end(&mut message)?;
            match record(opened, &message, args.dry_run).await? {
                Ok(told) => line(&told),
                Err(why) => Err(CliError::Refused(why)),
            }
        }
    }
}

async fn of_folder(args: &BounceArgs, opened: &Opened) -> Result<(), CliError> {
    let BounceArgs { folder, dry_run } = args;
    let folder = folder.clone().unwrap_or_default();
    let files = messages_in(&folder)?;
    let (mut read, mut left) = (0_usize, 0_usize);
    for (index, file) in files.iter().enumerate() {
        if index > 0 && index % EVERY == 0 {
            note(&format!("{index} of {} messages read", files.len()));
        }
        let outcome = match read_message(file) {
            Ok(message) => record(opened, &message, *dry_run).await?,
            Err(why) => Err(why),
        };
        match outcome {
            Ok(told) => {
                line(&told)?;
                read += 1;
                if !dry_run {
                    move_to_done(&folder, file)?;
                }
            }
            Err(why) => {
                left += 1;
                error_line(&format!("{}: {why}", file.display()));
            }
        }
    }
    let of_them = if *dry_run { "would be recorded; nothing was changed" } else { "read" };
    note(&format!("{read} of {} messages {of_them}, {left} left where they are", files.len()));
    match left {
        0 => Ok(()),
        1 => Err(CliError::Refused("1 message cannot be used".to_owned())),
        many => Err(CliError::Refused(format!("{many} messages cannot be used"))),
    }
}

/// What a message did, as a line; or why it can't be used, for whoever looks at the message.
async fn record(opened: &Opened, message: &[u8], dry_run: bool) -> Result<Result<String, String>, CliError> {
    match record_report(&opened.app, message, dry_run).await {
        Ok(recorded) => Ok(Ok(row(&recorded, dry_run))),
        Err(RecordReportError::Failure(failure)) => Err(opened.failed("recording the report", failure)),
        Err(other @ (RecordReportError::Unreadable(_) | RecordReportError::NoSuchMail)) => {
            Ok(Err(other.to_string()))
        }
    }
}

fn row(recorded: &RecordedReport, dry_run: bool) -> String {
    let RecordedReport { clinic_id: _, delivery_id, code, verdict, is_new, suspends } = recorded;
    let done = match (dry_run, is_new, suspends) {
        (_, false, _) => "KNOWN",
        (true, true, true) => "WOULD_SUSPEND",
        (true, true, false) => "WOULD_RECORD",
        (false, true, true) => "SUSPENDED",
        (false, true, false) => "RECORDED",
    };
    format!("{delivery_id}\t{code}\t{verdict}\t{done}")
}
