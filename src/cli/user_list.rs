//! `roundel user list`

use clap::Args;

use super::error::CliError;
use super::open::Opened;
use super::output::{line, note};
use super::user::EXAMPLES;
use crate::app::staff::{list_staff_members, load_login_addresses};
use crate::domain::access::Caller;
use crate::domain::clinics::StaffMember;
use crate::domain::ids::{ClinicId, StaffMemberId};
use crate::domain::slice::Slice;

/// How many members are read at a time.
const PAGE: u64 = 100;

/// Arguments of `user list`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ListUsersArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
}

/// Prints the clinic's staff, oldest first, one a line with tabs between.
///
/// # Errors
/// `Refused` if there is no such clinic; `Database`; `Output`.
pub(super) async fn list(args: &ListUsersArgs, opened: &Opened) -> Result<(), CliError> {
    let ListUsersArgs { clinic } = args;
    let caller = Caller::system(*clinic, "cli.user_list");
    opened.ensure_clinic(&caller).await?;
    note("id\tname\trole\temail\tzone\tdisabled");
    let mut after = None;
    loop {
        let page = list_staff_members(&opened.app, &caller, None, Slice { after, limit: PAGE })
            .await
            .map_err(|failure| opened.failed("listing the staff", failure))?;
        let ids: Vec<StaffMemberId> = page.iter().map(|member| member.id).collect();
        let addresses = load_login_addresses(&opened.app, &caller, &ids)
            .await
            .map_err(|failure| opened.failed("looking for their addresses", failure))?;
        for member in &page {
            line(&row(member, addresses.get(&member.id).map_or("-", String::as_str)))?;
        }
        match page.last() {
            Some(last) => after = Some(last.id),
            None => return Ok(()),
        }
    }
}

fn row(member: &StaffMember, address: &str) -> String {
    let StaffMember { id, display_name, role, zone, language: _, disabled_at } = member;
    let disabled = disabled_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
    format!("{id}\t{display_name}\t{role}\t{address}\t{zone}\t{disabled}")
}
