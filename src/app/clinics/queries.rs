//! Reading the clinic, its sites and rooms.

use crate::app::access::{require, require_on};
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern};
use crate::domain::clinics::{Clinic, Room, Site};
use crate::domain::ids::{ClinicId, RoomId, SiteId};
use crate::domain::slice::Slice;
use crate::storage::clinics;

/// The caller's clinic.
///
/// # Errors
/// `Failure` if denied, missing, or the database fails.
pub async fn read_clinic(app: &App, caller: &Caller) -> Result<Clinic, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    clinics::find_clinic(app.db.reader(), caller.clinic_id)
        .await
        .map_err(Failure::from)?
        .ok_or(Failure::NotFound)
}

/// A slice of all clinics, oldest first. It asks nobody's rights: only the console calls it, where no clinic asks.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn list_clinics(app: &App, slice: Slice<ClinicId>) -> Result<Vec<Clinic>, Failure> {
    clinics::list_clinics(app.db.reader(), slice).await.map_err(Failure::from)
}

/// One site of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_site(app: &App, caller: &Caller, id: SiteId) -> Result<Option<Site>, Failure> {
    require_on(app, caller, Action::ReadSchedule, id).await?;
    clinics::find_site(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}

/// A slice of the caller's sites, oldest first.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_sites(app: &App, caller: &Caller, slice: Slice<SiteId>) -> Result<Vec<Site>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    clinics::list_sites(app.db.reader(), caller.clinic_id, slice).await.map_err(Failure::from)
}

/// One room of the caller's clinic.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn find_room(app: &App, caller: &Caller, id: RoomId) -> Result<Option<Room>, Failure> {
    require_on(app, caller, Action::ReadSchedule, id).await?;
    clinics::find_room(app.db.reader(), caller.clinic_id, id).await.map_err(Failure::from)
}

/// A slice of the caller's rooms, oldest first.
///
/// # Errors
/// `Failure` if denied or the database fails.
pub async fn list_rooms(app: &App, caller: &Caller, slice: Slice<RoomId>) -> Result<Vec<Room>, Failure> {
    require(app, caller, Action::ReadSchedule, Concern::Clinic).await?;
    clinics::list_rooms(app.db.reader(), caller.clinic_id, slice).await.map_err(Failure::from)
}
