//! `roundel token revoke`

use clap::Args;

use super::error::CliError;
use super::open::Opened;
use super::output::line;
use crate::app::Failure;
use crate::app::staff::revoke_token;
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, TokenId};

/// Arguments of `token revoke`.
#[derive(Debug, Args)]
pub struct RevokeTokenArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// The token's id, as `token list` prints it
    #[arg(value_name = "TOKEN")]
    pub token: TokenId,
}

/// Revokes a token and prints since when it is revoked, which is earlier if it was already.
///
/// # Errors
/// `Refused` if there is no such clinic or the clinic has no such token; `Database`; `Output`.
pub(super) async fn revoke(args: &RevokeTokenArgs, opened: &Opened) -> Result<(), CliError> {
    let RevokeTokenArgs { clinic, token: id } = args;
    let caller = Caller::system(*clinic, "cli.token_revoke");
    opened.ensure_clinic(&caller).await?;
    let token = revoke_token(&opened.app, &caller, *id).await.map_err(|failure| match failure {
        Failure::NotFound => CliError::Refused(format!(
            "{clinic} has no token {id}; `roundel token list --clinic {clinic}` prints those it has"
        )),
        other => opened.failed("revoking the token", other),
    })?;
    let since = token.revoked_at.map_or_else(String::new, |at| at.to_string());
    line(&format!("{id} is revoked since {since}"))
}
