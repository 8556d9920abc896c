//! What a flag was raised on: the inputs, so that anyone can check it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::as_text;
use super::assess::RULES_VERSION;
use super::brief_form::BriefFormGrounds;
use super::course::Course;
use super::estimate::Estimate;
use crate::domain::attendance::{AttendanceRate, AttendanceStatus, LedgerEntry, RunOfMisses};
use crate::domain::ids::ParticipationId;

/// The inputs of a rule as it read them. Serialises to JSON; ids and words as they are shown, instants in UTC.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The version of the rules (`RULES_VERSION`).
    pub rules_version: u32,
    /// The sessions the program plans.
    pub planned_sessions: u32,
    /// t: opportunities up to and including the last one the rule looked at.
    pub opportunities: u32,
    /// A: how many of those were attended.
    pub attended: u32,
    /// m: the misses in a row at the end of those.
    pub run_of_misses: u32,
    /// The misses the rule rests on, in order.
    pub misses: Vec<Miss>,
    /// What the model made of that moment; none where no session was to come, and in evidence of before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
    /// The dose, where the rule is about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dose: Option<DoseThen>,
    /// Why the brief form may fit, where it may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brief_form: Option<BriefFormGrounds>,
}

/// The dose as a rule found it, in sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoseThen {
    /// Received, make-ups among them.
    pub received: u32,
    /// Still possible.
    pub possible: u32,
    /// What the program asks for at least.
    pub minimum: u32,
}

/// One missed session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Miss {
    /// The participation.
    #[serde(with = "as_text")]
    pub participation_id: ParticipationId,
    /// When the session started.
    #[serde(with = "as_text")]
    pub starts_at: Timestamp,
    /// `NO_SHOW`, `LATE_CANCELLED` or `CANCELLED_BY_CLIENT` (in time).
    #[serde(with = "as_text")]
    pub status: AttendanceStatus,
    /// Whether a reason was given.
    pub reason_given: bool,
}

impl From<&LedgerEntry> for Miss {
    fn from(entry: &LedgerEntry) -> Self {
        let LedgerEntry {
            participation_id,
            session_id: _,
            starts_at,
            occasion: _,
            status,
            reason_given,
            rsvp: _,
        } = *entry;
        Self { participation_id, starts_at, status, reason_given }
    }
}

impl Evidence {
    /// The evidence of a course after its first `held` opportunities, resting on those misses.
    pub(super) fn after(course: &Course<'_>, held: usize, misses: &[&LedgerEntry]) -> Self {
        let past = course.opportunities().get(..held).unwrap_or_default();
        let rate: AttendanceRate = past.iter().map(|entry| entry.effect()).collect();
        let at_the_end = past.iter().rev().take_while(|entry| entry.effect().is_miss());
        let run: AttendanceRate = at_the_end.map(|entry| entry.effect()).collect();
        let moment = course.after(held, course.length()).filter(|moment| moment.state.coming() > 0);
        Self {
            rules_version: RULES_VERSION,
            planned_sessions: course.known.promised,
            opportunities: rate.opportunities,
            attended: rate.attended,
            run_of_misses: run.opportunities,
            misses: misses.iter().copied().map(Miss::from).collect(),
            estimate: moment.map(|moment| Estimate::of(course, &moment)),
            dose: None,
            brief_form: None,
        }
    }

    /// The evidence of a run of misses, as of its last miss.
    pub(super) fn of_run(course: &Course<'_>, run: &RunOfMisses<'_>) -> Self {
        Self::after(course, run.opportunities_before as usize + run.misses.len(), &run.misses)
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::Sample;
    use super::*;
    use crate::domain::attendance::samples::ledger_until;

    #[test]
    fn evidence_survives_the_round_trip_through_json() {
        let sample = Sample::of(ledger_until("ANR.....", 3));
        let evidence = Evidence::of_run(&sample.course(), &sample.ledger.runs()[0]);
        let json = serde_json::to_value(&evidence).unwrap();
        assert_eq!(
            json["misses"][1],
            serde_json::json!({
                "participation_id": "par_00000000000000000000000000000002",
                "starts_at": "1970-01-15T00:00:00Z",
                "status": "NO_SHOW",
                "reason_given": true,
            })
        );
        assert_eq!(serde_json::from_value::<Evidence>(json).unwrap(), evidence);
        assert!(evidence.estimate.is_some());
    }

    #[test]
    fn evidence_of_before_estimates_were_kept_is_still_read() {
        let kept = serde_json::json!({
            "rules_version": 1, "planned_sessions": 16, "opportunities": 2, "attended": 1, "run_of_misses": 1,
            "misses": [],
        });
        assert_eq!(serde_json::from_value::<Evidence>(kept).unwrap().estimate, None);
    }
}
