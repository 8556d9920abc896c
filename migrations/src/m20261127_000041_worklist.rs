//! Flags of risk have an owner, may rest for a while, and end with an outcome; what is done about them is kept.
//!
//! A review of the brief form is of the whole enrollment: it hangs on the participation that was made first.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000041_worklist",
    both: r"
ALTER TABLE risk_flag ADD COLUMN owner_id $uuid;

ALTER TABLE risk_flag ADD COLUMN snoozed_until $instant;

ALTER TABLE risk_flag ADD COLUMN outcome text CHECK (outcome IN ('WILL_RETURN', 'OTHER_TIME', 'INDIVIDUAL_SESSION',
    'BRIEF_FORM_ACCEPTED', 'BRIEF_FORM_DECLINED', 'ENDING_AGREED', 'TREATED_ELSEWHERE', 'NOT_REACHED', 'FALSE_ALARM',
    'OTHER'));

CREATE TABLE risk_action (
    clinic_id $uuid NOT NULL,
    id $uuid NOT NULL,
    flag_id $uuid NOT NULL,
    kind text NOT NULL CHECK (kind IN ('ACKNOWLEDGED', 'ASSIGNED', 'CONTACTED', 'SNOOZED', 'WOKEN', 'RESOLVED')),
    contact text CHECK (contact IN ('REACHED', 'MESSAGE_LEFT', 'NO_ANSWER')),
    outcome text CHECK (outcome IN ('WILL_RETURN', 'OTHER_TIME', 'INDIVIDUAL_SESSION', 'BRIEF_FORM_ACCEPTED',
        'BRIEF_FORM_DECLINED', 'ENDING_AGREED', 'TREATED_ELSEWHERE', 'NOT_REACHED', 'FALSE_ALARM', 'OTHER')),
    owner_id $uuid,
    snoozed_until $instant,
    note text CHECK (length(note) BETWEEN 1 AND 500),
    taken_by $uuid,
    taken_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, id),
    CHECK ((kind = 'CONTACTED') = (contact IS NOT NULL)),
    CHECK ((kind = 'SNOOZED') = (snoozed_until IS NOT NULL)),
    FOREIGN KEY (clinic_id, flag_id) REFERENCES risk_flag (clinic_id, id),
    FOREIGN KEY (clinic_id, owner_id) REFERENCES staff_member (clinic_id, id),
    FOREIGN KEY (clinic_id, taken_by) REFERENCES staff_member (clinic_id, id)
);

CREATE INDEX risk_action_by_flag ON risk_action (clinic_id, flag_id, id);

UPDATE risk_flag SET trigger_id = (
    SELECT participation.id FROM participation
    WHERE participation.clinic_id = risk_flag.clinic_id AND participation.enrollment_id = risk_flag.enrollment_id
    ORDER BY participation.id LIMIT 1)
WHERE kind = 'BRIEF_FORM_CANDIDATE' AND NOT EXISTS (
    SELECT 1 FROM risk_flag other
    WHERE other.clinic_id = risk_flag.clinic_id AND other.enrollment_id = risk_flag.enrollment_id
      AND other.kind = 'BRIEF_FORM_CANDIDATE' AND other.id <> risk_flag.id);
",
    postgres: r"
ALTER TABLE risk_flag ADD FOREIGN KEY (clinic_id, owner_id) REFERENCES staff_member (clinic_id, id);

CREATE TRIGGER risk_action_append_only BEFORE UPDATE OR DELETE ON risk_action
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
",
    sqlite: r"
CREATE TRIGGER risk_action_no_update BEFORE UPDATE ON risk_action
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER risk_action_no_delete BEFORE DELETE ON risk_action
BEGIN SELECT RAISE(ABORT, 'append_only'); END;

CREATE TRIGGER risk_flag_owner_on_update BEFORE UPDATE OF owner_id ON risk_flag
WHEN NEW.owner_id IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM staff_member WHERE clinic_id = NEW.clinic_id AND id = NEW.owner_id)
BEGIN SELECT RAISE(ABORT, 'FOREIGN KEY constraint failed'); END;
",
};
