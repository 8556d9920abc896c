//! The clinic's staff: memberships, what members are qualified for, and the logins and tokens they act by.
//!
//! Owns: adding staff, stating qualifications, issuing tokens, finding the caller behind a token. Must not know:
//! HTTP, terminals.
//! Example: `add_staff_member(&app, &caller, command)` is what `roundel user add` calls.
//! Disabling and passwords come here.

mod add_staff_member;
mod queries;
mod set_qualifications;

pub(in crate::app) use add_staff_member::insert_member;
pub use add_staff_member::{AddStaffMember, AddStaffMemberError, add_staff_member};
pub use queries::{
    find_staff_member, list_staff_members, load_certifications, load_licences, load_staff_availability,
};
pub use set_qualifications::{SetQualifications, SetQualificationsError, set_qualifications};
