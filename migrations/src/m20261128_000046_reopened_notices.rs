//! A safety notice that somebody acknowledged can be put back on the list; what they wrote is kept.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000046_reopened_notices",
    both: r"
CREATE TABLE safety_notice_reopening (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    notice_id $uuid NOT NULL,
    acknowledged_by $uuid NOT NULL,
    note text NOT NULL,
    acknowledged_at $instant NOT NULL,
    reason text NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    reopened_by $uuid NOT NULL,
    reopened_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, notice_id) REFERENCES safety_notice (clinic_id, id),
    FOREIGN KEY (clinic_id, acknowledged_by) REFERENCES staff_member (clinic_id, id),
    FOREIGN KEY (clinic_id, reopened_by) REFERENCES staff_member (clinic_id, id)
);

CREATE INDEX safety_notice_reopening_by_notice ON safety_notice_reopening (clinic_id, notice_id, id);
",
    postgres: r"
CREATE TRIGGER safety_notice_reopening_no_change BEFORE UPDATE OR DELETE ON safety_notice_reopening
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER safety_notice_reopening_no_truncate BEFORE TRUNCATE ON safety_notice_reopening
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
",
    sqlite: r"
CREATE TRIGGER safety_notice_reopening_no_update BEFORE UPDATE ON safety_notice_reopening
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER safety_notice_reopening_no_delete BEFORE DELETE ON safety_notice_reopening
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
",
};
