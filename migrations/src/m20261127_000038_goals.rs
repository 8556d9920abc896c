//! Treatment goals with their versions, and how they were rated. What stands of a goal is kept beside its versions, which are
//! only added to, as ratings are.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000038_goals",
    both: r"
CREATE TABLE treatment_goal (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    enrollment_id $uuid NOT NULL,
    agreed_on date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('INTERPERSONAL_SKILLS', 'EMOTIONAL_DISTRESS', 'CONFLICT_RESOLUTION', 'COPING',
        'SOCIAL_SUPPORT', 'LIFE_TRANSITION')),
    words text NOT NULL,
    state text NOT NULL CHECK (state IN ('OPEN', 'REACHED', 'DROPPED')),
    closed_on date,
    version bigint NOT NULL CHECK (version > 0),
    recorded_by_kind text NOT NULL CHECK (recorded_by_kind IN ('STAFF', 'CLIENT', 'SYSTEM')),
    recorded_by_id $uuid,
    recorded_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, id),
    CHECK ((state = 'OPEN') = (closed_on IS NULL)),
    CHECK ((recorded_by_kind = 'SYSTEM') = (recorded_by_id IS NULL)),
    FOREIGN KEY (clinic_id, enrollment_id) REFERENCES enrollment (clinic_id, id)
);

CREATE INDEX treatment_goal_of_enrollment ON treatment_goal (clinic_id, enrollment_id, id);

CREATE TABLE treatment_goal_version (
    clinic_id $uuid NOT NULL,
    goal_id $uuid NOT NULL,
    version bigint NOT NULL CHECK (version > 0),
    kind text NOT NULL,
    words text NOT NULL,
    state text NOT NULL CHECK (state IN ('OPEN', 'REACHED', 'DROPPED')),
    closed_on date,
    note text,
    recorded_by_kind text NOT NULL CHECK (recorded_by_kind IN ('STAFF', 'CLIENT', 'SYSTEM')),
    recorded_by_id $uuid,
    recorded_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, goal_id, version),
    CHECK ((recorded_by_kind = 'SYSTEM') = (recorded_by_id IS NULL)),
    FOREIGN KEY (clinic_id, goal_id) REFERENCES treatment_goal (clinic_id, id)
);

CREATE TABLE goal_rating (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    goal_id $uuid NOT NULL,
    attainment bigint NOT NULL CHECK (attainment BETWEEN -2 AND 2),
    rated_on date NOT NULL,
    note text,
    recorded_by_kind text NOT NULL CHECK (recorded_by_kind IN ('STAFF', 'CLIENT', 'SYSTEM')),
    recorded_by_id $uuid,
    recorded_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, id),
    CHECK ((recorded_by_kind = 'SYSTEM') = (recorded_by_id IS NULL)),
    FOREIGN KEY (clinic_id, goal_id) REFERENCES treatment_goal (clinic_id, id)
);

CREATE INDEX goal_rating_of_goal ON goal_rating (clinic_id, goal_id, id);
",
    postgres: r"
CREATE TRIGGER treatment_goal_version_no_change BEFORE UPDATE OR DELETE ON treatment_goal_version
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER treatment_goal_version_no_truncate BEFORE TRUNCATE ON treatment_goal_version
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER goal_rating_no_change BEFORE UPDATE OR DELETE ON goal_rating
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER goal_rating_no_truncate BEFORE TRUNCATE ON goal_rating
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
",
    sqlite: r"
CREATE TRIGGER treatment_goal_version_no_update BEFORE UPDATE ON treatment_goal_version
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER treatment_goal_version_no_delete BEFORE DELETE ON treatment_goal_version
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER treatment_goal_version_no_replace BEFORE INSERT ON treatment_goal_version
WHEN EXISTS (SELECT 1 FROM treatment_goal_version
    WHERE clinic_id = NEW.clinic_id AND goal_id = NEW.goal_id AND version = NEW.version)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER goal_rating_no_update BEFORE UPDATE ON goal_rating
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER goal_rating_no_delete BEFORE DELETE ON goal_rating
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER goal_rating_no_replace BEFORE INSERT ON goal_rating
WHEN EXISTS (SELECT 1 FROM goal_rating WHERE clinic_id = NEW.clinic_id AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
",
};
