//! The audit log hears of reads, is found by client and session, and is sealed into a chain.
//!
//! A row is written once, unchained. Triggers index the clients and sessions it names and queue it for sealing, so the
//! three can't disagree whoever writes; sealing takes it off the queue, and nothing else can.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000016_audit_chain",
    both: r"
ALTER TABLE audit_event ADD COLUMN kind text NOT NULL DEFAULT 'ACTION' CHECK (kind IN ('ACTION', 'READ'));

ALTER TABLE audit_event ADD COLUMN request_id text;

ALTER TABLE audit_event ADD COLUMN source text;

ALTER TABLE audit_event ADD COLUMN about $json NOT NULL DEFAULT '[]';

CREATE TABLE audit_mention (
    clinic_id $uuid NOT NULL,
    record_id $uuid NOT NULL,
    event_id $uuid NOT NULL,
    PRIMARY KEY (clinic_id, record_id, event_id),
    CONSTRAINT audit_mention_event FOREIGN KEY (clinic_id, event_id) REFERENCES audit_event (clinic_id, id)
);

CREATE INDEX audit_mention_by_event ON audit_mention (clinic_id, event_id);

CREATE TABLE audit_unsealed (
    clinic_id $uuid NOT NULL,
    event_id $uuid NOT NULL,
    PRIMARY KEY (clinic_id, event_id),
    CONSTRAINT audit_unsealed_event FOREIGN KEY (clinic_id, event_id) REFERENCES audit_event (clinic_id, id)
);

CREATE TABLE audit_seal (
    clinic_id $uuid NOT NULL,
    sequence bigint NOT NULL CHECK (sequence >= 1),
    event_id $uuid NOT NULL,
    event_hash text NOT NULL CHECK (length(event_hash) = 64),
    previous_hash text NOT NULL CHECK (length(previous_hash) = 64),
    PRIMARY KEY (clinic_id, sequence),
    CONSTRAINT audit_seal_once UNIQUE (clinic_id, event_id),
    CONSTRAINT audit_seal_event FOREIGN KEY (clinic_id, event_id) REFERENCES audit_event (clinic_id, id)
);

INSERT INTO audit_unsealed (clinic_id, event_id) SELECT clinic_id, id FROM audit_event;
",
    postgres: r"
INSERT INTO audit_mention (clinic_id, record_id, event_id)
SELECT clinic_id, substr(subject, 5)::uuid, id FROM audit_event WHERE subject ~ '^(cli|ses)_[0-9a-f]{32}$';

CREATE FUNCTION index_audit_event() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO audit_unsealed (clinic_id, event_id) VALUES (NEW.clinic_id, NEW.id);
    INSERT INTO audit_mention (clinic_id, record_id, event_id)
    SELECT DISTINCT NEW.clinic_id, substr(named, 5)::uuid, NEW.id
    FROM jsonb_array_elements_text(NEW.about) AS named;
    RETURN NULL;
END $$;

CREATE TRIGGER audit_event_indexed AFTER INSERT ON audit_event
    FOR EACH ROW EXECUTE FUNCTION index_audit_event();

CREATE FUNCTION refuse_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND EXISTS (SELECT FROM audit_seal
            WHERE clinic_id = OLD.clinic_id AND event_id = OLD.event_id) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation', MESSAGE = 'append_only',
        CONSTRAINT = 'append_only';
END $$;

CREATE TRIGGER audit_unsealed_until_sealed BEFORE UPDATE OR DELETE ON audit_unsealed
    FOR EACH ROW EXECUTE FUNCTION refuse_unsealed();

CREATE TRIGGER audit_mention_append_only BEFORE UPDATE OR DELETE ON audit_mention
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_seal_append_only BEFORE UPDATE OR DELETE ON audit_seal
    FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_mention_no_truncate BEFORE TRUNCATE ON audit_mention
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_unsealed_no_truncate BEFORE TRUNCATE ON audit_unsealed
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER audit_seal_no_truncate BEFORE TRUNCATE ON audit_seal
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
",
    // REPLACE deletes without asking the triggers of deletion, so an insert of what is there is refused as well.
    sqlite: r"
INSERT INTO audit_mention (clinic_id, record_id, event_id)
SELECT clinic_id, unhex(substr(subject, 5)), id FROM audit_event
WHERE substr(subject, 1, 4) IN ('cli_', 'ses_') AND length(unhex(substr(subject, 5))) = 16;

CREATE TRIGGER audit_event_indexed AFTER INSERT ON audit_event
BEGIN
    INSERT INTO audit_unsealed (clinic_id, event_id) VALUES (NEW.clinic_id, NEW.id);
    INSERT INTO audit_mention (clinic_id, record_id, event_id)
    SELECT DISTINCT NEW.clinic_id, unhex(substr(value, 5)), NEW.id FROM json_each(NEW.about);
END;

CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
WHEN EXISTS (SELECT 1 FROM audit_event WHERE clinic_id = NEW.clinic_id AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER audit_mention_no_update BEFORE UPDATE ON audit_mention
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER audit_mention_no_delete BEFORE DELETE ON audit_mention
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER audit_mention_no_replace BEFORE INSERT ON audit_mention
WHEN EXISTS (SELECT 1 FROM audit_mention
    WHERE clinic_id = NEW.clinic_id AND record_id = NEW.record_id AND event_id = NEW.event_id)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER audit_unsealed_no_update BEFORE UPDATE ON audit_unsealed
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER audit_unsealed_until_sealed BEFORE DELETE ON audit_unsealed
WHEN NOT EXISTS (SELECT 1 FROM audit_seal WHERE clinic_id = OLD.clinic_id AND event_id = OLD.event_id)
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER audit_seal_no_update BEFORE UPDATE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER audit_seal_no_delete BEFORE DELETE ON audit_seal
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER audit_seal_no_replace BEFORE INSERT ON audit_seal
WHEN EXISTS (SELECT 1 FROM audit_seal WHERE clinic_id = NEW.clinic_id
    AND (sequence = NEW.sequence OR event_id = NEW.event_id))
BEGIN SELECT RAISE(ABORT, 'append_only'); END;
",
};
