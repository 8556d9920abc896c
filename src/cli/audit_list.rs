//! `roundel audit list`

use clap::Args;
use serde_json::Value;

use super::audit::EXAMPLES;
use super::error::CliError;
use super::open::Opened;
use super::output::{line, note};
use crate::app::audit::list_audit_events;
use crate::domain::access::Caller;
use crate::domain::audit::{AuditActor, AuditEvent, AuditFilter};
use crate::domain::ids::ClinicId;
use crate::domain::slice::Slice;

/// How many rows are read at a time.
const PAGE: u64 = 100;

/// Arguments of `audit list`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ListAuditArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// Only rows about the record of this id (`cli_…`, `ses_…`, and others)
    #[arg(long, value_name = "ID")]
    pub subject: Option<String>,
    /// At most so many rows, the newest; all if left out
    #[arg(long, value_name = "COUNT")]
    pub limit: Option<u64>,
}

/// Prints a clinic's audit log, newest first, one row a line with tabs between.
///
/// # Errors
/// `Refused` if there is no such clinic; `Database`; `Output`.
pub(super) async fn list(args: &ListAuditArgs, opened: &Opened) -> Result<(), CliError> {
    let ListAuditArgs { clinic, subject, limit } = args;
    let caller = Caller::system(*clinic, "cli.audit_list");
    opened.ensure_clinic(&caller).await?;
    note(
        "id\twhen\tactor\tkind\toperation\toutcome\tsubject\tclients and sessions\trequest\tsource\tdetails",
    );
    let filter = AuditFilter { subject: subject.clone(), ..AuditFilter::default() };
    let (mut after, mut left) = (None, limit.unwrap_or(u64::MAX));
    while left > 0 {
        let slice = Slice { after, limit: left.min(PAGE) };
        let page = list_audit_events(&opened.app, &caller, &filter, slice)
            .await
            .map_err(|failure| opened.failed("listing the audit log", failure))?;
        for event in &page {
            line(&row(event))?;
        }
        let Some(last) = page.last() else { return Ok(()) };
        after = Some(last.id);
        left -= u64::try_from(page.len()).unwrap_or(left).min(left);
    }
    Ok(())
}

fn row(event: &AuditEvent) -> String {
    let AuditEvent { id, at, actor, kind, operation, outcome, subject, details, request_id, source, about } =
        event;
    let actor = match actor {
        AuditActor::Staff(id) => id.to_string(),
        AuditActor::Client(id) => id.to_string(),
        AuditActor::System(rule) => rule.clone(),
    };
    let or_none = |text: Option<&str>| text.filter(|text| !text.is_empty()).unwrap_or("-").to_owned();
    let cells = [
        id.to_string(),
        at.to_string(),
        actor,
        kind.to_string(),
        operation.clone(),
        outcome.to_string(),
        or_none(subject.as_deref()),
        or_none(Some(&about.ids().join(","))),
        or_none(request_id.as_deref()),
        or_none(source.as_deref()),
        if *details == Value::Object(serde_json::Map::new()) { "-".to_owned() } else { details.to_string() },
    ];
    cells.join("\t")
}
