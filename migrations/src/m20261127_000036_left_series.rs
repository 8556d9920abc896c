//! The series that a change had to leave as they were when it was taken back, and why: whoever asks again hears it too.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261127_000036_left_series",
    both: r"
ALTER TABLE schedule_change ADD COLUMN left_series $json;
",
    postgres: "",
    sqlite: "",
};
