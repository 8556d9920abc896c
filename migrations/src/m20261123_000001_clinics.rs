//! Clinics, their sites, rooms and staff; logins and API tokens.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000001_clinics",
    both: r"
CREATE TABLE clinic (
    id $uuid NOT NULL PRIMARY KEY,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    mail_name text NOT NULL CHECK (length(mail_name) BETWEEN 1 AND 200),
    phone text,
    crisis_lines text,
    created_at $instant NOT NULL,
    row_version bigint NOT NULL DEFAULT 1
);

CREATE TABLE site (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    zone text NOT NULL,
    late_cancel_minutes bigint NOT NULL CHECK (late_cancel_minutes BETWEEN 0 AND 20160),
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id)
);

CREATE UNIQUE INDEX site_name_once ON site (clinic_id, name);

CREATE TABLE room (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    site_id $uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    capacity bigint NOT NULL CHECK (capacity BETWEEN 1 AND 500),
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, site_id) REFERENCES site (clinic_id, id)
);

CREATE UNIQUE INDEX room_name_once ON room (clinic_id, site_id, name);

CREATE TABLE account (
    id $uuid NOT NULL PRIMARY KEY,
    email text NOT NULL,
    created_at $instant NOT NULL,
    disabled_at $instant
);

CREATE UNIQUE INDEX account_email_once ON account (email);

CREATE TABLE staff_member (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    account_id $uuid REFERENCES account (id),
    display_name text NOT NULL CHECK (length(display_name) BETWEEN 1 AND 120),
    role text NOT NULL CHECK (role IN ('ADMIN', 'COORDINATOR', 'THERAPIST', 'VIEWER')),
    zone text NOT NULL,
    disabled_at $instant,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id)
);

CREATE UNIQUE INDEX staff_member_account_once ON staff_member (clinic_id, account_id);

CREATE TABLE certification (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    staff_member_id $uuid NOT NULL,
    title text NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    issued_on date,
    expires_on date,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, staff_member_id) REFERENCES staff_member (clinic_id, id)
);

CREATE INDEX certification_by_staff_member ON certification (clinic_id, staff_member_id);

CREATE TABLE licence (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    staff_member_id $uuid NOT NULL,
    jurisdiction text NOT NULL CHECK (length(jurisdiction) BETWEEN 2 AND 20),
    expires_on date,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, staff_member_id) REFERENCES staff_member (clinic_id, id)
);

CREATE UNIQUE INDEX licence_once ON licence (clinic_id, staff_member_id, jurisdiction);

CREATE TABLE api_token (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    staff_member_id $uuid NOT NULL,
    label text NOT NULL CHECK (length(label) BETWEEN 1 AND 120),
    token_sha256 text NOT NULL,
    scopes text NOT NULL,
    created_at $instant NOT NULL,
    expires_at $instant NOT NULL,
    revoked_at $instant,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, staff_member_id) REFERENCES staff_member (clinic_id, id)
);

CREATE UNIQUE INDEX api_token_sha256_once ON api_token (token_sha256);

CREATE INDEX api_token_by_staff_member ON api_token (clinic_id, staff_member_id);
",
    postgres: "",
    sqlite: "",
};
