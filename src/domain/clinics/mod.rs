//! The clinic and what belongs to it as a house: sites, rooms, staff.
//!
//! Owns: their words and limits. Must not know: clients, schedules, logins' secrets.
//! Example: a `Site` carries the zone its series default to and the notice under which a cancellation is late.
//! The next thing a clinic has is a file here.

mod clinic;
mod leading;
mod mail_name;
mod site;
mod staff_access;
mod staff_member;

pub use clinic::{Clinic, MailsPaused};
pub use leading::{is_at_work, is_licensed};
pub use mail_name::{InvalidMailName, MailName};
pub use site::{LateCancelWindow, OutOfRange, Room, RoomCapacity, Site};
pub use staff_access::{LastAdmin, StaffAccess};
pub use staff_member::{Certification, InvalidQualifications, Licence, Qualifications, StaffMember};
