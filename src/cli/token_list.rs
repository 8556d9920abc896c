//! `roundel token list`

use std::collections::HashMap;

use clap::Args;

use super::error::CliError;
use super::open::Opened;
use super::output::{line, note};
use super::token::member_of;
use crate::app::staff::{list_tokens, load_staff_members};
use crate::domain::access::{ApiToken, Caller};
use crate::domain::ids::{ClinicId, StaffMemberId};
use crate::domain::people::EmailAddress;
use crate::domain::slice::Slice;

/// How many tokens are read at a time.
const PAGE: u64 = 100;

/// Arguments of `token list`.
#[derive(Debug, Args)]
pub struct ListTokensArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// Only the tokens of the member of staff with this mail address
    #[arg(long, value_name = "EMAIL", value_parser = EmailAddress::parse)]
    pub user: Option<EmailAddress>,
}

/// Prints the clinic's tokens, oldest first, one a line with tabs between.
///
/// # Errors
/// `Refused` if there is no such clinic or member; `Database`; `Output`.
pub(super) async fn list(args: &ListTokensArgs, opened: &Opened) -> Result<(), CliError> {
    let ListTokensArgs { clinic, user } = args;
    let caller = Caller::system(*clinic, "cli.token_list");
    opened.ensure_clinic(&caller).await?;
    let of = match user {
        Some(email) => Some(member_of(opened, &caller, email).await?.id),
        None => None,
    };
    note("id\tlabel\twhose\tscopes\tissued\texpires\trevoked");
    let mut after = None;
    loop {
        let page = list_tokens(&opened.app, &caller, of, Slice { after, limit: PAGE })
            .await
            .map_err(|failure| opened.failed("listing the tokens", failure))?;
        let whose: Vec<StaffMemberId> = page.iter().map(|token| token.staff_member_id).collect();
        let members = load_staff_members(&opened.app, &caller, &whose)
            .await
            .map_err(|failure| opened.failed("looking for whose they are", failure))?;
        let names: HashMap<_, _> =
            members.into_iter().map(|member| (member.id, member.display_name.to_string())).collect();
        for token in &page {
            line(&row(token, names.get(&token.staff_member_id).map_or("-", String::as_str)))?;
        }
        match page.last() {
            Some(last) => after = Some(last.id),
            None => return Ok(()),
        }
    }
}

fn row(token: &ApiToken, whose: &str) -> String {
    let ApiToken { id, staff_member_id: _, label, scopes, created_at, expires_at, revoked_at } = token;
    let scopes: Vec<_> = scopes.iter().map(|scope| scope.word()).collect();
    let revoked = revoked_at.map_or_else(|| "-".to_owned(), |at| at.to_string());
    format!("{id}\t{label}\t{whose}\t{}\t{created_at}\t{expires_at}\t{revoked}", scopes.join(","))
}
