//! The clinic as a house: setting one up, changing what its mails tell of it, adding sites and rooms.
//!
//! Owns: the commands and queries about clinics, sites and rooms. Must not know: clients, schedules.
//! Example: `create_site(&app, &caller, CreateSite { .. })`.
//! The next command about the house is a file here.

mod create_clinic;
mod create_room;
mod create_site;
mod queries;
mod update_clinic;
mod update_site;

pub use create_clinic::{CreateClinic, CreatedClinic, create_clinic};
pub use create_room::{CreateRoom, CreateRoomError, create_room};
pub use create_site::{CreateSite, CreateSiteError, create_site};
pub use queries::{find_room, find_site, list_clinics, list_rooms, list_sites, read_clinic};
pub use update_clinic::{UpdateClinic, UpdatedClinic, update_clinic};
pub use update_site::{UpdateSite, UpdateSiteError, update_site};
