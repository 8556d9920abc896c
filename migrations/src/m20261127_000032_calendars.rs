//! Calendars that others read: secret feeds, the number by which a calendar tells a newer entry from an older one, and
//! which clients want appointments as a part of their mails.
//!
//! The number only grows, whatever writes the row: triggers raise it, since an edit that is undone restores the notice
//! version, and a calendar would take the restored entry for an old one. A feed's client is no foreign key: a merge
//! takes the row away, and the feed goes on with the record that was kept.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000032_calendars",
    both: r"
ALTER TABLE session ADD COLUMN calendar_sequence bigint NOT NULL DEFAULT 0;

ALTER TABLE participation ADD COLUMN calendar_sequence bigint NOT NULL DEFAULT 0;

ALTER TABLE client ADD COLUMN calendar_parts boolean NOT NULL DEFAULT FALSE;

CREATE INDEX session_by_room ON session (clinic_id, room_id, starts_at);

CREATE TABLE calendar_feed (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    therapist_id $uuid,
    room_id $uuid,
    client_id $uuid,
    token_sha256 text NOT NULL CONSTRAINT calendar_feed_token_once UNIQUE,
    created_at $instant NOT NULL,
    created_by $uuid,
    revoked_at $instant,
    last_read_at $instant,
    PRIMARY KEY (clinic_id, id),
    CHECK ((CASE WHEN therapist_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN room_id IS NULL THEN 0 ELSE 1 END)
        + (CASE WHEN client_id IS NULL THEN 0 ELSE 1 END) = 1),
    FOREIGN KEY (clinic_id) REFERENCES clinic (id),
    FOREIGN KEY (clinic_id, therapist_id) REFERENCES staff_member (clinic_id, id),
    FOREIGN KEY (clinic_id, room_id) REFERENCES room (clinic_id, id),
    FOREIGN KEY (clinic_id, created_by) REFERENCES staff_member (clinic_id, id)
);

CREATE INDEX calendar_feed_by_therapist ON calendar_feed (clinic_id, therapist_id, id);

CREATE INDEX calendar_feed_by_room ON calendar_feed (clinic_id, room_id, id);

CREATE INDEX calendar_feed_by_client ON calendar_feed (clinic_id, client_id, id);
",
    postgres: r"
CREATE FUNCTION raise_calendar_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.calendar_sequence := OLD.calendar_sequence + 1;
    RETURN NEW;
END $$;

CREATE TRIGGER session_calendar_sequence BEFORE UPDATE ON session FOR EACH ROW
WHEN (NEW.notice_version IS DISTINCT FROM OLD.notice_version
    OR NEW.starts_at IS DISTINCT FROM OLD.starts_at OR NEW.ends_at IS DISTINCT FROM OLD.ends_at
    OR NEW.room_id IS DISTINCT FROM OLD.room_id
    OR (NEW.status = 'CANCELLED') IS DISTINCT FROM (OLD.status = 'CANCELLED'))
EXECUTE FUNCTION raise_calendar_sequence();

CREATE TRIGGER participation_calendar_sequence BEFORE UPDATE ON participation FOR EACH ROW
WHEN ((NEW.attendance IN ('CANCELLED_BY_CLIENT', 'EXCUSED', 'NOT_EXPECTED'))
    IS DISTINCT FROM (OLD.attendance IN ('CANCELLED_BY_CLIENT', 'EXCUSED', 'NOT_EXPECTED')))
EXECUTE FUNCTION raise_calendar_sequence();
",
    sqlite: r"
CREATE TRIGGER session_calendar_sequence AFTER UPDATE OF notice_version, starts_at, ends_at, room_id, status ON session
WHEN NEW.notice_version IS NOT OLD.notice_version
    OR NEW.starts_at IS NOT OLD.starts_at OR NEW.ends_at IS NOT OLD.ends_at
    OR NEW.room_id IS NOT OLD.room_id
    OR (NEW.status = 'CANCELLED') IS NOT (OLD.status = 'CANCELLED')
BEGIN
    UPDATE session SET calendar_sequence = OLD.calendar_sequence + 1
    WHERE clinic_id = NEW.clinic_id AND id = NEW.id;
END;

CREATE TRIGGER participation_calendar_sequence AFTER UPDATE OF attendance ON participation
WHEN (NEW.attendance IN ('CANCELLED_BY_CLIENT', 'EXCUSED', 'NOT_EXPECTED'))
    IS NOT (OLD.attendance IN ('CANCELLED_BY_CLIENT', 'EXCUSED', 'NOT_EXPECTED'))
BEGIN
    UPDATE participation SET calendar_sequence = OLD.calendar_sequence + 1
    WHERE clinic_id = NEW.clinic_id AND id = NEW.id;
END;
",
};
