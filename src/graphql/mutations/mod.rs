//! The roots that change.
//!
//! Owns: input in, one command of `app`, the answer or the refusal out. Must not know: rules, rows.
//! Example: `clinics.rs` has `createSite`.
//! The next mutation goes to its area's file, with a payload and its own error codes.

mod attendance;
mod availability_grid;
mod brief_forms;
mod calendar_feeds;
mod change_goal;
mod change_measure;
mod client_inputs;
mod client_merges;
mod clients;
mod closure_input;
mod closures;
mod companions;
mod correct_mark;
mod course_imports;
mod enrollments;
mod forming;
mod free_slots;
mod goals;
mod groups;
mod guest_seats;
mod imports;
mod mails;
mod makeups;
mod mark_roster;
mod mark_rosters;
mod marks;
mod measures;
mod meetings;
mod mutation;
mod passwords;
mod phases;
mod programs;
mod record_measure;
mod reminder_rule_input;
mod reminders;
mod risk;
mod rooms;
mod schedule_changes;
mod series;
mod series_edit_input;
mod series_edits;
mod series_input;
mod sessions;
mod sign_in;
mod sites;
mod staff;
mod staff_access;
mod tasks;
mod tokens;
mod user_error;
mod waitlist;

pub(in crate::graphql) use availability_grid::{AvailabilityGridInput, AvailabilityGridPayload};
pub(in crate::graphql) use brief_forms::{BriefFormInput, PreviewBriefFormPayload};
pub(in crate::graphql) use client_merges::{MergeClientsInput, PreviewClientMergePayload};
pub(in crate::graphql) use closure_input::CloseTimesInput;
pub(in crate::graphql) use closures::PreviewClosuresPayload;
pub(in crate::graphql) use course_imports::{CourseImportInput, PreviewCourseImportPayload};
pub(in crate::graphql) use forming::{FormGroupUserError, GroupFormationInput, PreviewGroupFormationPayload};
pub(in crate::graphql) use free_slots::{FreeSlotsInput, FreeSlotsPayload};
pub(in crate::graphql) use imports::{ImportInput, PreviewImportPayload};
pub use mutation::Mutation;
pub(in crate::graphql) use series::{CreateSeriesUserError, PreviewSeriesPayload};
pub(in crate::graphql) use series_edit_input::SeriesEditInput;
pub(in crate::graphql) use series_edits::PreviewSeriesEditPayload;
pub(in crate::graphql) use series_input::SeriesInput;
pub(in crate::graphql) use user_error::UserError;
