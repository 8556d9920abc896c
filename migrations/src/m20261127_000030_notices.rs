//! What clients are to be told of changed sessions, and the outbox open to mails that tell it.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000030_notices",
    both: r"
CREATE TABLE notice (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    participation_id $uuid NOT NULL,
    is_latest boolean NOT NULL,
    told_starts_at $instant,
    told_ends_at $instant,
    told_room_id $uuid,
    told_is_cancelled boolean,
    told_notice_version bigint,
    due_at $instant NOT NULL,
    gathered bigint NOT NULL DEFAULT 0,
    delivery_id $uuid,
    created_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, id),
    CHECK ((told_starts_at IS NULL) = (told_ends_at IS NULL)
        AND (told_starts_at IS NULL) = (told_is_cancelled IS NULL)
        AND (told_starts_at IS NULL) = (told_notice_version IS NULL)
        AND (told_starts_at IS NOT NULL OR told_room_id IS NULL)),
    CHECK (is_latest OR delivery_id IS NOT NULL),
    FOREIGN KEY (clinic_id, participation_id) REFERENCES participation (clinic_id, id),
    FOREIGN KEY (clinic_id, told_room_id) REFERENCES room (clinic_id, id),
    FOREIGN KEY (clinic_id, delivery_id) REFERENCES reminder_delivery (clinic_id, id)
);

CREATE UNIQUE INDEX notice_latest_once ON notice (clinic_id, participation_id) WHERE is_latest;

CREATE INDEX notice_by_participation ON notice (clinic_id, participation_id);

CREATE INDEX notice_by_delivery ON notice (clinic_id, delivery_id);

CREATE INDEX notice_due ON notice (due_at) WHERE delivery_id IS NULL;
",
    postgres: r"
ALTER TABLE reminder_delivery
    ADD COLUMN kind text NOT NULL DEFAULT 'REMINDER' CHECK (kind IN ('REMINDER', 'NOTICE')),
    ALTER COLUMN rule_id DROP NOT NULL,
    ADD CHECK ((kind = 'REMINDER') = (rule_id IS NOT NULL)),
    DROP CONSTRAINT reminder_delivery_why_check,
    ADD CONSTRAINT reminder_delivery_why_check CHECK (why IN ('NO_ADDRESS', 'NO_CONSENT', 'CLIENT_DECLINED',
        'NOT_EXPECTED', 'NOT_ENROLLED', 'ENROLLMENT_ON_HOLD', 'SESSION_CANCELLED', 'SUPERSEDED', 'NOTHING_TO_TELL',
        'POLICY_CHANGED', 'SESSION_BEGUN', 'OVERTAKEN', 'REFUSED', 'NOT_BUILT', 'TRIES_EXHAUSTED', 'OUTCOME_UNKNOWN',
        'TEMPORARY_FAILURE'));

ALTER TABLE reminder_delivery ALTER COLUMN kind DROP DEFAULT;
",
    // SQLite can change neither checks nor NOT NULL of a table that exists. Nothing has referred to this one before
    // `notice`, which is still empty.
    sqlite: r"
CREATE TABLE reminder_delivery_of_kinds (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('REMINDER', 'NOTICE')),
    dedupe_key text NOT NULL,
    participation_id $uuid NOT NULL,
    rule_id $uuid,
    notice_version bigint NOT NULL,
    message_id text NOT NULL,
    state text NOT NULL CHECK (state IN ('PLANNED', 'CLAIMED', 'SENT', 'FAILED', 'SUPPRESSED', 'EXPIRED')),
    why text CHECK (why IN ('NO_ADDRESS', 'NO_CONSENT', 'CLIENT_DECLINED', 'NOT_EXPECTED', 'NOT_ENROLLED',
        'ENROLLMENT_ON_HOLD', 'SESSION_CANCELLED', 'SUPERSEDED', 'NOTHING_TO_TELL', 'POLICY_CHANGED', 'SESSION_BEGUN',
        'OVERTAKEN', 'REFUSED', 'NOT_BUILT', 'TRIES_EXHAUSTED', 'OUTCOME_UNKNOWN', 'TEMPORARY_FAILURE')),
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
    CHECK ((kind = 'REMINDER') = (rule_id IS NOT NULL)),
    CHECK ((state = 'CLAIMED') = (claimed_by IS NOT NULL)),
    CHECK ((state = 'SENT') = (sent_at IS NOT NULL)),
    FOREIGN KEY (clinic_id, participation_id) REFERENCES participation (clinic_id, id),
    FOREIGN KEY (clinic_id, rule_id) REFERENCES reminder_rule (clinic_id, id)
);

INSERT INTO reminder_delivery_of_kinds (clinic_id, id, kind, dedupe_key, participation_id, rule_id, notice_version,
    message_id, state, why, why_detail, due_at, not_after, next_attempt_at, attempt, claimed_by, sends, unknowns,
    first_attempt_at, sent_at, created_at, row_version)
SELECT clinic_id, id, 'REMINDER', dedupe_key, participation_id, rule_id, notice_version,
    message_id, state, why, why_detail, due_at, not_after, next_attempt_at, attempt, claimed_by, sends, unknowns,
    first_attempt_at, sent_at, created_at, row_version
FROM reminder_delivery;

DROP TABLE reminder_delivery;

ALTER TABLE reminder_delivery_of_kinds RENAME TO reminder_delivery;

CREATE UNIQUE INDEX reminder_delivery_once ON reminder_delivery (clinic_id, dedupe_key);

CREATE INDEX reminder_delivery_by_participation ON reminder_delivery (clinic_id, participation_id, notice_version);

CREATE INDEX reminder_delivery_next_attempt ON reminder_delivery (next_attempt_at)
    WHERE state IN ('PLANNED', 'CLAIMED');

CREATE INDEX reminder_delivery_by_due ON reminder_delivery (clinic_id, due_at, id);
",
};
