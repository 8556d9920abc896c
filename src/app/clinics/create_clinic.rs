//! Setting up a clinic: from the command line, since nobody has rights in it yet.

use serde_json::json;

use crate::app::reminders::insert_default_policy;
use crate::app::staff::{AddStaffMember, AddStaffMemberError, insert_member};
use crate::app::{App, Failure, records};
use crate::domain::access::{Caller, Role};
use crate::domain::clinics::{Clinic, LateCancelWindow, MailName, Site, StaffMember};
use crate::domain::ids::{ClinicId, ProgramId, SiteId, StaffMemberId};
use crate::domain::name::Name;
use crate::domain::people::EmailAddress;
use crate::domain::programs::{TreatmentProgram, templates};
use crate::domain::time::Zone;
use crate::storage::{clinics, programs};

/// What a new clinic is to be, with its first site and its first administrator.
#[derive(Debug, Clone)]
pub struct CreateClinic {
    /// The name its staff see.
    pub name: Name,
    /// The neutral name its mails carry.
    pub mail_name: MailName,
    /// The telephone number in its mails.
    pub phone: Option<Name>,
    /// Crisis lines for the mails' footer.
    pub crisis_lines: Option<Name>,
    /// The first site's name.
    pub site_name: Name,
    /// The first site's zone.
    pub zone: Zone,
    /// The first administrator's name.
    pub admin_name: Name,
    /// The first administrator's login.
    pub admin_email: EmailAddress,
}

/// A clinic as set up.
#[derive(Debug, Clone)]
pub struct CreatedClinic {
    /// The clinic.
    pub clinic: Clinic,
    /// Its first site.
    pub site: Site,
    /// Its first administrator.
    pub admin: StaffMember,
}

/// Sets up a clinic with one site, one administrator, the programs of the literature and a reminder policy.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn create_clinic(app: &App, command: CreateClinic) -> Result<CreatedClinic, Failure> {
    let now = app.now();
    let CreateClinic { name, mail_name, phone, crisis_lines, site_name, zone, admin_name, admin_email } =
        command;
    let clinic_id = ClinicId::mint(now, app.entropy());
    let clinic = &Clinic {
        id: clinic_id,
        name,
        mail_name: mail_name.into(),
        phone,
        crisis_lines,
        created_at: now,
        mails_paused: None,
    };
    let site = &Site {
        id: SiteId::mint(now, app.entropy()),
        name: site_name,
        zone: zone.clone(),
        late_cancel: LateCancelWindow::DEFAULT,
        marking_lock: None,
        phone: None,
        crisis_lines: None,
        row_version: 1,
    };
    let admin = &AddStaffMember {
        display_name: admin_name,
        role: Role::Admin,
        zone,
        language: crate::domain::people::Language::En,
        email: Some(admin_email),
        idempotency_key: None,
    };
    let admin_id = StaffMemberId::mint(now, app.entropy());
    let caller = &Caller::system(clinic_id, "clinic.create");
    app.write(|tx| async move {
        clinics::insert_clinic(&tx, clinic).await.map_err(Failure::from)?;
        clinics::insert_site(&tx, clinic_id, site).await.map_err(Failure::from)?;
        let drafts = templates().unwrap_or_default();
        let templates: Vec<TreatmentProgram> = drafts
            .into_iter()
            .map(|draft| TreatmentProgram { id: ProgramId::mint(now, app.entropy()), draft, row_version: 1 })
            .collect();
        programs::insert_programs(&tx, clinic_id, &templates).await.map_err(Failure::from)?;
        insert_default_policy(&tx, app, clinic_id, now).await.map_err(Failure::from)?;
        let admin =
            insert_member(&tx, app, clinic_id, admin_id, now, admin).await.map_err(|error| match error {
                AddStaffMemberError::Failure(failure) => failure,
                // A clinic that is new has no staff that the login could be on already, and no keys.
                AddStaffMemberError::AlreadyOnStaff | AddStaffMemberError::KeyReused(_) => Failure::NotFound,
            })?;
        records::done(
            &tx,
            app,
            caller,
            now,
            "createClinic",
            clinic_id,
            json!({ "admin": admin.id.to_string() }),
        )
        .await
        .map_err(Failure::from)?;
        Ok(CreatedClinic { clinic: clinic.clone(), site: site.clone(), admin })
    })
    .await
}
