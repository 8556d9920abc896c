//! A flag's history tells that the decision about the brief form was taken back.
//!
//! SQLite can't change a check of a table that exists. The text of this one only gains a word, which changes nothing that is
//! stored: that is what its manual's shorter way is for. RESET has this connection read it anew, and making an index again every
//! other one.
//! PostgreSQL's check gains it too, whichever words it has by then.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000055_taken_back",
    both: "",
    postgres: r"
DO $do$
DECLARE known text;
BEGIN
    SELECT pg_get_constraintdef(oid) INTO STRICT known FROM pg_constraint
    WHERE conrelid = 'risk_action'::regclass AND conname = 'risk_action_kind_check';
    EXECUTE 'ALTER TABLE risk_action DROP CONSTRAINT risk_action_kind_check, ADD CONSTRAINT risk_action_kind_check '
        || replace(known, '''REOPENED''::text', '''REOPENED''::text, ''TAKEN_BACK''::text');
END
$do$;
",
    sqlite: r"
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(sql, '''REOPENED''', '''REOPENED'', ''TAKEN_BACK''')
WHERE type = 'table' AND name = 'risk_action';

PRAGMA writable_schema = RESET;

DROP INDEX risk_action_by_flag;

CREATE INDEX risk_action_by_flag ON risk_action (clinic_id, flag_id, id);
",
};
