//! Imports of clients: what each did to whom, so that it can be undone.
//!
//! `before` is what an import changed as it was before, with the personal data that entails: it goes with the client.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000012_imports",
    both: r"
CREATE TABLE client_import (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    created_at $instant NOT NULL,
    created_count bigint NOT NULL,
    updated_count bigint NOT NULL,
    unchanged_count bigint NOT NULL,
    likely_duplicate_count bigint NOT NULL,
    refused_count bigint NOT NULL,
    undone_at $instant,
    PRIMARY KEY (clinic_id, id)
);

CREATE TABLE client_import_row (
    clinic_id $uuid NOT NULL,
    import_id $uuid NOT NULL,
    client_id $uuid NOT NULL,
    row_version bigint NOT NULL,
    before $json,
    PRIMARY KEY (clinic_id, import_id, client_id),
    FOREIGN KEY (clinic_id, import_id) REFERENCES client_import (clinic_id, id),
    FOREIGN KEY (clinic_id, client_id) REFERENCES client (clinic_id, id)
);

CREATE INDEX client_import_row_by_client ON client_import_row (clinic_id, client_id);

CREATE INDEX client_by_email ON client (clinic_id, lower(email));
",
    postgres: "",
    sqlite: "",
};
