//! Mails to staff: who gets them, what they are about, and the rows in the outbox that clients' mails share.
//!
//! Owns: the rows of `reminder_delivery` with a member of staff, and the counts their mails tell. Must not know: when a mail is
//! due or may be sent (`domain::staff_mails`), how it is sent.
//! Example: `insert_staff_mails(&tx, clinic_id, &mails, now)` in the transaction of the answer that it tells of.
//! Claiming, beginning and recording are `storage::reminders`' for all mails.

mod bounced;
mod facts;
mod figures;
mod outbox;
mod readers;
mod unrecorded;

pub use bounced::{fail_bounced_staff_mail, is_to_staff, lock_staff_mail};
pub use facts::load_staff_facts;
pub use figures::read_week_figures;
pub use outbox::{insert_staff_mails, list_staff_mails, load_known_staff_mails};
pub use readers::{StaffReader, list_coordinators, list_leaders};
pub use unrecorded::{LedWithin, find_unrecorded_leads};
