//! Measures: a clinic's own instruments, readings with their versions, and notices of what a reading asks to be looked at.
//!
//! An instrument that every clinic has is known by an id of no row, so a reading names its instrument without a foreign key and,
//! where it is the clinic's own, once more with one. What stands of a reading is kept beside its versions, which are only
//! added to.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000037_measures",
    both: r"
CREATE TABLE instrument (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    name text NOT NULL,
    minimum bigint NOT NULL,
    maximum bigint NOT NULL,
    higher_is_worse boolean NOT NULL,
    bands $json NOT NULL,
    reliable_change bigint CHECK (reliable_change > 0),
    created_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, id),
    CHECK (minimum < maximum)
);

CREATE UNIQUE INDEX instrument_name_once ON instrument (clinic_id, name);

CREATE TABLE outcome_measure (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    enrollment_id $uuid NOT NULL,
    instrument_id $uuid NOT NULL,
    own_instrument_id $uuid,
    taken_on date NOT NULL,
    occasion text NOT NULL CHECK (occasion IN ('PRE', 'SESSION', 'MID', 'POST', 'FOLLOW_UP')),
    items $json,
    total bigint NOT NULL,
    is_withdrawn boolean NOT NULL DEFAULT FALSE,
    version bigint NOT NULL CHECK (version > 0),
    recorded_by_kind text NOT NULL CHECK (recorded_by_kind IN ('STAFF', 'CLIENT', 'SYSTEM')),
    recorded_by_id $uuid,
    recorded_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, id),
    CHECK ((recorded_by_kind = 'SYSTEM') = (recorded_by_id IS NULL)),
    CHECK (own_instrument_id IS NULL OR own_instrument_id = instrument_id),
    FOREIGN KEY (clinic_id, enrollment_id) REFERENCES enrollment (clinic_id, id),
    FOREIGN KEY (clinic_id, own_instrument_id) REFERENCES instrument (clinic_id, id)
);

CREATE UNIQUE INDEX outcome_measure_once_a_day ON outcome_measure (clinic_id, enrollment_id, instrument_id, taken_on)
    WHERE NOT is_withdrawn;

CREATE INDEX outcome_measure_of_enrollment ON outcome_measure (clinic_id, enrollment_id, id);

CREATE INDEX outcome_measure_of_instrument ON outcome_measure (clinic_id, own_instrument_id);

CREATE TABLE outcome_measure_version (
    clinic_id $uuid NOT NULL,
    measure_id $uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    taken_on date NOT NULL,
    occasion text NOT NULL CHECK (occasion IN ('PRE', 'SESSION', 'MID', 'POST', 'FOLLOW_UP')),
    items $json,
    total bigint NOT NULL,
    is_withdrawn boolean NOT NULL,
    note text,
    recorded_by_kind text NOT NULL CHECK (recorded_by_kind IN ('STAFF', 'CLIENT', 'SYSTEM')),
    recorded_by_id $uuid,
    recorded_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, measure_id, version),
    CHECK ((recorded_by_kind = 'SYSTEM') = (recorded_by_id IS NULL)),
    FOREIGN KEY (clinic_id, measure_id) REFERENCES outcome_measure (clinic_id, id)
);

CREATE TABLE safety_notice (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    enrollment_id $uuid NOT NULL,
    measure_id $uuid NOT NULL,
    answer bigint NOT NULL CHECK (answer BETWEEN 1 AND 3),
    state text NOT NULL CHECK (state IN ('OPEN', 'ACKNOWLEDGED', 'WITHDRAWN')),
    raised_at $instant NOT NULL,
    acknowledged_by $uuid,
    note text,
    closed_at $instant,
    PRIMARY KEY (clinic_id, id),
    CHECK ((state = 'OPEN') = (closed_at IS NULL)),
    CHECK ((state = 'ACKNOWLEDGED') = (acknowledged_by IS NOT NULL)),
    CHECK ((state = 'ACKNOWLEDGED') = (note IS NOT NULL)),
    FOREIGN KEY (clinic_id, enrollment_id) REFERENCES enrollment (clinic_id, id),
    FOREIGN KEY (clinic_id, measure_id) REFERENCES outcome_measure (clinic_id, id),
    FOREIGN KEY (clinic_id, acknowledged_by) REFERENCES staff_member (clinic_id, id)
);

CREATE UNIQUE INDEX safety_notice_open_once ON safety_notice (clinic_id, measure_id) WHERE state = 'OPEN';

CREATE INDEX safety_notice_open ON safety_notice (clinic_id, id) WHERE state = 'OPEN';

CREATE INDEX safety_notice_of_measure ON safety_notice (clinic_id, measure_id);

CREATE INDEX safety_notice_of_enrollment ON safety_notice (clinic_id, enrollment_id);
",
    postgres: r"
CREATE TRIGGER outcome_measure_version_no_change BEFORE UPDATE OR DELETE ON outcome_measure_version
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER outcome_measure_version_no_truncate BEFORE TRUNCATE ON outcome_measure_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
",
    sqlite: r"
CREATE TRIGGER outcome_measure_version_no_update BEFORE UPDATE ON outcome_measure_version
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER outcome_measure_version_no_delete BEFORE DELETE ON outcome_measure_version
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER outcome_measure_version_no_replace BEFORE INSERT ON outcome_measure_version
WHEN EXISTS (SELECT 1 FROM outcome_measure_version
    WHERE clinic_id = NEW.clinic_id AND measure_id = NEW.measure_id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
",
};
