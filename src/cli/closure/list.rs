//! `roundel closure list`

use clap::Args;

use super::command::EXAMPLES;
use crate::app::closures::{ListClosures, list_closures};
use crate::cli::error::CliError;
use crate::cli::open::Opened;
use crate::cli::output::{line, note};
use crate::domain::access::Caller;
use crate::domain::closures::{ByLastDate, Closure, ClosureOf};
use crate::domain::ids::ClinicId;
use crate::domain::slice::Slice;

/// How many closures are read at a time.
const PAGE: u64 = 100;

/// Arguments of `closure list`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ListClosuresArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
}

/// Prints the clinic's closures and times off that stand, one a line with tabs between.
///
/// # Errors
/// `Refused` if there is no such clinic; `Database`; `Output`.
pub(super) async fn list(args: &ListClosuresArgs, opened: &Opened) -> Result<(), CliError> {
    let caller = Caller::system(args.clinic, "cli.closure_list");
    opened.ensure_clinic(&caller).await?;
    note("when\tzone\tof\treason\tchange");
    let mut after = None;
    loop {
        let slice = Slice { after, limit: PAGE };
        let page = list_closures(&opened.app, &caller, ListClosures::default(), slice).await;
        let page = page.map_err(|failure| opened.failed("listing the closures", failure))?;
        for closure in &page {
            line(&row(closure))?;
        }
        match page.last() {
            Some(last) => after = Some(ByLastDate { last_on: last.span.last_on(), id: last.id }),
            None => return Ok(()),
        }
    }
}

fn row(closure: &Closure) -> String {
    let of = match closure.of {
        ClosureOf::Site(id) => id.to_string(),
        ClosureOf::Therapist(id) => id.to_string(),
    };
    let reason = closure.reason.as_ref().map_or("-", crate::domain::name::Name::as_str);
    format!("{}\t{}\t{of}\t{reason}\t{}", closure.span, closure.zone.name(), closure.change_id)
}
