//! The roots that read.
//!
//! Owns: arguments in, one call of `app`, the answer mapped out. Must not know: rules, rows.
//! Example: `clinics.rs` has `clinic` and `sites`.
//! The next root goes to its area's file and gets a row in the permission matrix.

mod clinics;
mod jobs;
mod reminders;

pub(super) use clinics::ClinicQueries;
pub(super) use jobs::JobQueries;
pub(super) use reminders::ReminderQueries;

/// The roots that read.
#[derive(async_graphql::MergedObject, Default)]
pub struct Query(ClinicQueries, JobQueries, ReminderQueries, super::node::NodeQuery);
