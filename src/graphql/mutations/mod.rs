//! The roots that change.
//!
//! Owns: input in, one command of `app`, the answer or the refusal out. Must not know: rules, rows.
//! Example: `clinics.rs` has `createSite`.
//! The next mutation goes to its area's file, with a payload and its own error codes.

mod clinics;
mod reminders;

pub(super) use clinics::ClinicMutations;
pub(super) use reminders::ReminderMutations;

/// The roots that change.
#[derive(async_graphql::MergedObject, Default)]
pub struct Mutation(ClinicMutations, ReminderMutations);
