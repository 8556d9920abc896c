//! Who is asking: from what a request carries to a `Caller`.
//!
//! Owns: the shape of bearer tokens and of the sign-ins' cookie, and the seam through which they are looked up.
//! Must not know: how either is stored or hashed (that is `app`'s), GraphQL.
//! Example: `authenticate(authenticator, request.headers()).await?` gives `Some(caller)` or nothing, never a reason.
//! The next way to prove who one is (a client's link) gets a file beside `bearer.rs`.

mod authenticate;
mod bearer;
mod cookie;
mod tokens;

pub use authenticate::{Authenticate, CannotAuthenticate, authenticate};
pub use bearer::BearerToken;
pub use cookie::{find_cookie, remove_cookie, set_cookie};
pub use tokens::IssuedTokens;
