//! Passwords, the browsers that people signed in with, and how often a password was tried.
//!
//! `sign_in_attempt.subject` is a hash of an address, of a login or of the network, whether there is such a login or not.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000018_sign_ins",
    both: r"
ALTER TABLE account ADD COLUMN password_hash text;

CREATE TABLE sign_in (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    staff_member_id $uuid NOT NULL,
    secret_sha256 text NOT NULL CHECK (length(secret_sha256) = 64),
    created_at $instant NOT NULL,
    last_seen_at $instant NOT NULL,
    expires_at $instant NOT NULL,
    ended_at $instant,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, staff_member_id) REFERENCES staff_member (clinic_id, id)
);

CREATE UNIQUE INDEX sign_in_secret_once ON sign_in (secret_sha256);

CREATE INDEX sign_in_by_staff_member ON sign_in (clinic_id, staff_member_id);

CREATE INDEX staff_member_by_account ON staff_member (account_id);

CREATE TABLE sign_in_attempt (
    subject text NOT NULL PRIMARY KEY CHECK (length(subject) = 64),
    since $instant NOT NULL,
    attempts bigint NOT NULL CHECK (attempts > 0)
);

CREATE INDEX sign_in_attempt_by_since ON sign_in_attempt (since);
",
    postgres: "",
    sqlite: "",
};
