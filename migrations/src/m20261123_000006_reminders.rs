//! Reminder policies, their offsets, and the outbox.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000006_reminders",
    both: r"
CREATE TABLE reminder_policy (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    program_id $uuid,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    is_active boolean NOT NULL,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, program_id) REFERENCES treatment_program (clinic_id, id)
);

CREATE UNIQUE INDEX reminder_policy_of_program_once ON reminder_policy (clinic_id, program_id);

CREATE UNIQUE INDEX reminder_policy_of_clinic_once ON reminder_policy (clinic_id) WHERE program_id IS NULL;

CREATE TABLE reminder_rule (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    policy_id $uuid NOT NULL,
    minutes_before bigint NOT NULL CHECK (minutes_before BETWEEN 15 AND 43200),
    retired_at $instant,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, policy_id) REFERENCES reminder_policy (clinic_id, id)
);

CREATE UNIQUE INDEX reminder_rule_once ON reminder_rule (clinic_id, policy_id, minutes_before);

CREATE TABLE reminder_delivery (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    dedupe_key text NOT NULL,
    participation_id $uuid NOT NULL,
    rule_id $uuid NOT NULL,
    notice_version bigint NOT NULL,
    message_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('PLANNED', 'CLAIMED', 'SENT', 'FAILED', 'SUPPRESSED', 'EXPIRED')),
    why text CHECK (why IN ('NO_ADDRESS', 'NO_CONSENT', 'CLIENT_DECLINED', 'NOT_EXPECTED', 'NOT_ENROLLED',
        'ENROLLMENT_ON_HOLD', 'SESSION_CANCELLED', 'SUPERSEDED', 'POLICY_CHANGED', 'SESSION_BEGUN', 'OVERTAKEN',
        'REFUSED', 'NOT_BUILT', 'TRIES_EXHAUSTED', 'OUTCOME_UNKNOWN', 'TEMPORARY_FAILURE')),
    why_detail text,
    due_at $instant NOT NULL,
    not_after $instant NOT NULL,
    next_attempt_at $instant NOT NULL,
    attempt bigint NOT NULL DEFAULT 0,
    claimed_by text,
    sends bigint NOT NULL DEFAULT 0,
    unknowns bigint NOT NULL DEFAULT 0,
    first_attempt_at $instant,
    sent_at $instant,
    created_at $instant NOT NULL,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    CHECK ((state = 'CLAIMED') = (claimed_by IS NOT NULL)),
    CHECK ((state = 'SENT') = (sent_at IS NOT NULL)),
    FOREIGN KEY (clinic_id, participation_id) REFERENCES participation (clinic_id, id),
    FOREIGN KEY (clinic_id, rule_id) REFERENCES reminder_rule (clinic_id, id)
);

CREATE UNIQUE INDEX reminder_delivery_once ON reminder_delivery (clinic_id, dedupe_key);

CREATE INDEX reminder_delivery_by_participation ON reminder_delivery (clinic_id, participation_id, notice_version);

CREATE INDEX reminder_delivery_next_attempt ON reminder_delivery (next_attempt_at)
    WHERE state IN ('PLANNED', 'CLAIMED');

CREATE INDEX reminder_delivery_by_due ON reminder_delivery (clinic_id, due_at, id);
",
    postgres: "",
    sqlite: "",
};
