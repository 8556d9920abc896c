//! Who is asking.

use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::clinics::{Clinic, StaffMember};
use crate::storage::{clinics, staff};

/// The caller as records: the clinic, and the member of staff if it is one.
#[derive(Debug, Clone)]
pub struct Viewer {
    /// The clinic whose records the caller can reach.
    pub clinic: Clinic,
    /// The member of staff in whose name the caller acts.
    pub staff_member: Option<StaffMember>,
}

/// The caller's own clinic and membership. Everybody may know who they are, whatever their scopes.
///
/// # Errors
/// `Failure` if the clinic is gone or the database fails.
pub async fn read_viewer(app: &App, caller: &Caller) -> Result<Viewer, Failure> {
    let (on, clinic_id) = (app.db.reader(), caller.clinic_id);
    let clinic = clinics::find_clinic(on, clinic_id).await.map_err(Failure::from)?;
    let staff_member = match caller.staff_member() {
        Some(id) => staff::find_staff_member(on, clinic_id, id).await.map_err(Failure::from)?,
        None => None,
    };
    Ok(Viewer { clinic: clinic.ok_or(Failure::NotFound)?, staff_member })
}
