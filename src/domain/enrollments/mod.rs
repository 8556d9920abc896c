//! Enrollments: one client's course, in a group or one-on-one.
//!
//! Owns: an enrollment's words, and what is derived of one from its ledger: *dropped out*, *attended under half*, *did not
//! complete*. Must not know: what a mark counts as (`attendance`), rows.
//! Example: an `Enrollment` with a `group_id` is a member's; one without is an individual treatment.
//! Transfers come here; what the brief form makes of a course is `brief_form`.

mod attrition;
mod enrollment;

pub use attrition::{ATTRITION_VERSION, Attrition, FEWEST_OPPORTUNITIES, FINAL_SESSIONS_UNATTENDED};
pub use enrollment::{Enrollment, EnrollmentStatus};
