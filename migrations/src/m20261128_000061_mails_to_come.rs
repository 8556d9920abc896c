//! A clinic's mails that wait, in the order in which they leave: a preview of the next ones must not read the outbox's history.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000061_mails_to_come",
    both: r"
CREATE INDEX reminder_delivery_to_come ON reminder_delivery (clinic_id, next_attempt_at, id) WHERE state = 'PLANNED';
",
    postgres: "",
    sqlite: "",
};
