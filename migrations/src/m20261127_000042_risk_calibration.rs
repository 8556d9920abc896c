//! Calibrations of the forecast on a clinic's own marks: every one that was tried, with what it found.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000042_risk_calibration",
    both: r"
CREATE TABLE risk_calibration (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    version bigint NOT NULL,
    model_version bigint NOT NULL,
    fitted_at $instant NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('ACCEPTED', 'NO_BETTER')),
    marks bigint NOT NULL,
    enrollments bigint NOT NULL,
    held_out_marks bigint NOT NULL,
    report $json NOT NULL,
    PRIMARY KEY (clinic_id, version)
);
",
    postgres: "",
    sqlite: "",
};
