//! `roundel clinic`

use clap::{Args, Subcommand};

use super::again::{Again, quoted};
use super::clinic_update::{UpdateClinicArgs, update};
use super::error::CliError;
use super::open::Opened;
use super::output::{line, note};
use crate::app::clinics::{CreateClinic, CreatedClinic, create_clinic, list_clinics};
use crate::config::DatabaseSettings;
use crate::domain::access::Scope;
use crate::domain::clinics::{Clinic, MailName};
use crate::domain::name::Name;
use crate::domain::people::EmailAddress;
use crate::domain::slice::Slice;
use crate::domain::time::Zone;

pub(super) const EXAMPLES: &str = "\
Examples:
  roundel clinic create --name \"Riverside Practice\" --site-name \"Main Street\" \\
      --zone America/New_York --phone \"+1 555 0100\" \\
      --crisis-lines \"In an emergency call 911; 988 listens day and night\" --admin-name \"Ada Berg\" \\
      --admin-email ada@example.org
  roundel clinic update --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4 --phone \"+1 555 0100\"
  roundel clinic list";

/// What is said where a clinic is made without crisis lines.
const NO_CRISIS_LINES: &str = "warning: no --crisis-lines were given, so the mails of this clinic do not tell clients whom to \
call in an emergency; `clinic update` adds them, and `updateSite` of the API gives a site its own.";

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
    /// Change what a clinic's mails tell of it: the name they carry, its phone number, crisis lines
    Update(UpdateClinicArgs),
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
    /// The name that its mails carry, the clinic's unless given: a neutral one, it shows on lock screens
    #[arg(long, value_name = "NAME")]
    pub mail_name: Option<MailName>,
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
/// As the commands do: see `create`, `update` and `list`.
pub async fn run(args: ClinicArgs, settings: &DatabaseSettings, again: &Again) -> Result<(), CliError> {
    let ClinicArgs { command } = args;
    let opened = Opened::open(settings, again).await?;
    match command {
        ClinicCommand::Create(args) => create(*args, &opened, again).await?,
        ClinicCommand::Update(args) => update(args, &opened).await?,
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
/// `Refused` if its name tells too much for mails and they are given no other; `Database`, `Output`.
async fn create(args: CreateClinicArgs, opened: &Opened, again: &Again) -> Result<(), CliError> {
    let CreateClinicArgs { name, mail_name, site_name, zone, phone, crisis_lines, admin_name, admin_email } =
        args;
    let command = CreateClinic {
        mail_name: mail_name.map_or_else(|| mail_name_from(&name), Ok)?,
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

/// The name that mails carry where none is given: the clinic's, unless it tells what appointments are for.
fn mail_name_from(name: &Name) -> Result<MailName, CliError> {
    MailName::of(name.clone()).map_err(|error| {
        CliError::Refused(format!(
            "--name \"{name}\" would be the name in mails too, and that {error}; staff may go on seeing it: give mails a name \
             of their own by --mail-name"
        ))
    })
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
    fn mails_get_no_name_that_tells_whether_given_or_taken_from_the_clinics() {
        let telling = examples_of("clinic", EXAMPLES)[0].clone() + " --mail-name \"Harlem Group Practice\"";
        let refused = parsed::<ClinicArgs>("clinic", &telling).unwrap_err().to_string();
        assert!(refused.contains("--mail-name") && refused.contains("without \"Group\""), "{refused}");

        let refused = mail_name_from(&"Harlem Group Practice".parse().unwrap()).unwrap_err();
        assert_eq!(refused.code(), 1);
        let refused = refused.message();
        for part in ["--name \"Harlem Group Practice\"", "without \"Group\"", "--mail-name"] {
            assert!(refused.contains(part), "{part}: {refused}");
        }
        let neutral = mail_name_from(&"Riverside Practice".parse().unwrap()).unwrap();
        assert_eq!(neutral.as_str(), "Riverside Practice");
    }

    #[test]
    fn an_unknown_zone_is_a_wrong_command_line() {
        let line = examples_of("clinic", EXAMPLES)[0].replace("New_York", "New_Yrok");
        let error = parsed::<ClinicArgs>("clinic", &line);
        assert!(error.unwrap_err().to_string().contains("America/New_Yrok"));
    }
}
