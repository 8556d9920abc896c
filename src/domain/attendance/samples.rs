//! Ledgers for tests, written as one letter per weekly session.

use jiff::{SignedDuration, Timestamp};
use uuid::Uuid;

use super::{AttendanceStatus, Ledger, LedgerEntry, Occasion, Rsvp};
use crate::domain::ids::{ParticipationId, SessionId};

/// `.` unrecorded, `A` attended, `P` partially, `N` no show, `R` no show with a reason, `L` late cancelled,
/// `C` cancelled in time, `E` excused, `X` not expected, `+` make-up attended, `-` make-up missed,
/// `!` attended by a mark, but cancelled by the clinic, `e` an evaluation attended.
pub(crate) fn entry(week: u32, letter: char) -> LedgerEntry {
    use AttendanceStatus as S;
    use Occasion::{CancelledByClinic, Companion, MakeUp, Regular};
    let (status, occasion, reason_given) = match letter {
        '.' => (S::Unrecorded, Regular, false),
        'A' => (S::Attended, Regular, false),
        'P' => (S::AttendedPartially, Regular, false),
        'N' => (S::NoShow, Regular, false),
        'R' => (S::NoShow, Regular, true),
        'L' => (S::LateCancelled, Regular, false),
        'C' => (S::CancelledByClient, Regular, false),
        'E' => (S::Excused, Regular, true),
        'X' => (S::NotExpected, Regular, false),
        '+' => (S::Attended, MakeUp, false),
        '-' => (S::NoShow, MakeUp, false),
        '!' => (S::Attended, CancelledByClinic, false),
        'e' => (S::Attended, Companion, false),
        other => panic!("no mark is written `{other}`"),
    };
    LedgerEntry {
        participation_id: participation(week),
        session_id: SessionId::from_uuid(Uuid::from_u128(u128::from(week))),
        starts_at: start(week),
        occasion,
        status,
        reason_given,
        rsvp: Rsvp::NoResponse,
    }
}

/// The participation of the session of `week`, counted from 0.
pub(crate) fn participation(week: u32) -> ParticipationId {
    ParticipationId::from_uuid(Uuid::from_u128(u128::from(week)))
}

fn start(week: u32) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(i64::from(week) * 7 * 24)
}

fn entries(marks: &str) -> Vec<LedgerEntry> {
    (0..).zip(marks.chars()).map(|(week, letter)| entry(week, letter)).collect()
}

/// A ledger whose sessions have all begun.
pub(crate) fn ledger(marks: &str) -> Ledger {
    Ledger::new(entries(marks), Timestamp::MAX)
}

/// A ledger read when the first `begun` weeks have begun.
pub(crate) fn ledger_until(marks: &str, begun: u32) -> Ledger {
    Ledger::new(entries(marks), start(begun) - SignedDuration::from_hours(1))
}
