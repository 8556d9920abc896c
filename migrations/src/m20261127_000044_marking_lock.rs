//! After how many days a site locks the marks of a session; never, if none is set.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000044_marking_lock",
    both: r"
ALTER TABLE site ADD COLUMN marking_lock_days bigint CHECK (marking_lock_days BETWEEN 1 AND 3650);
",
    postgres: "",
    sqlite: "",
};
