//! Of which version of time and place a client said that they come: kept while the session is elsewhere, so that a move which is
//! undone before anybody hears of it leaves the answer as it was. What was answered before is of no version, and falls with a move.
//!
//! The index on programs' policies leaves out those of no program: SQLite would look the clinic's own up in it, and read all of
//! single clients by the way.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000057_confirmed_version",
    both: r"
ALTER TABLE participation ADD COLUMN confirmed_version bigint;

DROP INDEX reminder_policy_of_program_once;

CREATE UNIQUE INDEX reminder_policy_of_program_once ON reminder_policy (clinic_id, program_id) WHERE program_id IS NOT NULL;
",
    postgres: "",
    sqlite: "",
};
