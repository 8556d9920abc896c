//! Mails to staff by the time they are due: the outbox is mostly clients', and neither a clinic's list of those to staff nor the look
//! for those that were made already must read it.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000060_staff_mails_by_due",
    both: r"
CREATE INDEX reminder_delivery_to_staff ON reminder_delivery (clinic_id, due_at, id) WHERE staff_member_id IS NOT NULL;
",
    postgres: "",
    sqlite: "",
};
