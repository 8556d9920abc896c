//! Groups, enrollments, series, sessions, participations, and who or what is taken when.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261123_000004_scheduling",
    both: r"
CREATE TABLE therapy_group (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    program_id $uuid NOT NULL,
    site_id $uuid NOT NULL,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    status text NOT NULL CHECK (status IN ('FORMING', 'ACTIVE', 'COMPLETED', 'CANCELLED')),
    admission text NOT NULL CHECK (admission IN ('OPEN', 'CLOSED')),
    min_size bigint NOT NULL CHECK (min_size >= 1),
    viable_size bigint NOT NULL CHECK (viable_size >= min_size),
    max_size bigint NOT NULL CHECK (max_size >= viable_size AND max_size <= 100),
    enrolled_count bigint NOT NULL DEFAULT 0,
    created_at $instant NOT NULL,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    CONSTRAINT therapy_group_capacity CHECK (enrolled_count >= 0 AND enrolled_count <= max_size),
    FOREIGN KEY (clinic_id, program_id) REFERENCES treatment_program (clinic_id, id),
    FOREIGN KEY (clinic_id, site_id) REFERENCES site (clinic_id, id)
);

CREATE INDEX therapy_group_by_program ON therapy_group (clinic_id, program_id);

CREATE INDEX therapy_group_by_site ON therapy_group (clinic_id, site_id);

CREATE TABLE enrollment (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    client_id $uuid NOT NULL,
    program_id $uuid NOT NULL,
    site_id $uuid NOT NULL,
    group_id $uuid,
    status text NOT NULL CHECK (status IN ('ENROLLED', 'ON_HOLD', 'COMPLETED', 'ENDED_EARLY', 'TRANSFERRED')),
    planned_sessions bigint NOT NULL CHECK (planned_sessions BETWEEN 1 AND 60),
    enrolled_at $instant NOT NULL,
    ended_at $instant,
    ending_agreed boolean,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    CHECK ((status IN ('ENROLLED', 'ON_HOLD')) = (ended_at IS NULL)),
    FOREIGN KEY (clinic_id, client_id) REFERENCES client (clinic_id, id),
    FOREIGN KEY (clinic_id, program_id) REFERENCES treatment_program (clinic_id, id),
    FOREIGN KEY (clinic_id, site_id) REFERENCES site (clinic_id, id),
    FOREIGN KEY (clinic_id, group_id) REFERENCES therapy_group (clinic_id, id)
);

CREATE UNIQUE INDEX enrollment_open_once ON enrollment (clinic_id, group_id, client_id) WHERE ended_at IS NULL;

CREATE INDEX enrollment_by_group ON enrollment (clinic_id, group_id, id);

CREATE INDEX enrollment_by_client ON enrollment (clinic_id, client_id, id);

CREATE INDEX enrollment_by_program ON enrollment (clinic_id, program_id);

CREATE TABLE session_series (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    group_id $uuid,
    enrollment_id $uuid,
    site_id $uuid NOT NULL,
    therapist_id $uuid NOT NULL,
    room_id $uuid,
    weekday text NOT NULL CHECK (weekday IN
        ('MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY')),
    local_start text NOT NULL,
    zone text NOT NULL,
    canonical_zone text NOT NULL,
    start_on date NOT NULL,
    minutes bigint NOT NULL CHECK (minutes BETWEEN 10 AND 240),
    planned_count bigint NOT NULL CHECK (planned_count BETWEEN 1 AND 60),
    counting text NOT NULL CHECK (counting IN ('HOLD_SESSIONS', 'CALENDAR_WEEKS')),
    skipped_on $json NOT NULL,
    created_at $instant NOT NULL,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    CHECK ((group_id IS NULL) <> (enrollment_id IS NULL)),
    FOREIGN KEY (clinic_id, group_id) REFERENCES therapy_group (clinic_id, id),
    FOREIGN KEY (clinic_id, enrollment_id) REFERENCES enrollment (clinic_id, id),
    FOREIGN KEY (clinic_id, site_id) REFERENCES site (clinic_id, id),
    FOREIGN KEY (clinic_id, therapist_id) REFERENCES staff_member (clinic_id, id),
    FOREIGN KEY (clinic_id, room_id) REFERENCES room (clinic_id, id)
);

CREATE INDEX session_series_by_group ON session_series (clinic_id, group_id);

CREATE INDEX session_series_by_enrollment ON session_series (clinic_id, enrollment_id);

CREATE TABLE session (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    series_id $uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN
        ('GROUP', 'INDIVIDUAL', 'PRE_GROUP', 'MID_TREATMENT', 'POST_GROUP', 'EVALUATION', 'MAKEUP')),
    status text NOT NULL CHECK (status IN ('PLANNED', 'HELD', 'CANCELLED')),
    cancelled_by text CHECK (cancelled_by IN ('CLINIC', 'THERAPIST', 'CLOSURE', 'BELOW_MINIMUM')),
    therapist_id $uuid NOT NULL,
    room_id $uuid,
    original_local_start text NOT NULL,
    local_start text NOT NULL,
    zone text NOT NULL,
    starts_at $instant NOT NULL,
    ends_at $instant NOT NULL,
    clock_change text NOT NULL CHECK (clock_change IN ('NORMAL', 'GAP', 'OVERLAP')),
    tzdb_version text NOT NULL,
    notice_version bigint NOT NULL DEFAULT 1,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    CHECK (starts_at < ends_at),
    CHECK ((status = 'CANCELLED') = (cancelled_by IS NOT NULL)),
    FOREIGN KEY (clinic_id, series_id) REFERENCES session_series (clinic_id, id),
    FOREIGN KEY (clinic_id, therapist_id) REFERENCES staff_member (clinic_id, id),
    FOREIGN KEY (clinic_id, room_id) REFERENCES room (clinic_id, id)
);

CREATE UNIQUE INDEX session_occurrence_once ON session (clinic_id, series_id, original_local_start);

CREATE INDEX session_by_start ON session (clinic_id, starts_at, id);

CREATE INDEX session_by_therapist ON session (clinic_id, therapist_id, starts_at);

CREATE TABLE participation (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    session_id $uuid NOT NULL,
    enrollment_id $uuid NOT NULL,
    client_id $uuid NOT NULL,
    rsvp text NOT NULL DEFAULT 'NO_RESPONSE' CHECK (rsvp IN ('NO_RESPONSE', 'CONFIRMED', 'DECLINED')),
    client_location text,
    attendance text NOT NULL DEFAULT 'UNRECORDED' CHECK (attendance IN ('UNRECORDED', 'ATTENDED',
        'ATTENDED_PARTIALLY', 'NO_SHOW', 'CANCELLED_BY_CLIENT', 'EXCUSED', 'NOT_EXPECTED')),
    minutes_attended bigint,
    arrived_late boolean NOT NULL DEFAULT FALSE,
    reason text CHECK (reason IN
        ('ILLNESS', 'WORK', 'TRAVEL', 'CHILDCARE', 'TRANSPORT', 'OTHER', 'UNKNOWN')),
    notice_given_at $instant,
    mark_version bigint NOT NULL DEFAULT 0,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    FOREIGN KEY (clinic_id, session_id) REFERENCES session (clinic_id, id),
    FOREIGN KEY (clinic_id, enrollment_id) REFERENCES enrollment (clinic_id, id),
    FOREIGN KEY (clinic_id, client_id) REFERENCES client (clinic_id, id)
);

CREATE UNIQUE INDEX participation_once ON participation (clinic_id, session_id, enrollment_id);

CREATE INDEX participation_by_enrollment ON participation (clinic_id, enrollment_id);

CREATE INDEX participation_by_client ON participation (clinic_id, client_id);

CREATE TABLE occupancy (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    session_id $uuid NOT NULL,
    holder_kind text NOT NULL CHECK (holder_kind IN ('THERAPIST', 'ROOM', 'CLIENT')),
    holder_id $uuid NOT NULL,
    starts_at $instant NOT NULL,
    ends_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, id),
    CHECK (starts_at < ends_at),
    FOREIGN KEY (clinic_id, session_id) REFERENCES session (clinic_id, id)
);

CREATE UNIQUE INDEX occupancy_holder_once ON occupancy (clinic_id, session_id, holder_kind, holder_id);

CREATE INDEX occupancy_by_holder ON occupancy (clinic_id, holder_kind, holder_id, starts_at);

CREATE TABLE committed_plan (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    plan_hash text NOT NULL,
    series_id $uuid NOT NULL,
    committed_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, plan_hash),
    FOREIGN KEY (clinic_id, series_id) REFERENCES session_series (clinic_id, id)
);
",
    // Half-open intervals of at most a day: an index finds the few that could overlap.
    postgres: r"
CREATE EXTENSION IF NOT EXISTS btree_gist;

ALTER TABLE occupancy ADD CONSTRAINT occupancy_bounded CHECK (ends_at <= starts_at + interval '1 day');

ALTER TABLE occupancy ADD CONSTRAINT occupancy_overlap EXCLUDE USING gist
    (clinic_id WITH =, holder_kind WITH =, holder_id WITH =, tstzrange(starts_at, ends_at) WITH &&);
",
    sqlite: r"
CREATE TRIGGER occupancy_bounded_on_insert BEFORE INSERT ON occupancy
WHEN julianday(NEW.ends_at) > julianday(NEW.starts_at, '+1 day')
BEGIN SELECT RAISE(ABORT, 'occupancy_bounded'); END;

CREATE TRIGGER occupancy_bounded_on_update BEFORE UPDATE ON occupancy
WHEN julianday(NEW.ends_at) > julianday(NEW.starts_at, '+1 day')
BEGIN SELECT RAISE(ABORT, 'occupancy_bounded'); END;

CREATE TRIGGER occupancy_overlap_on_insert BEFORE INSERT ON occupancy
WHEN EXISTS (
    SELECT 1 FROM occupancy other
    WHERE other.clinic_id = NEW.clinic_id AND other.holder_kind = NEW.holder_kind
      AND other.holder_id = NEW.holder_id
      AND other.starts_at < NEW.ends_at
      AND other.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-1 day')
      AND other.ends_at > NEW.starts_at)
BEGIN SELECT RAISE(ABORT, 'occupancy_overlap'); END;

CREATE TRIGGER occupancy_overlap_on_update BEFORE UPDATE ON occupancy
WHEN EXISTS (
    SELECT 1 FROM occupancy other
    WHERE other.clinic_id = NEW.clinic_id AND other.holder_kind = NEW.holder_kind
      AND other.holder_id = NEW.holder_id AND other.id <> NEW.id
      AND other.starts_at < NEW.ends_at
      AND other.starts_at > strftime('%Y-%m-%dT%H:%M:%S', NEW.starts_at, '-1 day')
      AND other.ends_at > NEW.starts_at)
BEGIN SELECT RAISE(ABORT, 'occupancy_overlap'); END;
",
};
