//! What happened: the audit log, the change feed, the worker's runs.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000007_records",
    both: r"
CREATE TABLE audit_event (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    at $instant NOT NULL,
    actor_kind text NOT NULL CHECK (actor_kind IN ('STAFF', 'CLIENT', 'SYSTEM')),
    actor_id $uuid,
    rule text,
    operation text NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('DONE', 'REFUSED')),
    subject text,
    details $json NOT NULL,
    PRIMARY KEY (clinic_id, id),
    CHECK ((actor_kind = 'SYSTEM') = (rule IS NOT NULL)),
    CHECK ((actor_kind = 'SYSTEM') = (actor_id IS NULL))
);

CREATE INDEX audit_event_by_subject ON audit_event (clinic_id, subject, id);

CREATE TABLE change (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    at $instant NOT NULL,
    subject text NOT NULL,
    what text NOT NULL,
    PRIMARY KEY (clinic_id, id)
);

CREATE TABLE job_run (
    job text NOT NULL,
    tick text NOT NULL,
    scheduled_at $instant NOT NULL,
    started_at $instant NOT NULL,
    finished_at $instant,
    outcome text CHECK (outcome IN ('DONE', 'CANCELLED', 'FAILED')),
    why text,
    worker text NOT NULL,
    attempt bigint NOT NULL DEFAULT 1,
    next_attempt_at $instant NOT NULL,
    PRIMARY KEY (job, tick),
    CHECK ((finished_at IS NULL) = (outcome IS NULL))
);

CREATE INDEX job_run_by_time ON job_run (job, scheduled_at);

CREATE INDEX job_run_newest ON job_run (scheduled_at);
",
    postgres: r"
CREATE TRIGGER audit_event_append_only BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
",
    sqlite: r"
CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
",
};
