//! Loaders call `app`.
use crate::storage::load_clients; //~ Layer
