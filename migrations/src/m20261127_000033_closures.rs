//! Closures of sites and time off of therapists; and changes of the schedule with what they found, so that one call takes
//! each back.
//!
//! A closure is dates and hours, read in the zone of its site or therapist: no instant is kept of it.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000033_closures",
    both: r"
CREATE TABLE schedule_change (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('SERIES_EDIT', 'CLOSURE', 'TIME_OFF')),
    plan_hash text NOT NULL,
    command_hash text NOT NULL,
    series_id $uuid,
    made_at $instant NOT NULL,
    made_by $uuid,
    undone_at $instant,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    FOREIGN KEY (clinic_id, series_id) REFERENCES session_series (clinic_id, id),
    FOREIGN KEY (clinic_id, made_by) REFERENCES staff_member (clinic_id, id)
);

CREATE UNIQUE INDEX schedule_change_plan_once ON schedule_change (clinic_id, plan_hash) WHERE undone_at IS NULL;

CREATE TABLE schedule_change_session (
    clinic_id $uuid NOT NULL,
    change_id $uuid NOT NULL,
    session_id $uuid NOT NULL,
    series_id $uuid NOT NULL,
    before $json,
    row_version bigint NOT NULL,
    PRIMARY KEY (clinic_id, change_id, session_id),
    FOREIGN KEY (clinic_id, change_id) REFERENCES schedule_change (clinic_id, id),
    FOREIGN KEY (clinic_id, session_id) REFERENCES session (clinic_id, id),
    FOREIGN KEY (clinic_id, series_id) REFERENCES session_series (clinic_id, id)
);

CREATE TABLE schedule_change_series (
    clinic_id $uuid NOT NULL,
    change_id $uuid NOT NULL,
    series_id $uuid NOT NULL,
    before $json NOT NULL,
    row_version bigint NOT NULL,
    PRIMARY KEY (clinic_id, change_id, series_id),
    FOREIGN KEY (clinic_id, change_id) REFERENCES schedule_change (clinic_id, id),
    FOREIGN KEY (clinic_id, series_id) REFERENCES session_series (clinic_id, id)
);

CREATE TABLE closure (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    site_id $uuid,
    therapist_id $uuid,
    first_on date NOT NULL,
    last_on date NOT NULL,
    from_time text,
    until_time text,
    reason text CHECK (length(reason) BETWEEN 1 AND 120),
    change_id $uuid NOT NULL,
    withdrawn_at $instant,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    CHECK ((site_id IS NULL) <> (therapist_id IS NULL)),
    CHECK (first_on <= last_on),
    CHECK ((from_time IS NULL) = (until_time IS NULL)),
    FOREIGN KEY (clinic_id, site_id) REFERENCES site (clinic_id, id),
    FOREIGN KEY (clinic_id, therapist_id) REFERENCES staff_member (clinic_id, id),
    FOREIGN KEY (clinic_id, change_id) REFERENCES schedule_change (clinic_id, id)
);

CREATE INDEX closure_standing ON closure (clinic_id, last_on) WHERE withdrawn_at IS NULL;

CREATE INDEX closure_by_change ON closure (clinic_id, change_id);
",
    postgres: "",
    sqlite: "",
};
