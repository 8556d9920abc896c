//! Mail.
use lettre::Message;
use crate::domain::reminders;
use crate::app::remind; //~ Layer
