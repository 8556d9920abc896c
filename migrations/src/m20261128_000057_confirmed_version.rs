//! Of which version of time and place a client said that they come: kept while the session is elsewhere, so that a move which is
//! undone before anybody hears of it leaves the answer as it was. What was answered before is of no version, and falls with a move.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000057_confirmed_version",
    both: r"
ALTER TABLE participation ADD COLUMN confirmed_version bigint;
",
    postgres: "",
    sqlite: "",
};
