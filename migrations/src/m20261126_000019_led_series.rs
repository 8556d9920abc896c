//! Finding the series that a member of staff leads, which bounds what a therapist sees.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000019_led_series",
    both: r"
CREATE INDEX session_series_by_therapist ON session_series (clinic_id, therapist_id, id);
",
    postgres: "",
    sqlite: "",
};
