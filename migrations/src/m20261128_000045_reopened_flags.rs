//! A flag that somebody closed can be reopened, and flags are counted by when they were raised.
//!
//! SQLite can't change a check of a table that exists. The text of this one only gains a word, which changes nothing that is
//! stored: that is what its manual's shorter way is for. Adding the index afterwards has every connection read it anew.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000045_reopened_flags",
    both: "",
    postgres: r"
ALTER TABLE risk_action DROP CONSTRAINT risk_action_kind_check, ADD CONSTRAINT risk_action_kind_check
    CHECK (kind IN ('ACKNOWLEDGED', 'ASSIGNED', 'CONTACTED', 'SNOOZED', 'WOKEN', 'RESOLVED', 'REOPENED'));

CREATE INDEX risk_flag_by_raised ON risk_flag (clinic_id, raised_at);
",
    sqlite: r"
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(sql, '''WOKEN'', ''RESOLVED'')', '''WOKEN'', ''RESOLVED'', ''REOPENED'')')
WHERE type = 'table' AND name = 'risk_action';

PRAGMA writable_schema = OFF;

CREATE INDEX risk_flag_by_raised ON risk_flag (clinic_id, raised_at);
",
};
