//! Links by which clients answer from a mail, and their word that they want no reminders.
//!
//! Of a link's secret only the hash is kept. A link's client is no foreign key: a merge takes the row away, and the link goes
//! on with the record that was kept.
//!
//! SQLite can't change a check of a table that exists. The text of this one only gains a word, which changes nothing that is
//! stored; adding the column afterwards has every connection read it anew, this one too.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000048_client_links",
    both: r"
CREATE TABLE client_link (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    token_sha256 text NOT NULL CONSTRAINT client_link_token_once UNIQUE,
    purpose text NOT NULL CHECK (purpose IN ('APPOINTMENT', 'STOP')),
    participation_id $uuid,
    client_id $uuid NOT NULL,
    delivery_id $uuid NOT NULL,
    expires_at $instant NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, id),
    CHECK ((purpose = 'APPOINTMENT') = (participation_id IS NOT NULL)),
    FOREIGN KEY (clinic_id, participation_id) REFERENCES participation (clinic_id, id) ON DELETE CASCADE,
    FOREIGN KEY (clinic_id, delivery_id) REFERENCES reminder_delivery (clinic_id, id) ON DELETE CASCADE
);

CREATE INDEX client_link_by_delivery ON client_link (clinic_id, delivery_id);

CREATE INDEX client_link_by_participation ON client_link (clinic_id, participation_id);

CREATE INDEX client_link_by_expiry ON client_link (expires_at);
",
    postgres: r"
ALTER TABLE reminder_delivery
    DROP CONSTRAINT reminder_delivery_why_check,
    ADD CONSTRAINT reminder_delivery_why_check CHECK (why IN ('NO_ADDRESS', 'NO_CONSENT', 'OPTED_OUT', 'CLIENT_DECLINED',
        'NOT_EXPECTED', 'NOT_ENROLLED', 'ENROLLMENT_ON_HOLD', 'SESSION_CANCELLED', 'SUPERSEDED', 'NOTHING_TO_TELL',
        'POLICY_CHANGED', 'SESSION_BEGUN', 'OVERTAKEN', 'REFUSED', 'NOT_BUILT', 'TRIES_EXHAUSTED', 'OUTCOME_UNKNOWN',
        'TEMPORARY_FAILURE'));

ALTER TABLE client ADD COLUMN reminders_stopped_at $instant;
",
    sqlite: r"
PRAGMA writable_schema = ON;

UPDATE sqlite_schema SET sql = replace(sql, '''NO_CONSENT'', ''CLIENT_DECLINED''', '''NO_CONSENT'', ''OPTED_OUT'', ''CLIENT_DECLINED''')
WHERE type = 'table' AND name = 'reminder_delivery';

PRAGMA writable_schema = OFF;

ALTER TABLE client ADD COLUMN reminders_stopped_at $instant;
",
};
