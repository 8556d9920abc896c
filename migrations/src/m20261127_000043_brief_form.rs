//! What was decided about the brief form (IPT-B) of enrollments: who, when, why; what was promised before; and which places
//! were released, so that one call takes it back.
//!
//! SQLite can't change a check of a table that exists. The text of this one only gains a word, which changes nothing that is
//! stored: that is what its manual's shorter way is for. Adding the column afterwards has every connection read it anew.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000043_brief_form",
    both: r"
CREATE TABLE brief_form_decision (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    enrollment_id $uuid NOT NULL,
    answer text NOT NULL CHECK (answer IN ('ACCEPTED', 'DECLINED')),
    reason text CHECK (length(reason) BETWEEN 1 AND 500),
    decided_at $instant NOT NULL,
    decided_by $uuid,
    former_planned_sessions bigint,
    plan_hash text,
    change_id $uuid,
    withdrawn_at $instant,
    withdrawn_by $uuid,
    PRIMARY KEY (clinic_id, id),
    CHECK ((answer = 'ACCEPTED') = (plan_hash IS NOT NULL)),
    CHECK ((answer = 'ACCEPTED') = (former_planned_sessions IS NOT NULL)),
    CHECK (answer = 'ACCEPTED' OR reason IS NOT NULL),
    FOREIGN KEY (clinic_id, enrollment_id) REFERENCES enrollment (clinic_id, id),
    FOREIGN KEY (clinic_id, change_id) REFERENCES schedule_change (clinic_id, id),
    FOREIGN KEY (clinic_id, decided_by) REFERENCES staff_member (clinic_id, id),
    FOREIGN KEY (clinic_id, withdrawn_by) REFERENCES staff_member (clinic_id, id)
);

CREATE UNIQUE INDEX brief_form_decision_once ON brief_form_decision (clinic_id, enrollment_id) WHERE withdrawn_at IS NULL;

CREATE TABLE brief_form_place (
    clinic_id $uuid NOT NULL,
    decision_id $uuid NOT NULL,
    participation_id $uuid NOT NULL,
    mark_version bigint NOT NULL,
    PRIMARY KEY (clinic_id, decision_id, participation_id),
    FOREIGN KEY (clinic_id, decision_id) REFERENCES brief_form_decision (clinic_id, id),
    FOREIGN KEY (clinic_id, participation_id) REFERENCES participation (clinic_id, id)
);
",
    postgres: r"
ALTER TABLE schedule_change DROP CONSTRAINT schedule_change_kind_check, ADD CONSTRAINT schedule_change_kind_check
    CHECK (kind IN ('SERIES_EDIT', 'CLOSURE', 'TIME_OFF', 'BRIEF_FORM'));

ALTER TABLE enrollment ADD COLUMN former_planned_sessions bigint CHECK (former_planned_sessions BETWEEN 1 AND 60);
",
    sqlite: r"
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(sql, '''CLOSURE'', ''TIME_OFF'')', '''CLOSURE'', ''TIME_OFF'', ''BRIEF_FORM'')')
WHERE type = 'table' AND name = 'schedule_change';

PRAGMA writable_schema = OFF;

ALTER TABLE enrollment ADD COLUMN former_planned_sessions bigint CHECK (former_planned_sessions BETWEEN 1 AND 60);
",
};
