//! Who may do what: the one place that decides.
//!
//! Owns: actors, roles, scopes, actions and the decision. Must not know: tokens, requests, rows.
//! Example: `decide(&caller, Action::RecordAttendance, Concern::LedBy(&[therapist]))`.
//! A new action is a new variant of `Action`: the match in `decide` then stops the build until it is answered.

mod action;
mod caller;
mod decide;

pub use action::{Action, Scope, UnknownScope};
pub use caller::{Actor, Caller, Role, UnknownRole};
pub use decide::{Concern, Denied, decide};
