//! Whether a course may still begin with a welcome: what is settled is not looked at again with each planning. What a change held
//! back is found by itself, since it is made anew.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000059_welcomes",
    both: r"
ALTER TABLE enrollment ADD COLUMN welcome_settled_at $instant;

DROP INDEX enrollment_by_beginning;

CREATE INDEX enrollment_to_welcome ON enrollment (clinic_id, enrolled_at) WHERE welcome_settled_at IS NULL;

CREATE INDEX reminder_delivery_welcome_held ON reminder_delivery (clinic_id, created_at)
    WHERE kind = 'WELCOME' AND state = 'SUPPRESSED';
",
    postgres: "",
    sqlite: "",
};
