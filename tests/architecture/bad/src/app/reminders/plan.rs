//! Mail is known here.
use crate::mail::Message;
use crate::storage::queue;
use crate::domain::Client;
