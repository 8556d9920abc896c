//! Documented, and more than a map.

mod clients;
pub use clients::Client;
mod inline { //~ ModHoldsCode
    pub fn here() {}
}

/// Documented, but it belongs in a file of its own.
#[derive(Debug)]
pub struct Here; //~ ModHoldsCode
