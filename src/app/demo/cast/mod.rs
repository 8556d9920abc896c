//! Who is in the demo, and what happens to them: tables, read by the files that tell the story.
//!
//! Owns: invented names (trees that stand for nobody), addresses that reach nobody (`example.org`, `.example`), weeks of
//! marks. Must not know: ids, use cases, the present.
//! Example: `marks: "N|NN"` misses the first session and the last two, and attends all between.
//! The next person is a line of `groups` or `treatments`; a test checks that whatever a line names exists.

mod groups;
mod person;
mod places;
mod staff;
mod story;
mod treatments;

pub(super) use groups::{GROUPS, GroupPlan};
pub(super) use person::{Mail, Person};
pub(super) use places::{FIRST_SITE, ROOMS, SECOND_SITE};
pub(super) use staff::{ADMIN, COORDINATOR, StaffPlan, THERAPISTS, VIEWER};
pub(super) use story::{Happened, happened};
pub(super) use treatments::{Begins, Day, TREATMENTS, TreatmentPlan};
