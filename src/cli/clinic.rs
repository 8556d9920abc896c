//! `roundel clinic`

use clap::{Args, Subcommand};

use super::again::{Again, quoted};
use super::error::CliError;
use super::open::Opened;
use super::output::{line, note};
use crate::app::clinics::{CreateClinic, CreatedClinic, create_clinic, list_clinics};
use crate::config::DatabaseSettings;
use crate::domain::access::Scope;
use crate::domain::clinics::Clinic;
use crate::domain::name::Name;
use crate::domain::people::EmailAddress;
use crate::domain::slice::Slice;
use crate::domain::time::Zone;

const EXAMPLES: &str = "\
Examples:
  roundel clinic create --name \"Riverside Practice\" --site-name \"Main Street\" \\
      --zone America/New_York --phone \"+1 555 0100\" \\
      --crisis-lines \"In an emergency call 911; 988 listens day and night\" --admin-name \"Ada Berg\" \\
      --admin-email ada@example.org
  roundel clinic list";

/// What is said where a clinic is made without crisis lines.
const NO_CRISIS_LINES: &str = "warning: no --crisis-lines were given, so the mails of this clinic do not tell clients whom to \
call in an emergency; `updateSite` of the API gives a site its own.";

/// How many clinics are read at a time.
const PAGE: u64 = 100;

/// Clinics: each is a tenant that sees no other.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ClinicArgs {
    /// What to do.
    #[command(subcommand)]
    pub command: ClinicCommand,
}

/// What can be done with clinics.
#[derive(Debug, Subcommand)]
pub enum ClinicCommand {
    /// Create a clinic with its first site and its first administrator, and print their ids
    Create(Box<CreateClinicArgs>),
    /// List the clinics of this database: id, name, created
    List(ListClinicsArgs),
}

/// Arguments of `clinic list`: none.
#[derive(Debug, Args)]
pub struct ListClinicsArgs {}

/// Arguments of `clinic create`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct CreateClinicArgs {
    /// The clinic's name as its staff see it
    #[arg(long)]
    pub name: Name,
    /// The name that its mails carry, the clinic's unless given: keep it neutral, it shows on lock screens
    #[arg(long, value_name = "NAME")]
    pub mail_name: Option<Name>,
    /// The name of its first site
    #[arg(long)]
    pub site_name: Name,
    /// The site's time zone, by its tz database name, as in America/New_York
    #[arg(long, value_parser = Zone::parse)]
    pub zone: Zone,
    /// The phone number that clients are given, as in "+1 555 0100"
    #[arg(long)]
    pub phone: Name,
    /// Crisis lines for the foot of its mails, on one line, as in "In an emergency call 988"
    #[arg(long, value_name = "TEXT")]
    pub crisis_lines: Option<Name>,
    /// The first administrator's name
    #[arg(long)]
    pub admin_name: Name,
    /// The first administrator's mail address; accounts are found by it
    #[arg(long, value_name = "EMAIL", value_parser = EmailAddress::parse)]
    pub admin_email: EmailAddress,
}

/// Does what was asked for, and suggests how to go on `again`.
///
/// # Errors
/// As the commands do: see `create` and `list`.
pub async fn run(args: ClinicArgs, settings: &DatabaseSettings, again: &Again) -> Result<(), CliError> {
    let ClinicArgs { command } = args;
    let opened = Opened::open(settings, again).await?;
    match command {
        ClinicCommand::Create(args) => create(*args, &opened, again).await?,
        ClinicCommand::List(ListClinicsArgs {}) => list(&opened).await?,
    }
    opened.close().await
}

/// Prints all clinics, oldest first, one a line with tabs between.
///
/// # Errors
/// `Database`, `Output`.
async fn list(opened: &Opened) -> Result<(), CliError> {
    note("id\tname\tcreated");
    for Clinic { id, name, created_at, .. } in all_clinics(opened).await? {
        line(&format!("{id}\t{name}\t{created_at}"))?;
    }
    Ok(())
}

/// All clinics, oldest first.
async fn all_clinics(opened: &Opened) -> Result<Vec<Clinic>, CliError> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = list_clinics(&opened.app, Slice { after, limit: PAGE })
            .await
            .map_err(|failure| opened.failed("listing the clinics", failure))?;
        match page.last() {
            Some(last) => after = Some(last.id),
            None => return Ok(all),
        }
        all.extend(page);
    }
}

/// Sets up the clinic and prints three ids, each after what it is the id of; then, as a remark, what to do next.
///
/// # Errors
/// `Database`, `Output`.
async fn create(args: CreateClinicArgs, opened: &Opened, again: &Again) -> Result<(), CliError> {
    let CreateClinicArgs { name, mail_name, site_name, zone, phone, crisis_lines, admin_name, admin_email } =
        args;
    let command = CreateClinic {
        mail_name: mail_name.unwrap_or_else(|| name.clone()),
        name,
        phone: Some(phone),
        crisis_lines,
        site_name,
        zone,
        admin_name,
        admin_email: admin_email.clone(),
    };
    let has_crisis_lines = command.crisis_lines.is_some();
    let namesakes = clinics_named(opened, &command.name).await?;
    let created = create_clinic(&opened.app, command)
        .await
        .map_err(|failure| opened.failed("creating the clinic", failure))?;
    let CreatedClinic { clinic, site, admin } = &created;
    line(&format!("clinic {}\nsite {}\nadmin {}", clinic.id, site.id, admin.id))?;
    if !namesakes.is_empty() {
        note(&format!(
            "There was a clinic of this name already, with other records: {}. If you meant that one, use its id.",
            namesakes.join(", ")
        ));
    }
    if !has_crisis_lines {
        note(NO_CRISIS_LINES);
    }
    note(&next_steps(&created, &admin_email, again));
    Ok(())
}

/// The ids of the clinics that have that name.
async fn clinics_named(opened: &Opened, wanted: &Name) -> Result<Vec<String>, CliError> {
    let all = all_clinics(opened).await?;
    Ok(all.into_iter().filter(|clinic| clinic.name == *wanted).map(|clinic| clinic.id.to_string()).collect())
}

fn next_steps(created: &CreatedClinic, admin_email: &EmailAddress, again: &Again) -> String {
    let clinic = created.clinic.id;
    let zone = &created.site.zone;
    let scopes = Scope::WORDS.join(",");
    let email = quoted(admin_email.as_str());
    let steps = again.steps([
        format!("token create --clinic {clinic} --user {email} --label administration --scopes {scopes}"),
        format!(
            "user add --clinic {clinic} --name 'Tom Ruiz' --email tom@example.org --role therapist --zone {zone}"
        ),
        "serve".to_owned(),
    ]);
    format!(
        "Next, a token with which the administrator uses the API; colleagues, each with a line like the second; and \
         the API itself:\n{steps}"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{examples_of, examples_parse, parsed};

    #[test]
    fn its_examples_parse() {
        examples_parse::<ClinicArgs>("clinic", EXAMPLES);
    }

    #[test]
    fn an_unknown_zone_is_a_wrong_command_line() {
        let line = examples_of("clinic", EXAMPLES)[0].replace("New_York", "New_Yrok");
        let error = parsed::<ClinicArgs>("clinic", &line);
        assert!(error.unwrap_err().to_string().contains("America/New_Yrok"));
    }
}
