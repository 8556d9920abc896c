//! The tenant.

use jiff::Timestamp;

use crate::domain::attendance::Note;
use crate::domain::ids::ClinicId;
use crate::domain::name::Name;

/// A clinic: everything else belongs to exactly one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clinic {
    /// Its id.
    pub id: ClinicId,
    /// The name its staff see.
    pub name: Name,
    /// The name its mails carry: a [`MailName`](super::MailName) where it is set, so that no passer-by reads a diagnosis
    /// from it.
    pub mail_name: Name,
    /// The telephone number in its mails.
    pub phone: Option<Name>,
    /// Crisis lines for the mails' footer.
    pub crisis_lines: Option<Name>,
    /// When it was set up.
    pub created_at: Timestamp,
    /// Whether its mails are paused; none if they leave.
    pub mails_paused: Option<MailsPaused>,
}

/// That no mail of a clinic leaves, until they are resumed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailsPaused {
    /// Since when.
    pub at: Timestamp,
    /// Why, in the words of whoever paused them.
    pub reason: Note,
}
