//! What imports of courses did on the waiting list, so that it can be undone: an entry that an import closed because its
//! client is in a course was open before.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000028_course_import_entries",
    both: r"
ALTER TABLE course_import ADD COLUMN accepted_entry_count bigint NOT NULL DEFAULT 0;

CREATE TABLE course_import_entry (
    clinic_id $uuid NOT NULL,
    import_id $uuid NOT NULL,
    entry_id $uuid NOT NULL,
    before_status text NOT NULL CHECK (before_status IN ('REFERRED', 'SCREENED', 'WAITING', 'OFFERED')),
    PRIMARY KEY (clinic_id, import_id, entry_id),
    FOREIGN KEY (clinic_id, import_id) REFERENCES course_import (clinic_id, id),
    FOREIGN KEY (clinic_id, entry_id) REFERENCES waitlist_entry (clinic_id, id)
);

CREATE INDEX course_import_entry_by_entry ON course_import_entry (clinic_id, entry_id);
",
    postgres: "",
    sqlite: "",
};
