//! The ledger keeps its own balance: what stands is the last mark, and the first one says that a session was held.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000008_standing_marks",
    both: "",
    postgres: r"
CREATE FUNCTION let_marks_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE participation SET attendance = mark.attendance, minutes_attended = mark.minutes_attended,
        arrived_late = mark.arrived_late, reason = mark.reason, notice_given_at = mark.notice_given_at,
        mark_version = mark.version, row_version = participation.row_version + 1
    FROM appended mark
    WHERE participation.clinic_id = mark.clinic_id AND participation.id = mark.participation_id;
    UPDATE session SET status = 'HELD', row_version = session.row_version + 1
    FROM appended mark JOIN participation place
        ON place.clinic_id = mark.clinic_id AND place.id = mark.participation_id
    WHERE session.clinic_id = place.clinic_id AND session.id = place.session_id
        AND session.status = 'PLANNED' AND session.starts_at <= mark.recorded_at;
    RETURN NULL;
END $$;

CREATE TRIGGER attendance_mark_stands AFTER INSERT ON attendance_mark
    REFERENCING NEW TABLE AS appended FOR EACH STATEMENT EXECUTE FUNCTION let_marks_stand();
",
    sqlite: r"
CREATE TRIGGER attendance_mark_stands AFTER INSERT ON attendance_mark
BEGIN
    UPDATE participation SET attendance = NEW.attendance, minutes_attended = NEW.minutes_attended,
        arrived_late = NEW.arrived_late, reason = NEW.reason, notice_given_at = NEW.notice_given_at,
        mark_version = NEW.version, row_version = row_version + 1
    WHERE clinic_id = NEW.clinic_id AND id = NEW.participation_id;
    UPDATE session SET status = 'HELD', row_version = row_version + 1
    WHERE clinic_id = NEW.clinic_id AND status = 'PLANNED' AND starts_at <= NEW.recorded_at
        AND id = (SELECT session_id FROM participation
                  WHERE clinic_id = NEW.clinic_id AND id = NEW.participation_id);
END;
",
};
