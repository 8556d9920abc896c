//! The roots that change.
//!
//! Owns: input in, one command of `app`, the answer or the refusal out. Must not know: rules, rows.
//! Example: `clinics.rs` has `createSite`.
//! The next mutation goes to its area's file, with a payload and its own error codes.

mod attendance;
mod clinics;
mod correct_mark;
mod mark_roster;
mod marks;
mod risk;

pub(super) use attendance::AttendanceMutations;
pub(super) use clinics::ClinicMutations;
pub(super) use risk::RiskMutations;

/// The roots that change.
#[derive(async_graphql::MergedObject, Default)]
pub struct Mutation(ClinicMutations, AttendanceMutations, RiskMutations);
