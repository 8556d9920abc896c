//! Steps of the phases of treatment: those a program names instead of the usual ones, and what was ticked off of each course.
//! Ticks are only added to: the last of a step stands.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000039_phase_steps",
    both: r"
CREATE TABLE program_phase_steps (
    clinic_id $uuid NOT NULL,
    program_id $uuid NOT NULL,
    steps $json NOT NULL,
    set_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, program_id),
    FOREIGN KEY (clinic_id, program_id) REFERENCES treatment_program (clinic_id, id)
);

CREATE TABLE phase_step_tick (
    clinic_id $uuid NOT NULL,
    enrollment_id $uuid NOT NULL,
    code text NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    is_done boolean NOT NULL,
    note text,
    recorded_by_kind text NOT NULL CHECK (recorded_by_kind IN ('STAFF', 'CLIENT', 'SYSTEM')),
    recorded_by_id $uuid,
    recorded_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, enrollment_id, code, version),
    CHECK ((recorded_by_kind = 'SYSTEM') = (recorded_by_id IS NULL)),
    FOREIGN KEY (clinic_id, enrollment_id) REFERENCES enrollment (clinic_id, id)
);
",
    postgres: r"
CREATE TRIGGER phase_step_tick_no_change BEFORE UPDATE OR DELETE ON phase_step_tick
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER phase_step_tick_no_truncate BEFORE TRUNCATE ON phase_step_tick
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
",
    sqlite: r"
CREATE TRIGGER phase_step_tick_no_update BEFORE UPDATE ON phase_step_tick
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER phase_step_tick_no_delete BEFORE DELETE ON phase_step_tick
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER phase_step_tick_no_replace BEFORE INSERT ON phase_step_tick
WHEN EXISTS (SELECT 1 FROM phase_step_tick
    WHERE clinic_id = NEW.clinic_id AND enrollment_id = NEW.enrollment_id AND code = NEW.code
        AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
",
};
