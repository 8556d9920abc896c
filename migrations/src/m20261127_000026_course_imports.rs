//! Imports of courses: what each made, and how that stood, so that it can be undone while nobody has gone on with it.
//!
//! A mark is still never changed, and goes only together with an import of courses that is marked as undone.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000026_course_imports",
    both: r"
CREATE TABLE course_import (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    created_at $instant NOT NULL,
    group_count bigint NOT NULL,
    treatment_count bigint NOT NULL,
    enrollment_count bigint NOT NULL,
    session_count bigint NOT NULL,
    mark_count bigint NOT NULL,
    likely_duplicate_count bigint NOT NULL,
    refused_row_count bigint NOT NULL,
    standing $json NOT NULL,
    undone_at $instant,
    PRIMARY KEY (clinic_id, id)
);

CREATE TABLE course_import_series (
    clinic_id $uuid NOT NULL,
    import_id $uuid NOT NULL,
    series_id $uuid NOT NULL,
    PRIMARY KEY (clinic_id, import_id, series_id),
    FOREIGN KEY (clinic_id, import_id) REFERENCES course_import (clinic_id, id),
    FOREIGN KEY (clinic_id, series_id) REFERENCES session_series (clinic_id, id)
);

CREATE INDEX course_import_series_by_series ON course_import_series (clinic_id, series_id);
",
    postgres: r"
CREATE FUNCTION refuse_mark_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM participation place
        JOIN session ON session.clinic_id = place.clinic_id AND session.id = place.session_id
        JOIN course_import_series made
            ON made.clinic_id = session.clinic_id AND made.series_id = session.series_id
        JOIN course_import import ON import.clinic_id = made.clinic_id AND import.id = made.import_id
        WHERE place.clinic_id = OLD.clinic_id AND place.id = OLD.participation_id AND import.undone_at IS NOT NULL
    ) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'append_only', CONSTRAINT = 'append_only';
END $$;

DROP TRIGGER attendance_mark_append_only ON attendance_mark;

CREATE TRIGGER attendance_mark_append_only BEFORE UPDATE ON attendance_mark
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER attendance_mark_no_delete BEFORE DELETE ON attendance_mark
    FOR EACH ROW EXECUTE FUNCTION refuse_mark_delete();

CREATE TRIGGER attendance_mark_no_truncate BEFORE TRUNCATE ON attendance_mark
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
",
    sqlite: r"
DROP TRIGGER attendance_mark_no_delete;

CREATE TRIGGER attendance_mark_no_delete BEFORE DELETE ON attendance_mark
WHEN NOT EXISTS (
    SELECT 1 FROM participation place
    JOIN session ON session.clinic_id = place.clinic_id AND session.id = place.session_id
    JOIN course_import_series made
        ON made.clinic_id = session.clinic_id AND made.series_id = session.series_id
    JOIN course_import import ON import.clinic_id = made.clinic_id AND import.id = made.import_id
    WHERE place.clinic_id = OLD.clinic_id AND place.id = OLD.participation_id AND import.undone_at IS NOT NULL
)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
",
};
