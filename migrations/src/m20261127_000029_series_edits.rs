//! Edits of series: which sessions differ from their series, and where remote sessions are held.
//!
//! Sessions moved before were moved one by one.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000029_series_edits",
    both: r"
ALTER TABLE session_series ADD COLUMN meeting_link text CHECK (length(meeting_link) BETWEEN 9 AND 500);

ALTER TABLE session ADD COLUMN meeting_link text CHECK (length(meeting_link) BETWEEN 9 AND 500);

ALTER TABLE session ADD COLUMN own_time boolean NOT NULL DEFAULT FALSE;

ALTER TABLE session ADD COLUMN own_therapist boolean NOT NULL DEFAULT FALSE;

ALTER TABLE session ADD COLUMN own_place boolean NOT NULL DEFAULT FALSE;

UPDATE session SET own_time = TRUE WHERE local_start <> original_local_start;
",
    postgres: "",
    sqlite: "",
};
