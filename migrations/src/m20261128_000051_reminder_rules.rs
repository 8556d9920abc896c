//! Rules by wall time, of some sessions only, that ask for an answer; policies that stop when it was given, and policies of one
//! client. A policy that was taken away keeps its row: mails refer to its rules.
//!
//! SQLite can't take a NOT NULL away, or add a reference of two columns, to a table that exists. What is stored fulfils both
//! texts, which is what its manual's shorter way is for. The indexes made afterwards have every connection read them anew.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000051_reminder_rules",
    both: r"
ALTER TABLE reminder_rule ADD COLUMN days_before bigint CHECK (days_before BETWEEN 0 AND 30);

ALTER TABLE reminder_rule ADD COLUMN at_minute bigint
    CHECK (at_minute BETWEEN 0 AND 1439);

ALTER TABLE reminder_rule ADD COLUMN of_sessions text NOT NULL DEFAULT 'EACH_SESSION'
    CHECK (of_sessions IN ('EACH_SESSION', 'START_OR_GAP') AND (days_before IS NULL) = (at_minute IS NULL)
        AND (minutes_before IS NULL) = (at_minute IS NOT NULL));

ALTER TABLE reminder_rule ADD COLUMN asks_to_confirm boolean NOT NULL DEFAULT false;

ALTER TABLE reminder_policy ADD COLUMN stops_when_confirmed boolean NOT NULL DEFAULT true;

ALTER TABLE reminder_policy ADD COLUMN removed_at $instant;

ALTER TABLE reminder_policy ADD COLUMN client_id $uuid CHECK (client_id IS NULL OR program_id IS NULL);

ALTER TABLE reminder_policy ADD COLUMN moved_from_id $uuid CHECK (moved_from_id IS NULL OR client_id IS NOT NULL);

DROP INDEX reminder_policy_of_clinic_once;
",
    postgres: r"
ALTER TABLE reminder_rule ALTER COLUMN minutes_before DROP NOT NULL;

ALTER TABLE reminder_policy ADD FOREIGN KEY (clinic_id, client_id) REFERENCES client (clinic_id, id);

DO $do$
DECLARE known text;
BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT known FROM pg_constraint
    WHERE conrelid = 'reminder_delivery'::regclass AND conname = 'reminder_delivery_why_check';
    EXECUTE 'ALTER TABLE reminder_delivery DROP CONSTRAINT reminder_delivery_why_check, '
        || 'ADD CONSTRAINT reminder_delivery_why_check '
        || replace(known, '''TEMPORARY_FAILURE''::text', '''TEMPORARY_FAILURE''::text, ''CONFIRMED''::text');
END
$do$;

CREATE UNIQUE INDEX reminder_rule_wall_once ON reminder_rule (clinic_id, policy_id, days_before, at_minute);

CREATE UNIQUE INDEX reminder_policy_of_clinic_once ON reminder_policy (clinic_id)
    WHERE program_id IS NULL AND client_id IS NULL;

CREATE UNIQUE INDEX reminder_policy_of_client_once ON reminder_policy (clinic_id, client_id) WHERE removed_at IS NULL;
",
    sqlite: r"
PRAGMA writable_schema = ON;

UPDATE sqlite_schema
SET sql = replace(sql, 'minutes_before bigint NOT NULL CHECK', 'minutes_before bigint CHECK')
WHERE type = 'table' AND name = 'reminder_rule';

UPDATE sqlite_schema
SET sql = replace(sql, 'FOREIGN KEY (clinic_id, program_id)',
    'FOREIGN KEY (clinic_id, client_id) REFERENCES client (clinic_id, id), FOREIGN KEY (clinic_id, program_id)')
WHERE type = 'table' AND name = 'reminder_policy';

UPDATE sqlite_schema
SET sql = replace(sql, '''TEMPORARY_FAILURE''', '''TEMPORARY_FAILURE'', ''CONFIRMED''')
WHERE type = 'table' AND name = 'reminder_delivery';

PRAGMA writable_schema = RESET;

CREATE UNIQUE INDEX reminder_rule_wall_once ON reminder_rule (clinic_id, policy_id, days_before, at_minute);

CREATE UNIQUE INDEX reminder_policy_of_clinic_once ON reminder_policy (clinic_id)
    WHERE program_id IS NULL AND client_id IS NULL;

CREATE UNIQUE INDEX reminder_policy_of_client_once ON reminder_policy (clinic_id, client_id) WHERE removed_at IS NULL;
",
};
