//! `roundel clinic update`

use clap::{ArgGroup, Args};

use super::clinic::EXAMPLES;
use super::error::CliError;
use super::open::Opened;
use super::output::{line, note};
use crate::app::clinics::{UpdateClinic, UpdatedClinic, update_clinic};
use crate::domain::access::Caller;
use crate::domain::clinics::{Clinic, MailName};
use crate::domain::ids::ClinicId;
use crate::domain::name::Name;

/// Arguments of `clinic update`.
#[derive(Debug, Args)]
#[command(
    after_help = EXAMPLES,
    group(ArgGroup::new("changes").required(true).multiple(true).args(["mail_name", "phone", "crisis_lines"]))
)]
pub struct UpdateClinicArgs {
    /// The clinic's id
    #[arg(long, value_name = "ID")]
    pub clinic: ClinicId,
    /// The name that its mails carry: a neutral one, it shows on lock screens
    #[arg(long, value_name = "NAME")]
    pub mail_name: Option<MailName>,
    /// The phone number that clients are given, unless a site has its own
    #[arg(long)]
    pub phone: Option<Name>,
    /// Crisis lines for the foot of its mails, on one line, unless a site has its own
    #[arg(long, value_name = "TEXT")]
    pub crisis_lines: Option<Name>,
}

/// Changes what a clinic's mails tell of it, and prints what they tell now.
///
/// # Errors
/// `Refused` if there is no such clinic; `Database`; `Output`.
pub(super) async fn update(args: UpdateClinicArgs, opened: &Opened) -> Result<(), CliError> {
    let UpdateClinicArgs { clinic, mail_name, phone, crisis_lines } = args;
    let caller = Caller::system(clinic, "cli.clinic_update");
    opened.ensure_clinic(&caller).await?;
    let command = UpdateClinic { mail_name, phone, crisis_lines };
    let updated = update_clinic(&opened.app, &caller, command).await;
    let UpdatedClinic { clinic, changed } =
        updated.map_err(|failure| opened.failed("changing the clinic", failure))?;
    if changed.is_empty() {
        note("nothing was changed: its mails tell this already");
    }
    line(&told(&clinic))
}

fn told(clinic: &Clinic) -> String {
    let Clinic { id: _, name: _, mail_name, phone, crisis_lines, created_at: _, mails_paused: _ } = clinic;
    let or_none = |value: Option<&Name>| value.map_or("-", |value| value.as_str()).to_owned();
    format!(
        "mail name\t{mail_name}\nphone\t{}\ncrisis lines\t{}",
        or_none(phone.as_ref()),
        or_none(crisis_lines.as_ref())
    )
}

#[cfg(test)]
mod tests {
    use crate::cli::clinic::ClinicArgs;
    use crate::cli::parsed::parsed;

    #[test]
    fn an_update_changes_something_and_mails_get_no_name_that_tells() {
        let update = "update --clinic cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4";
        let with = |rest: &str| parsed::<ClinicArgs>("clinic", &format!("{update} {rest}"));
        assert!(with("").is_err());
        assert!(with("--phone \"+1 555 0100\" --crisis-lines \"Call 911\"").is_ok());
        let refused = with("--mail-name \"Harlem Group Practice\"").unwrap_err().to_string();
        assert!(refused.contains("--mail-name") && refused.contains("without \"Group\""), "{refused}");
    }
}
