//! Which rules ask for reminders, and when nobody is mailed, in the database's words.

use jiff::civil::Time;

use super::super::Connection;
use super::super::dialect::is_longer_than;
use super::super::error::StorageError;
use crate::domain::reminders::{GAP, QuietHours, RuleWhen};

const OF: &str = "reminder_policy.quiet_from";

/// The policy that is for the enrollment `e`, the nearest there is: the client's own, their program's, the clinic's, which can't be
/// taken away. There is one of each at the most, and each is found over its own index.
macro_rules! nearest {
    () => {
        "COALESCE(
        (SELECT policy.id FROM reminder_policy policy
            WHERE policy.clinic_id = e.clinic_id AND policy.client_id = e.client_id AND policy.removed_at IS NULL),
        (SELECT policy.id FROM reminder_policy policy
            WHERE policy.clinic_id = e.clinic_id AND policy.program_id = e.program_id AND policy.removed_at IS NULL),
        (SELECT policy.id FROM reminder_policy policy
            WHERE policy.clinic_id = e.clinic_id AND policy.program_id IS NULL AND policy.client_id IS NULL))"
    };
}

/// The active policy in force for the enrollment `e`. The nearest wins even while it is inactive; then there is none, and the
/// rules of no policy ask for anything.
///
/// A rule `r` is in force if `r.policy_id` is this and `r.retired_at IS NULL`.
pub(super) const POLICY_IN_FORCE: &str = concat!(
    "(
    SELECT nearest.id FROM reminder_policy nearest
    WHERE nearest.clinic_id = e.clinic_id AND nearest.is_active AND nearest.id = ",
    nearest!(),
    ")"
);

/// The same, whether it is active or not: its quiet hours go for notices too.
pub(super) const POLICY_APPLIED: &str = nearest!();

/// Whether the rule `r` speaks of the session of a place, as `RuleWhen::speaks_of` says.
pub(super) fn speaks_of(on: &Connection, place: &str, session: &str) -> String {
    let start = format!("{session}.starts_at");
    let gap = is_longer_than(on, &previous_start(place, session), &start, GAP.as_secs());
    format!("(r.of_sessions = '{}' OR COALESCE({gap}, TRUE))", RuleWhen::EachSession)
}

/// When the session before began, or begins, in the course of a place (with `clinic_id` and `enrollment_id`): the last start before
/// that of `session` at which the client was expected. CROSS JOIN: without statistics SQLite would rather go through all sessions that
/// the clinic ever had.
pub(super) fn previous_start(place: &str, session: &str) -> String {
    format!(
        "(
    SELECT MAX(earlier.starts_at) FROM participation before CROSS JOIN session earlier
    WHERE before.clinic_id = {place}.clinic_id AND before.enrollment_id = {place}.enrollment_id
      AND earlier.clinic_id = before.clinic_id AND earlier.id = before.session_id
      AND before.attendance <> 'NOT_EXPECTED' AND earlier.status <> 'CANCELLED'
      AND earlier.starts_at < {session}.starts_at)"
    )
}

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
