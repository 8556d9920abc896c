//! `roundel user add`

use clap::Args;

use super::again::{Again, quoted};
use super::error::CliError;
use super::open::Opened;
use super::output::{line, note};
use super::user::EXAMPLES;
use crate::app::staff::{AddStaffMember, AddStaffMemberError, add_staff_member};
use crate::domain::access::{Action, Caller, Concern, Role, Scope, decide};
use crate::domain::ids::ClinicId;
use crate::domain::name::Name;
use crate::domain::people::{EmailAddress, Language};
use crate::domain::time::Zone;
use crate::domain::words::UnknownWord;

/// Arguments of `user add`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct AddUserArgs {
    /// The clinic's id, as `clinic create` printed it
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// The person's name
    #[arg(long)]
    pub name: Name,
    /// The person's mail address; somebody who works in several clinics has one account
    #[arg(long, value_parser = EmailAddress::parse)]
    pub email: EmailAddress,
    /// What the person may do in this clinic: admin, coordinator, therapist or viewer
    #[arg(long, value_parser = role)]
    pub role: Role,
    /// The person's time zone, by its tz database name, as in Europe/Berlin
    #[arg(long, value_parser = Zone::parse)]
    pub zone: Zone,
    /// The language in which the person is written to: en or es
    #[arg(long, default_value = "en")]
    pub language: Language,
}

/// A role's word, in capitals or not.
pub(super) fn role(text: &str) -> Result<Role, UnknownWord> {
    text.to_ascii_uppercase().parse().map_err(|error| UnknownWord { given: text.to_owned(), ..error })
}

/// Adds a member of staff and prints the id.
///
/// # Errors
/// `Refused` if there is no such clinic or the login is on its staff already; `Database`; `Output`.
pub(super) async fn add(args: AddUserArgs, opened: &Opened, again: &Again) -> Result<(), CliError> {
    let AddUserArgs { clinic, name, email, role, zone, language } = args;
    let caller = Caller::system(clinic, "cli.user_add");
    opened.ensure_clinic(&caller).await?;
    let command = AddStaffMember {
        display_name: name,
        role,
        zone,
        language,
        email: Some(email.clone()),
        idempotency_key: None,
    };
    let member = add_staff_member(&opened.app, &caller, command).await.map_err(|error| match error {
        error @ (AddStaffMemberError::AlreadyOnStaff | AddStaffMemberError::KeyReused(_)) => {
            CliError::Refused(error.to_string())
        }
        AddStaffMemberError::Failure(failure) => opened.failed("adding the member of staff", failure),
    })?;
    line(&member.id.to_string())?;
    let scopes = scopes_of_use(role, clinic).join(",");
    let email = quoted(email.as_str());
    let step = format!("token create --clinic {clinic} --user {email} --label first --scopes {scopes}");
    note(&format!("Next, a token with which they use the API:\n{}", again.steps([step])));
    Ok(())
}

/// The scopes that somebody of that role can make anything of, by their words.
fn scopes_of_use(role: Role, clinic: ClinicId) -> Vec<&'static str> {
    let somebody = Caller { role, ..Caller::system(clinic, "cli.user_add") };
    let may = |action: &&Action| decide(&somebody, **action, Concern::Clinic).is_ok();
    let wanted: Vec<Scope> = Action::ALL.iter().filter(may).map(|action| action.scope()).collect();
    Scope::ALL.iter().filter(|scope| wanted.contains(scope)).map(|scope| scope.word()).collect()
}
