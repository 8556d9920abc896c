//! `roundel audit verify`

use clap::Args;

use super::audit::EXAMPLES;
use super::error::CliError;
use super::open::Opened;
use super::output::{error_line, line, note};
use crate::app::audit::{ChainReport, list_chains, verify_chain};
use crate::domain::access::Caller;
use crate::domain::audit::AuditHash;
use crate::domain::ids::ClinicId;

/// After how many links more a line tells how far it is.
const EVERY: i64 = 50_000;

/// Arguments of `audit verify`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct VerifyAuditArgs {
    /// Only this clinic's log; every clinic's if left out
    #[arg(long, value_name = "ID")]
    pub clinic: Option<ClinicId>,
    /// A head that an earlier check printed: the chain must still go through it
    #[arg(long, value_name = "HASH", requires = "clinic")]
    pub head: Option<AuditHash>,
}

/// Checks one clinic's log or all, and prints for each how many rows are sealed, how many not yet, and its head.
///
/// # Errors
/// `Refused` if there is no such clinic, or a chain is broken: the first break of each is printed; `Database`;
/// `Output`.
pub(super) async fn verify(args: &VerifyAuditArgs, opened: &Opened) -> Result<(), CliError> {
    let VerifyAuditArgs { clinic, head } = args;
    let clinics = match clinic {
        Some(id) => vec![*id],
        None => list_chains(&opened.app)
            .await
            .map_err(|failure| opened.failed("looking for the clinics", failure))?,
    };
    note("clinic\tsealed\tnot yet\thead");
    let mut broken = 0;
    for clinic in clinics {
        let caller = Caller::system(clinic, "cli.audit_verify");
        opened.ensure_clinic(&caller).await?;
        let progress = |checked: i64, all: i64| {
            if checked % EVERY == 0 && checked < all {
                note(&format!("{clinic}: {checked} of {all} rows checked"));
            }
        };
        let ChainReport { sealed, unsealed, head, broken: found } =
            verify_chain(&opened.app, &caller, *head, &progress)
                .await
                .map_err(|failure| opened.failed("checking the audit log", failure))?;
        line(&format!("{clinic}\t{sealed}\t{unsealed}\t{head}"))?;
        if let Some(found) = found {
            broken += 1;
            error_line(&format!("{clinic}: {found}"));
        }
    }
    match broken {
        0 => Ok(()),
        1 => Err(CliError::Refused("the audit log is not as it was sealed".to_owned())),
        several => {
            Err(CliError::Refused(format!("the audit logs of {several} clinics are not as they were sealed")))
        }
    }
}
