//! The waiting list: putting clients on it, changing an entry, closing it when its client begins, reading it.
//!
//! Owns: whose today a referral counts in, and who waits. Must not know: how a group is formed.
//! Example: `add_to_waitlist(&app, &caller, AddToWaitlist { .. })`; enrolling the client later closes the entry in the
//! enrolling transaction.
//! Offers come here.

mod accept;
mod add_to_waitlist;
mod queries;
mod set_waitlist_status;
mod today;
mod update_waitlist_entry;

pub(in crate::app) use accept::{accept, accept_open_entry};
pub use add_to_waitlist::{AddToWaitlist, AddToWaitlistError, add_to_waitlist};
pub use queries::{Waiting, find_waitlist_entry, list_waitlist};
pub use set_waitlist_status::{SetWaitlistStatus, SetWaitlistStatusError, set_waitlist_status};
pub(in crate::app) use today::Calendars;
pub use update_waitlist_entry::{UpdateWaitlistEntry, UpdateWaitlistEntryError, update_waitlist_entry};
