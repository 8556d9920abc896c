//! A site's own telephone number and crisis lines, which its mails carry instead of the clinic's.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000011_site_contacts",
    both: r"
ALTER TABLE site ADD COLUMN phone text CHECK (length(phone) BETWEEN 1 AND 200);

ALTER TABLE site ADD COLUMN crisis_lines text CHECK (length(crisis_lines) BETWEEN 1 AND 200);
",
    postgres: "",
    sqlite: "",
};
