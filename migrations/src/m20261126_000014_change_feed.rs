//! The change feed, so that it can be read in the order of commits and told of at once.
//!
//! On PostgreSQL neither ids nor sequence numbers are in the order of commits; which transaction wrote a row is kept, so
//! that a reader asks for what its last snapshot did not see. The notice holds no data, and a transaction sends one
//! however many rows it writes. On SQLite one transaction writes at a time: a number that is never given twice will do.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000014_change_feed",
    both: "",
    postgres: r"
ALTER TABLE change ADD COLUMN transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id();

CREATE INDEX change_by_transaction ON change (transaction_id);

CREATE FUNCTION notify_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('roundel_change', '');
    RETURN NULL;
END
$$;

CREATE TRIGGER change_notify AFTER INSERT ON change
    FOR EACH STATEMENT EXECUTE FUNCTION notify_change();
",
    sqlite: r"
CREATE TABLE change_in_order (
    position integer PRIMARY KEY AUTOINCREMENT,
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    at $instant NOT NULL,
    subject text NOT NULL,
    what text NOT NULL,
    UNIQUE (clinic_id, id)
);

INSERT INTO change_in_order (clinic_id, id, at, subject, what)
    SELECT clinic_id, id, at, subject, what FROM change ORDER BY rowid;

DROP TABLE change;

ALTER TABLE change_in_order RENAME TO change;
",
};
