//! `roundel audit`

use clap::{Args, Subcommand};

use super::again::Again;
use super::audit_list::{ListAuditArgs, list};
use super::audit_verify::{VerifyAuditArgs, verify};
use super::error::CliError;
use super::open::Opened;
use crate::config::DatabaseSettings;

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel audit verify
  roundel audit verify --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4
  roundel audit list --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --limit 20

Keep the head that it prints where nobody who can write to the database can write, and give it to the next check:
  roundel audit verify --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      --head 5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";

/// Check the audit log, and read it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, subcommand_required = true)]
pub struct AuditArgs {
    /// What is to be done
    #[command(subcommand)]
    pub command: AuditCommand,
}

/// What can be done with the audit log.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Recompute the chain over the log and name the first break; harmless, also while the server runs
    Verify(VerifyAuditArgs),
    /// Print a clinic's log, newest first: who did what to which record, when, from where, and how it ended
    List(ListAuditArgs),
}

/// Does what was asked for.
///
/// # Errors
/// As the commands do: see `verify` and `list`.
pub async fn run(args: AuditArgs, settings: &DatabaseSettings, again: &Again) -> Result<(), CliError> {
    let AuditArgs { command } = args;
    let opened = Opened::open(settings, again).await?;
    match command {
        AuditCommand::Verify(args) => verify(&args, &opened).await?,
        AuditCommand::List(args) => list(&args, &opened).await?,
    }
    opened.close().await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{examples_parse, parsed};

    #[test]
    fn its_examples_parse() {
        examples_parse::<AuditArgs>("audit", &EXAMPLES.replace(" \\\n    --head", " --head"));
    }

    #[test]
    fn a_kept_head_is_of_one_clinic() {
        let head = format!("verify --head {}", "ab".repeat(32));
        assert!(parsed::<AuditArgs>("audit", &head).is_err());
        assert!(parsed::<AuditArgs>("audit", "verify --head nonsense").is_err());
    }
}
