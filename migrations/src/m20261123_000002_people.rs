//! Clients, their guardians, and when clients and staff are available.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000002_people",
    both: r"
CREATE TABLE client (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    external_id text,
    preferred_name text NOT NULL CHECK (length(preferred_name) BETWEEN 1 AND 80),
    search_name text NOT NULL,
    email text,
    email_consent_at $instant,
    language text NOT NULL CHECK (language IN ('en', 'es')),
    zone text NOT NULL,
    location text,
    problem_area text CHECK (problem_area IN ('GRIEF', 'ROLE_DISPUTE', 'ROLE_TRANSITION', 'INTERPERSONAL_DEFICITS')),
    barriers $json NOT NULL,
    created_at $instant NOT NULL,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    CHECK (email_consent_at IS NULL OR email IS NOT NULL)
);

CREATE UNIQUE INDEX client_external_id_once ON client (clinic_id, external_id);

CREATE TABLE guardian (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    client_id $uuid NOT NULL,
    preferred_name text NOT NULL CHECK (length(preferred_name) BETWEEN 1 AND 80),
    email text,
    email_consent_at $instant,
    PRIMARY KEY (clinic_id, id),
    CHECK (email_consent_at IS NULL OR email IS NOT NULL),
    FOREIGN KEY (clinic_id, client_id) REFERENCES client (clinic_id, id)
);

CREATE UNIQUE INDEX guardian_once ON guardian (clinic_id, client_id);

CREATE TABLE availability_window (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    client_id $uuid,
    staff_member_id $uuid,
    weekday text NOT NULL CHECK (weekday IN
        ('MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY')),
    local_start text NOT NULL,
    local_end text NOT NULL,
    PRIMARY KEY (clinic_id, id),
    CHECK ((client_id IS NULL) <> (staff_member_id IS NULL)),
    FOREIGN KEY (clinic_id, client_id) REFERENCES client (clinic_id, id),
    FOREIGN KEY (clinic_id, staff_member_id) REFERENCES staff_member (clinic_id, id)
);

CREATE INDEX availability_window_by_client ON availability_window (clinic_id, client_id);

CREATE INDEX availability_window_by_staff_member ON availability_window (clinic_id, staff_member_id);
",
    postgres: "",
    sqlite: "",
};
