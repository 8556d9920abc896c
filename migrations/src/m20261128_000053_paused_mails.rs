//! Clinics whose mails are paused, and mails that a dry run wrote and handed to nobody.
//!
//! The check of why a mail stands where it does gains a word, in the ways that `m20261128_000049_bounces` explains; the index
//! afterwards has every SQLite connection read it anew, and lets a worker see at a glance which clinics are paused.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000053_paused_mails",
    both: r"
ALTER TABLE clinic ADD COLUMN mails_paused_at $instant;

ALTER TABLE clinic ADD COLUMN mails_paused_reason text CHECK (
    (mails_paused_reason IS NULL) = (mails_paused_at IS NULL) AND length(mails_paused_reason) BETWEEN 1 AND 500
);
",
    postgres: r"
DO $do$
DECLARE known text;
BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT known FROM pg_constraint
    WHERE conrelid = 'reminder_delivery'::regclass AND conname = 'reminder_delivery_why_check';
    EXECUTE 'ALTER TABLE reminder_delivery DROP CONSTRAINT reminder_delivery_why_check, '
        || 'ADD CONSTRAINT reminder_delivery_why_check '
        || replace(known, '''TEMPORARY_FAILURE''::text', '''TEMPORARY_FAILURE''::text, ''DRY_RUN''::text');
END
$do$;

CREATE INDEX clinic_mails_paused ON clinic (id) WHERE mails_paused_at IS NOT NULL;
",
    sqlite: r"
PRAGMA writable_schema = ON;

UPDATE sqlite_schema
SET sql = replace(sql, '''TEMPORARY_FAILURE''', '''TEMPORARY_FAILURE'', ''DRY_RUN''')
WHERE type = 'table' AND name = 'reminder_delivery';

PRAGMA writable_schema = OFF;

CREATE INDEX clinic_mails_paused ON clinic (id) WHERE mails_paused_at IS NOT NULL;
",
};
