//! Make-ups: single meetings of one enrollment, and guests' places in a sister group's sessions, each with the missed place
//! it makes up for.
//!
//! SQLite can't add a key over two columns to a table that exists; there triggers refuse what it would.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000034_makeups",
    both: r"
ALTER TABLE session_series ADD COLUMN meeting text CHECK (meeting IN ('MAKEUP', 'ENGAGEMENT', 'PRE_GROUP',
    'MID_TREATMENT', 'POST_GROUP', 'PRE_EVALUATION', 'POST_EVALUATION'));

ALTER TABLE therapy_group ADD COLUMN guest_seats bigint NOT NULL DEFAULT 1 CHECK (guest_seats BETWEEN 0 AND 20);

ALTER TABLE participation ADD COLUMN makes_up_for $uuid;

CREATE INDEX participation_making_up ON participation (clinic_id, makes_up_for) WHERE makes_up_for IS NOT NULL;

CREATE INDEX participation_of_guest ON participation (clinic_id, session_id) WHERE makes_up_for IS NOT NULL;
",
    postgres: r"
ALTER TABLE participation ADD FOREIGN KEY (clinic_id, makes_up_for) REFERENCES participation (clinic_id, id);
",
    sqlite: r"
CREATE TRIGGER participation_makes_up_on_insert BEFORE INSERT ON participation
WHEN NEW.makes_up_for IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM participation WHERE clinic_id = NEW.clinic_id AND id = NEW.makes_up_for)
BEGIN SELECT RAISE(ABORT, 'FOREIGN KEY constraint failed'); END;

CREATE TRIGGER participation_made_up_on_delete BEFORE DELETE ON participation
WHEN EXISTS (SELECT 1 FROM participation made_up
    WHERE made_up.clinic_id = OLD.clinic_id AND made_up.makes_up_for = OLD.id)
BEGIN SELECT RAISE(ABORT, 'FOREIGN KEY constraint failed'); END;
",
};
