//! Mails to staff in the outbox, the language they are written to in, and the welcome to clients.
//!
//! A mail is to the client of a place or to a member of staff. `about_id` is the place that a mail to staff is about, if it is
//! about one; `content` is what it tells and could not be read again later.
//!
//! SQLite can neither drop NOT NULL nor change a check of a table that exists. The text of this one loses a constraint, and
//! gains words and a check that whatever is stored satisfies; adding the column afterwards has every connection read it anew,
//! this one too. PostgreSQL's checks gain the words, whichever they have by then.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000056_staff_mails",
    both: r"
ALTER TABLE reminder_delivery ADD COLUMN staff_member_id $uuid;

ALTER TABLE reminder_delivery ADD COLUMN about_id $uuid;

ALTER TABLE reminder_delivery ADD COLUMN content text;

CREATE INDEX enrollment_by_beginning ON enrollment (clinic_id, enrolled_at);
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
            '''TEMPORARY_FAILURE''::text, ''NO_LONGER_THEIRS''::text, ''TOO_LATE''::text');
    SELECT pg_get_constraintdef(oid) INTO STRICT known FROM pg_constraint
    WHERE conrelid = 'reminder_delivery'::regclass AND conname = 'reminder_delivery_kind_check';
    EXECUTE 'ALTER TABLE reminder_delivery DROP CONSTRAINT reminder_delivery_kind_check, '
        || 'ADD CONSTRAINT reminder_delivery_kind_check '
        || replace(known, '''NOTICE''::text', '''NOTICE''::text, ''WELCOME''::text, ''CLIENT_DECLINED''::text, '
            || '''UNRECORDED_NUDGE''::text, ''STAFF_DIGEST''::text');
END
$do$;

ALTER TABLE reminder_delivery
    ALTER COLUMN participation_id DROP NOT NULL,
    ADD CONSTRAINT reminder_delivery_reader_check CHECK (
        (participation_id IS NULL) = (staff_member_id IS NOT NULL)
        AND (kind IN ('CLIENT_DECLINED', 'UNRECORDED_NUDGE', 'STAFF_DIGEST')) = (staff_member_id IS NOT NULL)
        AND (kind = 'CLIENT_DECLINED') = (about_id IS NOT NULL)
        AND (kind IN ('CLIENT_DECLINED', 'STAFF_DIGEST')) = (content IS NOT NULL)),
    ADD FOREIGN KEY (clinic_id, staff_member_id) REFERENCES staff_member (clinic_id, id),
    ADD FOREIGN KEY (clinic_id, about_id) REFERENCES participation (clinic_id, id) ON DELETE CASCADE;

CREATE INDEX reminder_delivery_by_staff_member ON reminder_delivery (clinic_id, staff_member_id, due_at)
    WHERE staff_member_id IS NOT NULL;

CREATE INDEX reminder_delivery_by_about ON reminder_delivery (clinic_id, about_id) WHERE about_id IS NOT NULL;

ALTER TABLE staff_member ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'es'));
",
    sqlite: r"
CREATE INDEX reminder_delivery_by_staff_member ON reminder_delivery (clinic_id, staff_member_id, due_at)
    WHERE staff_member_id IS NOT NULL;

CREATE INDEX reminder_delivery_by_about ON reminder_delivery (clinic_id, about_id) WHERE about_id IS NOT NULL;

PRAGMA writable_schema = ON;

UPDATE sqlite_schema
SET sql = replace(replace(replace(replace(sql,
    '''TEMPORARY_FAILURE''', '''TEMPORARY_FAILURE'', ''NO_LONGER_THEIRS'', ''TOO_LATE'''),
    '''NOTICE''', '''NOTICE'', ''WELCOME'', ''CLIENT_DECLINED'', ''UNRECORDED_NUDGE'', ''STAFF_DIGEST'''),
    'participation_id blob NOT NULL', 'participation_id blob'),
    'FOREIGN KEY (clinic_id, participation_id) REFERENCES participation (clinic_id, id)',
    'CHECK ((participation_id IS NULL) = (staff_member_id IS NOT NULL)
        AND (kind IN (''CLIENT_DECLINED'', ''UNRECORDED_NUDGE'', ''STAFF_DIGEST'')) = (staff_member_id IS NOT NULL)
        AND (kind = ''CLIENT_DECLINED'') = (about_id IS NOT NULL)
        AND (kind IN (''CLIENT_DECLINED'', ''STAFF_DIGEST'')) = (content IS NOT NULL)),
    FOREIGN KEY (clinic_id, participation_id) REFERENCES participation (clinic_id, id),
    FOREIGN KEY (clinic_id, staff_member_id) REFERENCES staff_member (clinic_id, id),
    FOREIGN KEY (clinic_id, about_id) REFERENCES participation (clinic_id, id) ON DELETE CASCADE')
WHERE type = 'table' AND name = 'reminder_delivery';

PRAGMA writable_schema = RESET;

ALTER TABLE staff_member ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'es'));
",
};
