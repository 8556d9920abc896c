//! The history of marks, and the flags they raise.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000005_attendance",
    both: r"
CREATE TABLE attendance_mark (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    participation_id $uuid NOT NULL,
    version bigint NOT NULL,
    attendance text NOT NULL CHECK (attendance IN ('UNRECORDED', 'ATTENDED', 'ATTENDED_PARTIALLY', 'NO_SHOW',
        'CANCELLED_BY_CLIENT', 'EXCUSED', 'NOT_EXPECTED')),
    minutes_attended bigint,
    arrived_late boolean NOT NULL,
    reason text CHECK (reason IN
        ('ILLNESS', 'WORK', 'TRAVEL', 'CHILDCARE', 'TRANSPORT', 'OTHER', 'UNKNOWN')),
    notice_given_at $instant,
    correction_note text CHECK (length(correction_note) BETWEEN 1 AND 500),
    recorded_by_kind text NOT NULL CHECK (recorded_by_kind IN ('STAFF', 'CLIENT', 'SYSTEM')),
    recorded_by_id $uuid,
    recorded_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, participation_id) REFERENCES participation (clinic_id, id)
);

CREATE INDEX participation_unrecorded ON participation (clinic_id, session_id) WHERE attendance = 'UNRECORDED';

CREATE INDEX session_begins ON session (starts_at);

CREATE UNIQUE INDEX attendance_mark_version_once ON attendance_mark (clinic_id, participation_id, version);

CREATE TABLE risk_flag (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    enrollment_id $uuid NOT NULL,
    trigger_id $uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('CONSECUTIVE_ABSENCES', 'EARLY_ABSENCE', 'LOW_ATTENDANCE',
        'LATE_CANCEL_PATTERN', 'NO_CONTACT', 'DOSE_UNREACHABLE', 'NO_RETURN_FORECAST', 'BRIEF_FORM_CANDIDATE')),
    severity text NOT NULL CHECK (severity IN ('INFO', 'AMBER', 'RED')),
    state text NOT NULL CHECK (state IN ('OPEN', 'ACKNOWLEDGED', 'CONTACTED', 'RESOLVED', 'WITHDRAWN')),
    closed_by_person boolean NOT NULL DEFAULT FALSE,
    closing_note text CHECK (length(closing_note) BETWEEN 1 AND 500),
    evidence $json NOT NULL,
    rules_version bigint NOT NULL,
    raised_at $instant NOT NULL,
    closed_at $instant,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    CHECK ((state IN ('RESOLVED', 'WITHDRAWN')) = (closed_at IS NOT NULL)),
    FOREIGN KEY (clinic_id, enrollment_id) REFERENCES enrollment (clinic_id, id),
    FOREIGN KEY (clinic_id, trigger_id) REFERENCES participation (clinic_id, id)
);

CREATE UNIQUE INDEX risk_flag_once ON risk_flag (clinic_id, enrollment_id, trigger_id, kind);

CREATE INDEX risk_flag_by_state ON risk_flag (clinic_id, state, id);
",
    postgres: r"
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'append_only', CONSTRAINT = 'append_only'; END $$;

CREATE TRIGGER attendance_mark_append_only BEFORE UPDATE OR DELETE ON attendance_mark
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
",
    sqlite: r"
CREATE TRIGGER attendance_mark_no_update BEFORE UPDATE ON attendance_mark
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER attendance_mark_no_delete BEFORE DELETE ON attendance_mark
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
",
};
