//! A mail to staff, as the outbox shows it.

use jiff::Timestamp;

use crate::domain::ids::{ReminderDeliveryId, StaffMemberId};
use crate::domain::reminders::{DeliveryKind, ReminderState, ReminderWhy};

/// A mail to a member of staff as their colleagues see it: never its recipient's address, nor what it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffDelivery {
    /// Its id.
    pub id: ReminderDeliveryId,
    /// What it tells.
    pub kind: DeliveryKind,
    /// To whom.
    pub staff_member_id: StaffMemberId,
    /// The Message-ID of every attempt, angle brackets included.
    pub message_id: String,
    /// Where it stands.
    pub state: ReminderState,
    /// Why it stands there.
    pub why: Option<ReminderWhy>,
    /// More about that, in a mail server's codes.
    pub why_detail: Option<String>,
    /// When it is due.
    pub due_at: Timestamp,
    /// Never sent from then on.
    pub not_after: Timestamp,
    /// How often handing it over was begun.
    pub sends: u32,
    /// When a server took it on.
    pub sent_at: Option<Timestamp>,
}
