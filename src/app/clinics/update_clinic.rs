//! Changing what all mails of a clinic tell of it.

use serde_json::json;

use crate::app::access::require;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::clinics::{Clinic, MailName};
use crate::domain::name::Name;
use crate::storage::clinics;

/// An edit of the caller's clinic; what is left out stays.
#[derive(Debug, Clone, Default)]
pub struct UpdateClinic {
    /// The neutral name its mails carry.
    pub mail_name: Option<MailName>,
    /// The telephone number in its mails, where a site has none of its own.
    pub phone: Option<Name>,
    /// Crisis lines for the mails' footer, where a site has none of its own.
    pub crisis_lines: Option<Name>,
}

/// A clinic after an edit.
#[derive(Debug, Clone)]
pub struct UpdatedClinic {
    /// The clinic.
    pub clinic: Clinic,
    /// Which fields are others than before; none if it was so already.
    pub changed: Vec<&'static str>,
}

/// Changes the caller's clinic. Mails that are not written yet tell the new values, and so do the pages they lead to; one whose
/// outcome is in doubt is repeated as it was. If nothing is other than before, nothing is written or recorded.
///
/// # Errors
/// `Failure` if denied, missing or the database fails.
pub async fn update_clinic(
    app: &App,
    caller: &Caller,
    command: UpdateClinic,
) -> Result<UpdatedClinic, Failure> {
    require(app, caller, Action::ManageClinic, Concern::Clinic).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let command = &command;
    app.write(|tx| async move {
        // Two edits at once come one after the other, so that neither writes back what the other changed.
        clinics::lock_clinic(&tx, clinic_id).await?;
        let known = clinics::find_clinic(&tx, clinic_id).await?.ok_or(Failure::NotFound)?;
        let clinic = edited(&known, command.clone());
        let changed = changed_fields(&known, &clinic);
        if !changed.is_empty() {
            clinics::update_clinic(&tx, &clinic).await?;
            let details = json!({ "fields": changed });
            records::done(&tx, app, caller, now, "updateClinic", clinic_id, details).await?;
        }
        Ok(UpdatedClinic { clinic, changed })
    })
    .await
}

fn edited(known: &Clinic, edit: UpdateClinic) -> Clinic {
    let UpdateClinic { mail_name, phone, crisis_lines } = edit;
    let known = known.clone();
    Clinic {
        mail_name: mail_name.map_or(known.mail_name, Name::from),
        phone: phone.or(known.phone),
        crisis_lines: crisis_lines.or(known.crisis_lines),
        ..known
    }
}

fn changed_fields(before: &Clinic, after: &Clinic) -> Vec<&'static str> {
    let all = [
        ("mailName", before.mail_name != after.mail_name),
        ("phone", before.phone != after.phone),
        ("crisisLines", before.crisis_lines != after.crisis_lines),
    ];
    all.into_iter().filter_map(|(field, is_other)| is_other.then_some(field)).collect()
}
