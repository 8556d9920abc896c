//! Files of clients that were uploaded and wait to be brought in: at most a day, then they go.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000013_import_uploads",
    both: r"
CREATE TABLE import_upload (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    uploaded_at $instant NOT NULL,
    completed_at $instant,
    PRIMARY KEY (clinic_id, id)
);

CREATE INDEX import_upload_by_time ON import_upload (uploaded_at);
",
    postgres: r"
CREATE TABLE import_upload_piece (
    clinic_id uuid NOT NULL,
    upload_id uuid NOT NULL,
    number bigint NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (clinic_id, upload_id, number),
    FOREIGN KEY (clinic_id, upload_id) REFERENCES import_upload (clinic_id, id) ON DELETE CASCADE
);
",
    sqlite: r"
CREATE TABLE import_upload_piece (
    clinic_id blob NOT NULL,
    upload_id blob NOT NULL,
    number bigint NOT NULL,
    bytes blob NOT NULL,
    PRIMARY KEY (clinic_id, upload_id, number),
    FOREIGN KEY (clinic_id, upload_id) REFERENCES import_upload (clinic_id, id) ON DELETE CASCADE
);
",
};
