//! What came of a claimed mail.

use jiff::Timestamp;

use super::{ReminderState, ReminderWhy};

/// What is to be written down about a claimed mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeliveryOutcome {
    /// A server, or the folder, took it on.
    Sent,
    /// It did not go out for now.
    TryAgain {
        /// When to try again.
        at: Timestamp,
        /// The trouble.
        why: ReminderWhy,
        /// More about it, in a server's codes.
        detail: Option<String>,
        /// Whether a server put this very mail off. So often it is tried; trouble with the server may last until the mail's time is over.
        is_deferral: bool,
    },
    /// It waits for the end of the quiet hours, or for another mail to the same client.
    Wait {
        /// When that is.
        until: Timestamp,
    },
    /// It was to be handed over, and then wasn't: another worker may claim it at once, and the try doesn't count.
    HandedBack {
        /// When that was.
        at: Timestamp,
    },
    /// It can't be delivered.
    Failed {
        /// The reason.
        why: ReminderWhy,
        /// More about it, in a server's codes.
        detail: Option<String>,
    },
    /// It must not be sent, as things stand.
    Suppressed(ReminderWhy),
    /// Its time is over.
    Expired(ReminderWhy),
}

impl DeliveryOutcome {
    /// The state it leads to.
    #[must_use]
    pub const fn state(&self) -> ReminderState {
        match self {
            Self::Sent => ReminderState::Sent,
            Self::TryAgain { .. } | Self::Wait { .. } | Self::HandedBack { .. } => ReminderState::Planned,
            Self::Failed { .. } => ReminderState::Failed,
            Self::Suppressed(_) => ReminderState::Suppressed,
            Self::Expired(_) => ReminderState::Expired,
        }
    }

    /// The reason, if there is one.
    #[must_use]
    pub const fn why(&self) -> Option<ReminderWhy> {
        match self {
            Self::Sent | Self::Wait { .. } | Self::HandedBack { .. } => None,
            Self::TryAgain { why, .. }
            | Self::Failed { why, .. }
            | Self::Suppressed(why)
            | Self::Expired(why) => Some(*why),
        }
    }

    /// More about the reason, in a server's codes.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        match self {
            Self::TryAgain { detail, .. } | Self::Failed { detail, .. } => detail.as_deref(),
            Self::Sent
            | Self::Wait { .. }
            | Self::HandedBack { .. }
            | Self::Suppressed(_)
            | Self::Expired(_) => None,
        }
    }

    /// When it is tried again, if it is.
    #[must_use]
    pub const fn again_at(&self) -> Option<Timestamp> {
        match self {
            Self::TryAgain { at, .. } | Self::Wait { until: at } | Self::HandedBack { at } => Some(*at),
            Self::Sent | Self::Failed { .. } | Self::Suppressed(_) | Self::Expired(_) => None,
        }
    }

    /// Whether handing it over was begun, and not only meant to be.
    #[must_use]
    pub const fn counts_as_try(&self) -> bool {
        !matches!(self, Self::HandedBack { .. })
    }

    /// Whether a server put this very mail off.
    #[must_use]
    pub const fn is_deferral(&self) -> bool {
        matches!(self, Self::TryAgain { is_deferral: true, .. })
    }

    /// Whether it is known that nobody received the mail by this try.
    #[must_use]
    pub fn is_surely_unsent(&self) -> bool {
        *self != Self::Sent && self.is_known()
    }

    /// Whether it is known what became of the mail, so that nothing of this try stays in doubt.
    #[must_use]
    pub fn is_known(&self) -> bool {
        self.why() != Some(ReminderWhy::OutcomeUnknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_taken_is_surely_unsent_and_what_nobody_knows_is_not() {
        let at = Timestamp::UNIX_EPOCH;
        let failed = |why| DeliveryOutcome::Failed { why, detail: None };
        let again = |why| DeliveryOutcome::TryAgain { at, why, detail: None, is_deferral: false };
        for (outcome, is_unsent) in [
            (DeliveryOutcome::Sent, false),
            (failed(ReminderWhy::OutcomeUnknown), false),
            (again(ReminderWhy::OutcomeUnknown), false),
            (failed(ReminderWhy::Refused), true),
            (again(ReminderWhy::TemporaryFailure), true),
            (DeliveryOutcome::HandedBack { at }, true),
            (DeliveryOutcome::Suppressed(ReminderWhy::DryRun), true),
            (DeliveryOutcome::Expired(ReminderWhy::SessionBegun), true),
        ] {
            assert_eq!(outcome.is_surely_unsent(), is_unsent, "{outcome:?}");
        }
    }
}
