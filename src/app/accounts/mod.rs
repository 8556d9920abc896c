//! Logins: passwords, and the browsers that people sign in with.
//!
//! Owns: signing in and out, setting passwords, finding the caller behind a sign-in. Must not know: cookies, HTTP.
//! Example: `sign_in(&app, SignInCommand { email, password, clinic_id: None, source })` answers a secret, once.
//! A second factor comes here.

mod attempts;
mod authenticate;
mod hashing;
mod set_password;
mod sign_in;
mod sign_out;

pub(in crate::app) use hashing::Hashing;

pub use authenticate::{SignedInCaller, authenticate_sign_in};
pub use set_password::{ChangePassword, SetPasswordError, change_password, set_password};
pub use sign_in::{ClinicChoice, SignInCommand, SignInError, SignedInNow, sign_in};
pub use sign_out::sign_out;
