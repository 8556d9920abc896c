//! Companion meetings: what a program asks for beside its weekly sessions, and a kind of session for the engagement meeting.
//!
//! The programs that every clinic has ask for what the literature does; a clinic's own, so far, for nothing.
//!
//! SQLite can't change a check of a table that exists. The text of this one only gains a word, which changes nothing that is
//! stored: that is what its manual's shorter way is for. Adding the column afterwards has every connection read it anew.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000035_companions",
    both: "",
    postgres: r#"
ALTER TABLE session DROP CONSTRAINT session_kind_check, ADD CONSTRAINT session_kind_check CHECK (kind IN
    ('GROUP', 'INDIVIDUAL', 'PRE_GROUP', 'MID_TREATMENT', 'POST_GROUP', 'EVALUATION', 'MAKEUP', 'ENGAGEMENT'));

ALTER TABLE treatment_program ADD COLUMN companions jsonb NOT NULL DEFAULT '[]'
    CHECK (jsonb_typeof(companions) = 'array');

UPDATE treatment_program SET companions = '[
    {"kind": "PRE_EVALUATION", "anchor": "BEFORE_FIRST", "earliestDays": -28, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "POST_EVALUATION", "anchor": "AFTER_LAST", "earliestDays": 0, "latestDays": 14, "minutes": 50, "required": true}]'
WHERE code IN ('IPT', 'IPT-A', 'IPT-GROUP', 'WHO-IPT');

UPDATE treatment_program SET companions = '[
    {"kind": "ENGAGEMENT", "anchor": "BEFORE_FIRST", "earliestDays": -14, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "PRE_EVALUATION", "anchor": "BEFORE_FIRST", "earliestDays": -28, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "POST_EVALUATION", "anchor": "AFTER_LAST", "earliestDays": 0, "latestDays": 14, "minutes": 50, "required": true}]'
WHERE code IN ('IPT-B', 'IPT-B-PERINATAL');

UPDATE treatment_program SET companions = '[
    {"kind": "PRE_GROUP", "anchor": "BEFORE_FIRST", "earliestDays": -14, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "MID_TREATMENT", "anchor": "MIDDLE", "earliestDays": 0, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "POST_GROUP", "anchor": "AFTER_LAST", "earliestDays": 0, "latestDays": 7, "minutes": 50, "required": true},
    {"kind": "PRE_EVALUATION", "anchor": "BEFORE_FIRST", "earliestDays": -28, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "POST_EVALUATION", "anchor": "AFTER_LAST", "earliestDays": 0, "latestDays": 14, "minutes": 50, "required": true}]'
WHERE code = 'IPT-G';
"#,
    sqlite: r#"
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(sql, '''EVALUATION'', ''MAKEUP'')', '''EVALUATION'', ''MAKEUP'', ''ENGAGEMENT'')')
WHERE type = 'table' AND name = 'session';

PRAGMA writable_schema = OFF;

ALTER TABLE treatment_program ADD COLUMN companions text NOT NULL DEFAULT '[]'
    CHECK (json_valid(companions) AND json_type(companions) = 'array');

UPDATE treatment_program SET companions = '[
    {"kind": "PRE_EVALUATION", "anchor": "BEFORE_FIRST", "earliestDays": -28, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "POST_EVALUATION", "anchor": "AFTER_LAST", "earliestDays": 0, "latestDays": 14, "minutes": 50, "required": true}]'
WHERE code IN ('IPT', 'IPT-A', 'IPT-GROUP', 'WHO-IPT');

UPDATE treatment_program SET companions = '[
    {"kind": "ENGAGEMENT", "anchor": "BEFORE_FIRST", "earliestDays": -14, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "PRE_EVALUATION", "anchor": "BEFORE_FIRST", "earliestDays": -28, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "POST_EVALUATION", "anchor": "AFTER_LAST", "earliestDays": 0, "latestDays": 14, "minutes": 50, "required": true}]'
WHERE code IN ('IPT-B', 'IPT-B-PERINATAL');

UPDATE treatment_program SET companions = '[
    {"kind": "PRE_GROUP", "anchor": "BEFORE_FIRST", "earliestDays": -14, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "MID_TREATMENT", "anchor": "MIDDLE", "earliestDays": 0, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "POST_GROUP", "anchor": "AFTER_LAST", "earliestDays": 0, "latestDays": 7, "minutes": 50, "required": true},
    {"kind": "PRE_EVALUATION", "anchor": "BEFORE_FIRST", "earliestDays": -28, "latestDays": 0, "minutes": 50, "required": true},
    {"kind": "POST_EVALUATION", "anchor": "AFTER_LAST", "earliestDays": 0, "latestDays": 14, "minutes": 50, "required": true}]'
WHERE code = 'IPT-G';
"#,
};
