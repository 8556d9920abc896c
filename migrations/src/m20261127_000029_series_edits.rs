//! Edits of series: which sessions differ from their series, where remote sessions are held, and what was undone.
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

CREATE TABLE series_edit (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    series_id $uuid NOT NULL,
    plan_hash text NOT NULL,
    edited_at $instant NOT NULL,
    edited_by $uuid,
    before $json NOT NULL,
    undone_at $instant,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, series_id) REFERENCES session_series (clinic_id, id)
);

CREATE UNIQUE INDEX series_edit_once ON series_edit (clinic_id, plan_hash);

CREATE INDEX series_edit_by_series ON series_edit (clinic_id, series_id, id);
",
    postgres: "",
    sqlite: "",
};
