//! A mail's bytes are kept while nobody knows what came of handing it over, so that it is repeated as it was; answers that
//! were lost are counted apart from workers that died.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000047_mail_drafts",
    both: r"
ALTER TABLE reminder_delivery ADD COLUMN lost_answers bigint NOT NULL DEFAULT 0;

CREATE TABLE mail_draft (
    clinic_id $uuid NOT NULL,
    delivery_id $uuid NOT NULL,
    envelope_from text NOT NULL,
    recipient text NOT NULL,
    dated_at $instant NOT NULL,
    message text NOT NULL,
    PRIMARY KEY (clinic_id, delivery_id),
    FOREIGN KEY (clinic_id, delivery_id) REFERENCES reminder_delivery (clinic_id, id) ON DELETE CASCADE
);
",
    postgres: "",
    sqlite: "",
};
