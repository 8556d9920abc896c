//! Opens the database: the one file that may.
use crate::mail; //~ Layer
use crate::storage;
pub fn open() {}
