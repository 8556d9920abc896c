//! Two records of one client, made one: what each was before, so that a slip can be taken back.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000023_client_merges",
    both: r"
CREATE TABLE client_merge (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    plan_hash text NOT NULL,
    kept_id $uuid NOT NULL,
    merged_id $uuid NOT NULL,
    merged_at $instant NOT NULL,
    kept_version bigint NOT NULL,
    kept_before $json NOT NULL,
    merged_before $json NOT NULL,
    undone_at $instant,
    PRIMARY KEY (clinic_id, id),
    CONSTRAINT client_merge_plan_once UNIQUE (clinic_id, plan_hash),
    FOREIGN KEY (clinic_id) REFERENCES clinic (id)
);

CREATE INDEX client_merge_by_kept ON client_merge (clinic_id, kept_id, id);

CREATE UNIQUE INDEX client_merge_standing_once ON client_merge (clinic_id, merged_id) WHERE undone_at IS NULL;

CREATE TABLE client_merge_enrollment (
    clinic_id $uuid NOT NULL,
    merge_id $uuid NOT NULL,
    enrollment_id $uuid NOT NULL,
    PRIMARY KEY (clinic_id, merge_id, enrollment_id),
    FOREIGN KEY (clinic_id, merge_id) REFERENCES client_merge (clinic_id, id),
    FOREIGN KEY (clinic_id, enrollment_id) REFERENCES enrollment (clinic_id, id)
);

CREATE TABLE client_merge_waitlist_entry (
    clinic_id $uuid NOT NULL,
    merge_id $uuid NOT NULL,
    entry_id $uuid NOT NULL,
    PRIMARY KEY (clinic_id, merge_id, entry_id),
    FOREIGN KEY (clinic_id, merge_id) REFERENCES client_merge (clinic_id, id),
    FOREIGN KEY (clinic_id, entry_id) REFERENCES waitlist_entry (clinic_id, id)
);
",
    postgres: "",
    sqlite: "",
};
