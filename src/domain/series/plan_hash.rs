//! What a preview and its commit must agree on.
//!
//! The hash covers the command and the versions of the rows that were read, never the clock: planning again gives
//! the same hash until somebody changes something underneath, and a repeated commit is known by it.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

use super::rule::SeriesRule;
use crate::domain::command_text::CommandText;

impl CommandText {
    /// Adds every field of a series' rule. The zone enters as it was given, the skipped dates as a set.
    #[must_use]
    pub fn rule(self, rule: &SeriesRule) -> Self {
        let SeriesRule { weekday, local_start, zone, start_on, minutes, planned_count, counting, skipped_on } =
            rule;
        let mut skipped_on = skipped_on.clone();
        skipped_on.sort_unstable();
        self.field("weekday", weekday.to_monday_one_offset())
            .field("local_start", local_start)
            .field("zone", zone.name())
            .field("start_on", start_on)
            .field("minutes", minutes)
            .field("planned_count", planned_count)
            .field("counting", counting)
            .list("skipped_on", skipped_on)
    }
}

/// The hash of a plan: SHA-256, shown as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlanHash([u8; 32]);

/// The text is no plan hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a plan hash: expected 64 lower-case hexadecimal digits")]
pub struct InvalidPlanHash;

/// Hashes a command alone: by it a repeated commit is known to be the same command.
#[must_use]
pub fn command_hash(command: &CommandText) -> PlanHash {
    plan_hash(command, &[])
}

/// Hashes a command and the `row_version` of every row its plan was made from, each under a name of its own
/// (such as its id); the order of the rows doesn't matter.
#[must_use]
pub fn plan_hash(command: &CommandText, row_versions: &[(String, i64)]) -> PlanHash {
    let mut rows: Vec<_> = row_versions.iter().collect();
    rows.sort_unstable();
    let mut text = CommandText::new("plan").field("command", command.as_str()).field("rows", rows.len());
    for (row, version) in rows {
        text = text.field(row, version);
    }
    PlanHash(Sha256::digest(text.as_str()).into())
}

impl PlanHash {
    /// Parses what `Display` shows.
    ///
    /// # Errors
    /// `InvalidPlanHash` for anything but 64 lower-case hexadecimal digits.
    pub fn parse(text: &str) -> Result<Self, InvalidPlanHash> {
        let mut bytes = [0; 32];
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return Err(InvalidPlanHash);
        }
        hex::decode_to_slice(text, &mut bytes).map_err(|_| InvalidPlanHash)?;
        Ok(Self(bytes))
    }
}

impl FromStr for PlanHash {
    type Err = InvalidPlanHash;
    fn from_str(text: &str) -> Result<Self, InvalidPlanHash> {
        Self::parse(text)
    }
}

impl fmt::Display for PlanHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for PlanHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PlanHash({self})")
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Weekday, date, time};

    use super::*;
    use crate::domain::series::{CountingMode, SessionCount, SessionMinutes};
    use crate::domain::time::Zone;

    fn rule() -> SeriesRule {
        SeriesRule {
            weekday: Weekday::Tuesday,
            local_start: time(18, 0, 0, 0),
            zone: Zone::parse("Asia/Calcutta").unwrap(),
            start_on: date(2026, 1, 2),
            minutes: SessionMinutes::DEFAULT,
            planned_count: SessionCount::parse(16).unwrap(),
            counting: CountingMode::HoldSessions,
            skipped_on: vec![date(2026, 1, 13), date(2026, 1, 6)],
        }
    }

    fn hash(rule: &SeriesRule, rows: &[(&str, i64)]) -> PlanHash {
        let rows: Vec<_> = rows.iter().map(|(row, version)| ((*row).to_owned(), *version)).collect();
        plan_hash(&CommandText::new("CREATE_SERIES").rule(rule), &rows)
    }

    #[test]
    fn the_canonical_text_does_not_change_between_releases() {
        assert_eq!(
            CommandText::new("CREATE_SERIES").field("group", "grp_1").rule(&rule()).as_str(),
            "13:CREATE_SERIES5:group5:grp_17:weekday1:211:local_start8:18:00:004:zone13:Asia/Calcutta\
             8:start_on10:2026-01-027:minutes2:5013:planned_count2:168:counting13:HOLD_SESSIONS\
             10:skipped_on26:10:2026-01-0610:2026-01-13"
        );
    }

    #[test]
    fn the_order_of_rows_and_of_skipped_dates_does_not_matter() {
        let mut other = rule();
        other.skipped_on.reverse();
        assert_eq!(hash(&rule(), &[("a", 1), ("b", 2)]), hash(&other, &[("b", 2), ("a", 1)]));
    }

    #[test]
    fn whatever_changes_the_plan_changes_the_hash() {
        let base = hash(&rule(), &[("a", 1), ("b", 2)]);
        let other_rules = [
            SeriesRule { weekday: Weekday::Monday, ..rule() },
            SeriesRule { local_start: time(18, 30, 0, 0), ..rule() },
            SeriesRule { zone: Zone::parse("Asia/Kolkata").unwrap(), ..rule() },
            SeriesRule { start_on: date(2026, 1, 3), ..rule() },
            SeriesRule { minutes: SessionMinutes::LONGEST, ..rule() },
            SeriesRule { planned_count: SessionCount::MOST, ..rule() },
            SeriesRule { counting: CountingMode::CalendarWeeks, ..rule() },
            SeriesRule { skipped_on: Vec::new(), ..rule() },
        ];
        for other in &other_rules {
            assert_ne!(hash(other, &[("a", 1), ("b", 2)]), base, "{other:?}");
        }
        for rows in [&[("a", 1), ("b", 3)][..], &[("a", 2), ("b", 1)], &[("a", 1)], &[("a", 1), ("c", 2)]] {
            assert_ne!(hash(&rule(), rows), base, "{rows:?}");
        }
    }

    #[test]
    fn a_hash_comes_back_from_its_text_and_nothing_else_does() {
        let shown = hash(&rule(), &[]).to_string();
        assert_eq!(PlanHash::parse(&shown), Ok(hash(&rule(), &[])));
        for bad in ["", "00", &shown[1..], &format!("{shown}0"), &shown.replace('0', "g"), &"A".repeat(64)] {
            assert_eq!(PlanHash::parse(bad), Err(InvalidPlanHash), "{bad}");
        }
    }
}
