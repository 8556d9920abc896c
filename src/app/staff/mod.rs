//! The clinic's staff: memberships, what members are qualified for, and the logins and tokens they act by.
//!
//! Owns: adding and disabling staff, stating qualifications, issuing, listing and revoking tokens, finding the caller behind a token.
//! Must not know: HTTP, terminals.
//! Example: `add_staff_member(&app, &caller, command)` is what `roundel user add` calls.
//! The next thing about a membership comes here; what is a login's, across clinics, goes to `accounts`.

mod add_staff_member;
mod authenticate;
mod issue_token;
mod queries;
mod revoke_token;
mod set_language;
mod set_qualifications;
mod set_staff_access;

pub(in crate::app) use add_staff_member::insert_member;
pub use add_staff_member::{AddStaffMember, AddStaffMemberError, add_staff_member};
pub use authenticate::authenticate;
pub use issue_token::{IssueToken, IssueTokenError, IssuedToken, issue_token};
pub use queries::{
    find_staff_member, find_staff_member_by_email, list_staff_members, list_tokens, load_certifications,
    load_licences, load_login_addresses, load_staff_availability, load_staff_members,
};
pub use revoke_token::revoke_token;
pub use set_language::set_staff_language;
pub use set_qualifications::{SetQualifications, SetQualificationsError, set_qualifications};
pub use set_staff_access::{SetStaffAccess, SetStaffAccessError, set_staff_access};
