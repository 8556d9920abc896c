//! What is known about a mail to staff when it is about to be sent.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{DeclineNotice, WeekFigures};
use crate::domain::name::Name;
use crate::domain::people::{EmailAddress, Language};
use crate::domain::time::Zone;

/// The member of staff a mail goes to. Its `Debug` shows no address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffRecipient {
    /// The address of their login.
    pub email: Option<EmailAddress>,
    /// The language they are written to in.
    pub language: Language,
    /// The zone they read times in.
    pub zone: Zone,
    /// The clinic's neutral name.
    pub clinic_name: Name,
}

/// What the mail tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffMailContent {
    /// Somebody can't come, or comes after all.
    ClientDeclined {
        /// When the session starts.
        starts_at: Timestamp,
        /// How long it lasts, in elapsed minutes.
        minutes: u16,
        /// What they said.
        notice: DeclineNotice,
    },
    /// Sessions are over and not recorded: their dates by the reader's calendar, one for each session, in order.
    Unrecorded(Vec<Date>),
    /// The week in figures.
    Digest(WeekFigures),
}

/// What decides whether a claimed mail to staff is sent, and what it tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffFacts {
    /// To whom.
    pub recipient: StaffRecipient,
    /// Whether they may act, and what it tells is theirs to hear.
    pub is_theirs: bool,
    /// Whether the session it is about is cancelled.
    pub is_cancelled: bool,
    /// Whether mails to them came back so often that one that can wait is not tried.
    pub is_given_up: bool,
    /// Whether what it tells still holds.
    pub still_holds: bool,
    /// What it tells.
    pub content: StaffMailContent,
}
