//! One enrollment's participations in order, read at an instant.

use jiff::Timestamp;

use super::effect::{Effect, Occasion};
use super::participation::Rsvp;
use super::rate::AttendanceRate;
use super::run::{RunOfMisses, runs_of_misses};
use super::status::AttendanceStatus;
use crate::domain::ids::{ParticipationId, SessionId};

/// One participation of an enrollment with the mark that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LedgerEntry {
    /// The participation.
    pub participation_id: ParticipationId,
    /// Its session.
    pub session_id: SessionId,
    /// When the session starts.
    pub starts_at: Timestamp,
    /// What kind of session it is.
    pub occasion: Occasion,
    /// The status shown (`status::derive`).
    pub status: AttendanceStatus,
    /// Whether the mark carries a reason that explains (`AbsenceReason::is_explanation`).
    pub reason_given: bool,
    /// What the client answered beforehand.
    pub rsvp: Rsvp,
}

impl LedgerEntry {
    /// What it counts as.
    #[must_use]
    pub const fn effect(&self) -> Effect {
        Effect::of(self.status, self.occasion, self.reason_given)
    }
}

/// One enrollment's participations by session start, as they stand at an instant.
///
/// Only sessions that have begun count: three weeks of announced travel are no three misses before they pass.
/// The same marks can therefore read differently once time has gone by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ledger {
    entries: Vec<LedgerEntry>,
    read_at: Timestamp,
}

impl Ledger {
    /// Puts entries, given in any order, into the order of their sessions, to be read at `now`.
    #[must_use]
    pub fn new(mut entries: Vec<LedgerEntry>, now: Timestamp) -> Self {
        entries.sort_by_key(|entry| (entry.starts_at, entry.session_id, entry.participation_id));
        Self { entries, read_at: now }
    }

    /// Every entry, coming ones too, in order.
    #[must_use]
    pub fn entries(&self) -> &[LedgerEntry] {
        &self.entries
    }

    /// The entries whose session has begun, in order.
    pub fn begun(&self) -> impl Iterator<Item = &LedgerEntry> {
        self.entries.iter().filter(|entry| entry.starts_at <= self.read_at)
    }

    /// When it is read.
    #[must_use]
    pub const fn read_at(&self) -> Timestamp {
        self.read_at
    }

    /// The sessions to come at which the client is expected, in order; those with an announced absence are among them,
    /// since they will count as missed.
    pub fn coming(&self) -> impl Iterator<Item = &LedgerEntry> {
        let will_count = |effect: Effect| effect.is_opportunity() || effect == Effect::Unrecorded;
        let ahead = self.entries.iter().filter(|entry| entry.starts_at > self.read_at);
        ahead.filter(move |entry| will_count(entry.effect()))
    }

    /// The opportunities in order: held sessions at which the client was expected, attended or missed.
    pub fn opportunities(&self) -> impl Iterator<Item = &LedgerEntry> {
        self.begun().filter(|entry| entry.effect().is_opportunity())
    }

    /// Attended of opportunities (A of t), with the unrecorded beside them.
    #[must_use]
    pub fn rate(&self) -> AttendanceRate {
        self.begun().map(LedgerEntry::effect).collect()
    }

    /// A: the opportunities attended.
    #[must_use]
    pub fn attended(&self) -> u32 {
        self.rate().attended
    }

    /// t: the opportunities so far.
    #[must_use]
    pub fn held(&self) -> u32 {
        self.rate().opportunities
    }

    /// Sessions of treatment received, make-ups included.
    #[must_use]
    pub fn dose_attended(&self) -> u32 {
        self.begun().map(|entry| entry.effect().dose()).sum()
    }

    /// Every run of misses, in order.
    #[must_use]
    pub fn runs(&self) -> Vec<RunOfMisses<'_>> {
        runs_of_misses(&self.opportunities().collect::<Vec<_>>())
    }

    /// m: how many opportunities were missed since the last one attended.
    #[must_use]
    pub fn run_of_misses(&self) -> u32 {
        self.runs().last().filter(|run| run.is_unbroken).map_or(0, RunOfMisses::length)
    }

    /// The backlog: begun sessions, make-ups included, that nobody has marked. Never misses.
    pub fn unrecorded_past(&self) -> impl Iterator<Item = &LedgerEntry> {
        self.begun().filter(|entry| {
            entry.status == AttendanceStatus::Unrecorded && entry.occasion != Occasion::CancelledByClinic
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::samples::{ledger, ledger_until};

    #[test]
    fn the_counts_follow_the_table() {
        let ledger = ledger("APN.LCEX+-!");
        assert_eq!(ledger.entries().len(), 11);
        assert_eq!(ledger.rate(), AttendanceRate { attended: 2, opportunities: 5, unrecorded: 1 });
        assert_eq!((ledger.attended(), ledger.held(), ledger.dose_attended()), (2, 5, 3));
        assert_eq!(ledger.run_of_misses(), 3);
    }

    #[test]
    fn an_attendance_ends_the_run_and_nothing_else_does() {
        for (marks, run) in [("", 0), ("NA", 0), ("AN", 1), ("AN.EX+-!N", 2), ("NNNNN", 5), ("NPN", 1)] {
            assert_eq!(ledger(marks).run_of_misses(), run, "{marks}");
        }
    }

    #[test]
    fn an_unrecorded_past_session_is_a_backlog_and_a_coming_one_is_not() {
        let ledger = ledger_until("A.A..", 4);
        let waiting: Vec<_> = ledger.unrecorded_past().map(|entry| entry.starts_at).collect();
        assert_eq!(waiting, [ledger.entries()[1].starts_at, ledger.entries()[3].starts_at]);
        assert_eq!(ledger.run_of_misses(), 0);
    }

    #[test]
    fn announced_absences_count_only_once_their_session_has_begun() {
        assert_eq!(ledger_until("ACCC", 1).run_of_misses(), 0);
        assert_eq!(ledger_until("ACCC", 3).run_of_misses(), 2);
    }

    #[test]
    fn entries_may_come_in_any_order() {
        let ordered = ledger("ANLA");
        let mut entries = ordered.entries().to_vec();
        entries.reverse();
        assert_eq!(Ledger::new(entries, Timestamp::MAX), ordered);
    }
}
