//! What is known of an enrollment beside its ledger.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::domain::ids::{ParticipationId, SessionId};

/// What is known of an enrollment beside its ledger, as far as the rules and the model ask. Sex, race, religion, language,
/// insurance, diagnosis and problem area are never asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Background {
    /// How many sessions were promised.
    pub promised: u32,
    /// How many the program asks for at least, so that it counts as treatment received.
    pub minimum: u32,
    /// How many barriers the client stated at intake.
    pub barriers: u32,
    /// Whole weeks from the referral to the enrollment.
    pub weeks_waited: u32,
    /// The coming sessions that lie in a week with a closed day.
    pub in_holiday_weeks: BTreeSet<SessionId>,
    /// When somebody of the clinic last reached the client about their absence.
    pub reached_at: Option<Timestamp>,
    /// The participation that was made first: what is said of the whole enrollment hangs on it.
    pub anchor: Option<ParticipationId>,
}
