//! The fewest sessions by which a program counts as received.
//!
//! For programs that exist: half of the fewest sessions that a course of it plans.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000040_minimum_dose",
    both: r"
ALTER TABLE treatment_program ADD COLUMN minimum_dose bigint NOT NULL DEFAULT 1 CHECK (minimum_dose BETWEEN 1 AND 60);

UPDATE treatment_program SET minimum_dose = (min_sessions + 1) / 2;
",
    postgres: "",
    sqlite: "",
};
