//! Enrollments: one client's course, in a group or one-on-one.
//!
//! Owns: an enrollment's words. Must not know: marks, rows; *dropped out* is derived from the ledger elsewhere.
//! Example: an `Enrollment` with a `group_id` is a member's; one without is an individual treatment.
//! Transfers come here; what the brief form makes of a course is `brief_form`.

mod enrollment;

pub use enrollment::{Enrollment, EnrollmentStatus};
