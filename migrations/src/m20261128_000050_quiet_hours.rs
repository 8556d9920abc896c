//! The hours in which nobody is mailed: a policy's, in minutes of the day, on the clock of the recipient.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000050_quiet_hours",
    both: r"
ALTER TABLE reminder_policy ADD COLUMN quiet_from bigint DEFAULT 1260 CHECK (quiet_from BETWEEN 0 AND 1439);

ALTER TABLE reminder_policy ADD COLUMN quiet_until bigint DEFAULT 480
    CHECK (quiet_until BETWEEN 0 AND 1439 AND quiet_until <> quiet_from);
",
    postgres: "",
    sqlite: "",
};
