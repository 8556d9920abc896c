//! The keys of creates that may be sent twice, and what each made.
//!
//! `subject` is no foreign key: it is written before the record, so that the second of two requests waits for the first.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000009_idempotency",
    both: r"
CREATE TABLE idempotency_key (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    operation text NOT NULL,
    idempotency_key text NOT NULL CHECK (length(idempotency_key) BETWEEN 1 AND 100),
    request_hash text NOT NULL CHECK (length(request_hash) = 64),
    subject text NOT NULL,
    created_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, operation, idempotency_key)
);
",
    postgres: "",
    sqlite: "",
};
