//! Treatment programs: templates that are data.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000003_programs",
    both: r"
CREATE TABLE treatment_program (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    code text NOT NULL CHECK (length(code) BETWEEN 1 AND 40),
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    format text NOT NULL CHECK (format IN ('GROUP', 'INDIVIDUAL')),
    audience text NOT NULL CHECK (audience IN ('ADULTS', 'ADOLESCENTS', 'PERINATAL')),
    min_sessions bigint NOT NULL,
    max_sessions bigint NOT NULL,
    session_minutes bigint NOT NULL CHECK (session_minutes BETWEEN 10 AND 240),
    initial_phase_ends bigint NOT NULL,
    middle_phase_ends bigint NOT NULL,
    min_size bigint NOT NULL,
    viable_size bigint NOT NULL,
    max_size bigint NOT NULL,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    CHECK (1 <= min_sessions AND min_sessions <= max_sessions AND max_sessions <= 60),
    CHECK (1 <= initial_phase_ends AND initial_phase_ends < middle_phase_ends AND middle_phase_ends < min_sessions),
    CHECK (1 <= min_size AND min_size <= viable_size AND viable_size <= max_size AND max_size <= 100)
);

CREATE UNIQUE INDEX treatment_program_code_once ON treatment_program (clinic_id, code);
",
    postgres: "",
    sqlite: "",
};
