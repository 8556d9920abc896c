//! What imports did on the waiting list, so that it can be undone: an entry that an import changed was open before.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000024_import_waitlist",
    both: r"
CREATE TABLE client_import_entry (
    clinic_id $uuid NOT NULL,
    import_id $uuid NOT NULL,
    entry_id $uuid NOT NULL,
    row_version bigint NOT NULL,
    before_version bigint,
    before_site_id $uuid,
    before_referred_on date,
    before_priority text,
    before_status text,
    PRIMARY KEY (clinic_id, import_id, entry_id),
    CHECK ((before_version IS NULL) = (before_referred_on IS NULL)),
    CHECK ((before_version IS NULL) = (before_priority IS NULL)),
    CHECK ((before_version IS NULL) = (before_status IS NULL)),
    FOREIGN KEY (clinic_id, import_id) REFERENCES client_import (clinic_id, id),
    FOREIGN KEY (clinic_id, entry_id) REFERENCES waitlist_entry (clinic_id, id)
);

CREATE INDEX client_import_entry_by_entry ON client_import_entry (clinic_id, entry_id);
",
    postgres: "",
    sqlite: "",
};
