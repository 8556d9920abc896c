//! Which rules ask for reminders, and when nobody is mailed, in the database's words.

use jiff::civil::Time;

use super::super::error::StorageError;
use crate::domain::reminders::QuietHours;

const OF: &str = "reminder_policy.quiet_from";

/// The active policy in force for the enrollment `e`: its program's if that has one, else the clinic's. A program's
/// policy wins even while it is inactive; then there is none, and the rules of no policy ask for anything.
///
/// A rule `r` is in force if `r.policy_id` is this and `r.retired_at IS NULL`.
pub(super) const POLICY_IN_FORCE: &str = "(
    SELECT CASE WHEN policy.is_active THEN policy.id END
    FROM reminder_policy policy
    WHERE policy.clinic_id = e.clinic_id AND (policy.program_id = e.program_id OR policy.program_id IS NULL)
    ORDER BY policy.program_id IS NULL
    LIMIT 1)";

/// The same, whether it is active or not: its quiet hours go for notices too.
pub(super) const POLICY_APPLIED: &str = "(
    SELECT policy.id FROM reminder_policy policy
    WHERE policy.clinic_id = e.clinic_id AND (policy.program_id = e.program_id OR policy.program_id IS NULL)
    ORDER BY policy.program_id IS NULL
    LIMIT 1)";

/// Quiet hours as they are stored, in minutes of the day.
///
/// # Errors
/// `Corrupt` if they are none.
pub(super) fn quiet_hours(from: Option<i64>, until: Option<i64>) -> Result<Option<QuietHours>, StorageError> {
    let time = |minutes: i64| {
        let minutes = i8::try_from(minutes / 60).ok().zip(i8::try_from(minutes % 60).ok());
        minutes.and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok()).ok_or(StorageError::Corrupt(OF))
    };
    match from.zip(until) {
        Some((from, until)) => {
            QuietHours::parse(time(from)?, time(until)?).map(Some).map_err(|_| StorageError::Corrupt(OF))
        }
        None => Ok(None),
    }
}
