//! What a mail to staff is made for.

use jiff::Timestamp;
use jiff::civil::Date;

use super::WeekFigures;
use crate::domain::ids::{ParticipationId, ReminderDeliveryId, StaffMemberId};
use crate::domain::reminders::{DedupeKey, DeliveryKind};
use crate::domain::words::words;

words! {
    /// What a client has said of their place.
    pub enum DeclineNotice {
        /// They can't come, and said so in time.
        Early = "EARLY",
        /// They can't come, and said so late, by the site's rule.
        Late = "LATE",
        /// They come after all.
        TakenBack = "TAKEN_BACK",
    }
}

impl DeclineNotice {
    /// Whether it says that they can't come.
    #[must_use]
    pub const fn is_decline(self) -> bool {
        match self {
            Self::Early | Self::Late => true,
            Self::TakenBack => false,
        }
    }
}

/// What a mail to staff is made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffMailCause {
    /// A client has answered by a link that they can't come, or that they come after all.
    ClientDeclined {
        /// Whose place in which session.
        place: ParticipationId,
        /// The version of the place's mark that the answer made.
        mark_version: i64,
        /// What they said.
        notice: DeclineNotice,
    },
    /// Sessions are over and nobody has recorded who came.
    UnrecordedNudge {
        /// The day, by the reader's calendar.
        on: Date,
    },
    /// A week is over.
    StaffDigest {
        /// The Monday after it, by the reader's calendar.
        monday: Date,
        /// What the week was like.
        figures: WeekFigures,
    },
}

impl StaffMailCause {
    /// What the mail tells.
    #[must_use]
    pub const fn kind(&self) -> DeliveryKind {
        match self {
            Self::ClientDeclined { .. } => DeliveryKind::ClientDeclined,
            Self::UnrecordedNudge { .. } => DeliveryKind::UnrecordedNudge,
            Self::StaffDigest { .. } => DeliveryKind::StaffDigest,
        }
    }
}

/// A mail to a member of staff about to be put into the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStaffMail {
    /// Its id.
    pub id: ReminderDeliveryId,
    /// To whom.
    pub staff_member_id: StaffMemberId,
    /// What it is made for.
    pub cause: StaffMailCause,
    /// The Message-ID of every attempt, angle brackets included.
    pub message_id: String,
    /// When it is due.
    pub due_at: Timestamp,
    /// Never sent from then on.
    pub not_after: Timestamp,
}

impl NewStaffMail {
    /// What makes it the same mail.
    #[must_use]
    pub fn dedupe_key(&self) -> DedupeKey {
        let to = self.staff_member_id;
        match &self.cause {
            StaffMailCause::ClientDeclined { place, mark_version, notice: _ } => {
                DedupeKey::declined(*place, *mark_version, to)
            }
            StaffMailCause::UnrecordedNudge { on } => DedupeKey::nudge(to, *on),
            StaffMailCause::StaffDigest { monday, figures: _ } => DedupeKey::digest(to, *monday),
        }
    }
}
