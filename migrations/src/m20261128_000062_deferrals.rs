//! How often a server put a very mail off: what was wrong with the server, or on the way to it, doesn't use up the mail's tries.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000062_deferrals",
    both: r"
ALTER TABLE reminder_delivery ADD COLUMN deferrals bigint NOT NULL DEFAULT 0 CHECK (deferrals >= 0);
",
    postgres: "",
    sqlite: "",
};
