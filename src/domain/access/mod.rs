//! Who may do what: the one place that decides.
//!
//! Owns: actors, roles, scopes, actions, the decision, and what an API token is worth. Must not know: requests, rows.
//! Example: `decide(&caller, Action::RecordAttendance, Concern::LedBy(&[therapist]))`.
//! A new action is a new variant of `Action`: the match in `decide` then stops the build until it is answered.

mod action;
mod bearer;
mod caller;
mod decide;
mod token;
mod token_secret;

pub use action::{Action, Scope};
pub use bearer::Bearer;
pub use caller::{Actor, Caller, Origin, Role};
pub use decide::{Concern, Denied, Lacking, decide};
pub use token::{ApiToken, InvalidExpiry, token_expiry};
pub use token_secret::{InvalidTokenSecret, TokenHash, TokenSecret};
