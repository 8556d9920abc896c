//! What is known of an enrollment beside its ledger.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::domain::ids::{ParticipationId, SessionId};
use crate::domain::measures::Reading;
use crate::domain::time::{Zone, local};

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
    /// The readings that stand.
    pub readings: Vec<Reading>,
    /// The zone in which the days of sessions are told from each other; UTC if none.
    pub zone: Option<Zone>,
    /// When somebody of the clinic last reached the client about their absence.
    pub reached_at: Option<Timestamp>,
    /// Whether the clinician and the client have answered whether the brief form fits: then it is suggested no more.
    pub brief_form_answered: bool,
    /// The participation that was made first: what is said of the whole enrollment hangs on it.
    pub anchor: Option<ParticipationId>,
}

impl Background {
    /// The local date of an instant.
    pub(super) fn date_of(&self, instant: Timestamp) -> Date {
        match &self.zone {
            Some(zone) => local(instant, zone).date(),
            None => TimeZone::UTC.to_datetime(instant).date(),
        }
    }
}
