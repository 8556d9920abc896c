//! Reports of mails that did not arrive, addresses that are written to no more, and the tasks that tell somebody.
//!
//! SQLite can't change a check of a table that exists. The text of this one only gains words, which changes nothing that is
//! stored: that is what its manual's shorter way is for. Adding the index afterwards has every connection read it anew.
//! PostgreSQL's check gains them too, whichever words it has by then.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000049_bounces",
    both: r"
ALTER TABLE client ADD COLUMN email_since $instant;

ALTER TABLE client ADD COLUMN email_suspended_at $instant;

CREATE TABLE mail_bounce (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    delivery_id $uuid NOT NULL,
    attempt bigint NOT NULL,
    source text NOT NULL CHECK (source IN ('SMTP', 'REPORT')),
    code text NOT NULL CHECK (length(code) BETWEEN 5 AND 9),
    is_final boolean NOT NULL,
    is_hard boolean NOT NULL,
    address_digest text,
    report_digest text,
    reported_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, id),
    CHECK (is_final OR NOT is_hard),
    CHECK ((source = 'REPORT') = (report_digest IS NOT NULL)),
    FOREIGN KEY (clinic_id, delivery_id) REFERENCES reminder_delivery (clinic_id, id) ON DELETE CASCADE
);

CREATE UNIQUE INDEX mail_bounce_once ON mail_bounce (clinic_id, delivery_id, attempt, is_final);

CREATE UNIQUE INDEX mail_bounce_report_once ON mail_bounce (clinic_id, report_digest);

CREATE INDEX mail_bounce_hard ON mail_bounce (clinic_id, address_digest, reported_at) WHERE is_hard;

CREATE TABLE task (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('EMAIL_SUSPENDED')),
    client_id $uuid NOT NULL,
    created_at $instant NOT NULL,
    closed_at $instant,
    closed_by $uuid,
    note text CHECK (length(note) BETWEEN 1 AND 500),
    moved_from_id $uuid,
    PRIMARY KEY (clinic_id, id),
    CHECK (closed_at IS NOT NULL OR (closed_by IS NULL AND note IS NULL)),
    FOREIGN KEY (clinic_id, client_id) REFERENCES client (clinic_id, id),
    FOREIGN KEY (clinic_id, closed_by) REFERENCES staff_member (clinic_id, id)
);

CREATE INDEX task_open ON task (clinic_id, id) WHERE closed_at IS NULL;

CREATE INDEX task_by_client ON task (clinic_id, client_id);
",
    postgres: r"
DO $do$
DECLARE known text;
BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT known FROM pg_constraint
    WHERE conrelid = 'reminder_delivery'::regclass AND conname = 'reminder_delivery_why_check';
    EXECUTE 'ALTER TABLE reminder_delivery DROP CONSTRAINT reminder_delivery_why_check, '
        || 'ADD CONSTRAINT reminder_delivery_why_check '
        || replace(known, '''TEMPORARY_FAILURE''::text',
            '''TEMPORARY_FAILURE''::text, ''BOUNCED''::text, ''ADDRESS_SUSPENDED''::text');
END
$do$;

CREATE INDEX reminder_delivery_by_token ON reminder_delivery (substr(message_id, 1, 33));
",
    sqlite: r"
PRAGMA writable_schema = ON;

UPDATE sqlite_schema
SET sql = replace(sql, '''TEMPORARY_FAILURE''', '''TEMPORARY_FAILURE'', ''BOUNCED'', ''ADDRESS_SUSPENDED''')
WHERE type = 'table' AND name = 'reminder_delivery';

PRAGMA writable_schema = OFF;

CREATE INDEX reminder_delivery_by_token ON reminder_delivery (substr(message_id, 1, 33));
",
};
