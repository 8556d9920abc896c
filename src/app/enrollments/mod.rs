//! Enrollments: joining a group, beginning an individual treatment, ending either.
//!
//! Owns: places in groups, and which future sessions a client is expected at. Must not know: marks' meaning.
//! Example: `enroll_client(&app, &caller, EnrollClient { group_id, client_id })` takes one place, or says it's full.
//! Holds and transfers come here.

mod attritions;
mod create_treatment;
mod end_enrollment;
mod enroll_client;
mod expect;
mod load_own;
mod lock_led;
mod queries;

pub use attritions::load_attritions;
pub use create_treatment::{CreateTreatment, CreateTreatmentError, create_treatment};
pub use end_enrollment::{EndEnrollment, EndEnrollmentError, end_enrollment};
pub use enroll_client::{EnrollClient, EnrollClientError, enroll_client};
pub(in crate::app) use expect::{expect_clients, new_place};
pub(in crate::app) use load_own::load_own;
pub(in crate::app) use lock_led::lock_led;
pub use queries::{find_enrollment, list_enrollments, load_enrollments, load_open_enrollments_of_groups};
