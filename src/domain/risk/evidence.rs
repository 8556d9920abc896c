//! What a flag was raised on: the inputs, so that anyone can check it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::assess::RULES_VERSION;
use crate::domain::attendance::{AttendanceStatus, LedgerEntry, RunOfMisses};
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
        let LedgerEntry { participation_id, session_id: _, starts_at, occasion: _, status, reason_given } =
            *entry;
        Self { participation_id, starts_at, status, reason_given }
    }
}

impl Evidence {
    /// The evidence of a run of misses, as of its last miss.
    pub(super) fn of_run(run: &RunOfMisses<'_>, planned_sessions: u32) -> Self {
        Self {
            rules_version: RULES_VERSION,
            planned_sessions,
            opportunities: run.opportunities_before.saturating_add(run.length()),
            attended: run.attended_before,
            run_of_misses: run.length(),
            misses: run.misses.iter().copied().map(Miss::from).collect(),
        }
    }
}

/// Serialises what has one written form as that text.
mod as_text {
    use std::fmt::Display;
    use std::str::FromStr;

    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<T: Display, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(value)
    }

    pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
    where
        T: FromStr<Err: Display>,
        D: Deserializer<'de>,
    {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::samples::ledger;

    #[test]
    fn evidence_survives_the_round_trip_through_json() {
        let ledger = ledger("ANR");
        let evidence = Evidence::of_run(&ledger.runs()[0], 16);
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
    }
}
