//! The objects of the API: plain reads of what a root loaded.
//!
//! Owns: their fields and descriptions. Must not know: how anything is loaded or changed.
//! Example: `Site` shows `domain::clinics::Site`, whole.
//! The next type is a file here, and an entry of `node` if it has an id.

mod clinic;
mod job_run;
mod reminder_delivery;
mod reminder_policy;

pub(crate) use clinic::{Clinic, Room, Site};
pub(crate) use job_run::JobRun;
pub(crate) use reminder_delivery::{ReminderDelivery, ReminderState};
pub(crate) use reminder_policy::ReminderPolicy;
