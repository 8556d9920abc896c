//! Who may do what: the one place that decides.
//!
//! Owns: actors, roles, scopes, actions, the decision, what an API token, a password and a sign-in are worth. Must not know: requests, rows.
//! Example: `decide(&caller, Action::RecordAttendance, Concern::LedBy(&[therapist]))`.
//! A new action is a new variant of `Action`: the match in `decide` then stops the build until it is answered.

mod action;
mod attempts;
mod bearer;
mod caller;
mod decide;
mod password;
mod reach;
mod sign_in;
mod token;
mod token_secret;

pub use action::{Action, Scope};
pub use attempts::AttemptsOf;
pub use bearer::Bearer;
pub use caller::{Actor, Caller, Origin, Role};
pub use decide::{Concern, Denied, Lacking, decide};
pub use password::{CannotHash, NewPassword, PasswordHash, PresentedPassword, Salt, UnfitPassword};
pub use reach::{Extent, Reach};
pub use sign_in::{SignIn, SignedIn};
pub use token::{ApiToken, InvalidExpiry, token_expiry};
pub use token_secret::{InvalidTokenSecret, TokenHash, TokenSecret};
