//! `roundel token`

use clap::{ArgGroup, Args, Subcommand};

use jiff::SignedDuration;

use super::again::Again;
use super::error::CliError;
use super::open::Opened;
use super::output::{line, note};
use super::token_list::{ListTokensArgs, list};
use super::token_revoke::{RevokeTokenArgs, revoke};
use crate::app::staff::{IssueToken, IssueTokenError, find_staff_member_by_email, issue_token};
use crate::config::DatabaseSettings;
use crate::domain::access::{ApiToken, Caller, Scope};
use crate::domain::clinics::StaffMember;
use crate::domain::ids::ClinicId;
use crate::domain::name::Name;
use crate::domain::people::EmailAddress;

const EXAMPLES: &str = "\
Examples:
  roundel token create --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --user ada@example.org \\
      --label \"wall display\" --read-only
  roundel token create --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --user ada@example.org \\
      --label import --scopes clients:read,clients:write --expires-in-days 7
  roundel token list --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --user ada@example.org
  roundel token revoke --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 \\
      tok_01890a5d2c7e7cc3980ad3f0e1a2b3c4

Scopes:
  schedule:read schedule:write clients:read clients:write
  attendance:read attendance:write reminders:read reminders:write
  audit:read clinic:write";

/// API tokens: each belongs to one member of staff of one clinic.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct TokenArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: TokenCommand,
}

/// What can be done with tokens.
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Create a token and print it, once: only its hash is stored
    Create(CreateTokenArgs),
    /// List a clinic's tokens: id, label, whose, scopes, issued, expires, revoked; never the secret
    List(ListTokensArgs),
    /// Revoke a token for good: its next request is not let in
    Revoke(RevokeTokenArgs),
}

/// Arguments of `token create`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
#[command(group = ArgGroup::new("rights").required(true).args(["scopes", "read_only"]))]
pub struct CreateTokenArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// The mail address of the member of staff in whose name it acts; never more than their role allows
    #[arg(long, value_name = "EMAIL", value_parser = EmailAddress::parse)]
    pub user: EmailAddress,
    /// What it is limited to, separated by commas
    #[arg(long, value_delimiter = ',', value_name = "SCOPES")]
    scopes: Vec<Scope>,
    /// Limit it to reading schedule, clients, attendance and reminders
    #[arg(long)]
    read_only: bool,
    /// When it expires, in days from now, 1 to 366
    #[arg(long, value_name = "DAYS", default_value_t = ApiToken::DEFAULT_LIFETIME_DAYS, value_parser = lifetime())]
    pub expires_in_days: u16,
    /// What it is for, to recognise it by
    #[arg(long)]
    pub label: Name,
}

impl CreateTokenArgs {
    /// What the token is limited to, each scope once.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        let wanted: &[Scope] = if self.read_only { &Scope::READ_ONLY } else { &self.scopes };
        Scope::ALL.iter().copied().filter(|scope| wanted.contains(scope)).collect()
    }
}

fn lifetime() -> clap::builder::RangedI64ValueParser<u16> {
    clap::value_parser!(u16).range(1..=i64::from(ApiToken::MAX_LIFETIME_DAYS))
}

/// Does what was asked for.
///
/// # Errors
/// As the commands do: see `create`, `list` and `revoke`.
pub async fn run(args: TokenArgs, settings: &DatabaseSettings, again: &Again) -> Result<(), CliError> {
    let TokenArgs { command } = args;
    let opened = Opened::open(settings, again).await?;
    match command {
        TokenCommand::Create(args) => create(&args, &opened, again).await?,
        TokenCommand::List(args) => list(&args, &opened).await?,
        TokenCommand::Revoke(args) => revoke(&args, &opened).await?,
    }
    opened.close().await
}

/// Issues a token and prints it, and nothing else, to standard output.
///
/// # Errors
/// `Refused` if there is no such clinic or member, or the member is disabled; `Database`; `Output`.
async fn create(args: &CreateTokenArgs, opened: &Opened, again: &Again) -> Result<(), CliError> {
    let caller = Caller::system(args.clinic, "cli.token_create");
    opened.ensure_clinic(&caller).await?;
    let member = member_of(opened, &caller, &args.user).await?;
    let lifetime = SignedDuration::from_hours(24 * i64::from(args.expires_in_days));
    let command = IssueToken {
        staff_member_id: member.id,
        label: args.label.clone(),
        scopes: args.scopes(),
        expires_at: opened.app.now().checked_add(lifetime).ok(),
    };
    let issued = issue_token(&opened.app, &caller, command).await.map_err(|error| match error {
        IssueTokenError::Failure(failure) => opened.failed("issuing the token", failure),
        refused @ (IssueTokenError::MemberDisabled
        | IssueTokenError::NoScopes
        | IssueTokenError::BeyondOwnScopes
        | IssueTokenError::Expiry(_)) => CliError::Refused(refused.to_string()),
    })?;
    line(issued.secret.expose())?;
    let ApiToken { id, expires_at, .. } = issued.token;
    note(&format!(
        "This is {id}; it expires at {expires_at}. Keep it now: it is not stored and won't be shown again.
It is for the API, if that is not served yet:\n{}",
        again.steps(["serve".to_owned()])
    ));
    Ok(())
}

/// The member of the caller's clinic whose login has that address.
///
/// # Errors
/// `Refused` if there is none; `Database`.
pub(super) async fn member_of(
    opened: &Opened,
    caller: &Caller,
    email: &EmailAddress,
) -> Result<StaffMember, CliError> {
    find_staff_member_by_email(&opened.app, caller, email)
        .await
        .map_err(|failure| opened.failed("looking for the member of staff", failure))?
        .ok_or_else(|| {
            CliError::Refused(format!("nobody on the staff of {} has that mail address", caller.clinic_id))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{examples_parse, parsed};

    fn create(rest: &str) -> Result<CreateTokenArgs, clap::Error> {
        let line =
            format!("--clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --user a@example.org --label x {rest}");
        parsed("create", &line)
    }

    #[test]
    fn its_examples_parse() {
        examples_parse::<TokenArgs>("token", EXAMPLES);
    }

    #[test]
    fn the_help_names_every_scope() {
        for scope in Scope::ALL {
            assert!(EXAMPLES.contains(scope.word()), "{scope}");
        }
    }

    #[test]
    fn rights_are_given_as_scopes_or_as_read_only_but_not_left_open() {
        assert_eq!(create("--read-only").unwrap().scopes(), Scope::READ_ONLY);
        let two = create("--scopes clinic:write,audit:read,audit:read").unwrap();
        assert_eq!(two.scopes(), [Scope::AuditRead, Scope::ClinicWrite]);
        assert!(create("").is_err());
        assert!(create("--read-only --scopes audit:read").is_err());
        assert!(create("--scopes everything").unwrap_err().to_string().contains("schedule:read"));
    }

    #[test]
    fn a_token_lives_a_year_at_most() {
        assert_eq!(create("--read-only").unwrap().expires_in_days, 90);
        for bad in ["0", "367", "-1"] {
            assert!(create(&format!("--read-only --expires-in-days {bad}")).is_err(), "{bad}");
        }
    }
}
