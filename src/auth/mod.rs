//! Who is asking: from what a request carries to a `Caller`.
//!
//! Owns: the shape of bearer tokens and the seam through which they are looked up.
//! Must not know: how tokens are stored or hashed (that is `app`'s), GraphQL.
//! Example: `authenticate(authenticator, request.headers()).await?` gives `Some(caller)` or nothing, never a reason.
//! The next way to prove who one is (a session cookie) gets a file beside `bearer.rs`.

mod authenticate;
mod bearer;
mod tokens;

pub use authenticate::{Authenticate, CannotAuthenticate, authenticate};
pub use bearer::BearerToken;
pub use tokens::IssuedTokens;
