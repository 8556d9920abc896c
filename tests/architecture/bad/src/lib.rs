//! The crate root holds the map.
pub mod domain;
pub mod storage;
pub fn shortcut() {} //~ ModHoldsCode
