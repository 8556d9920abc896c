//! Use cases.
pub use crate::domain::Client;
pub use crate::storage::Row; //~ ReExport
pub(super) use crate::mail::Message;
use crate::storage::connect;
pub(crate) use named::Thing;
