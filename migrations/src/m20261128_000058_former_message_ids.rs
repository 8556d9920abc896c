//! A mail that is written anew while nobody knows whether its former bytes arrived, or that is sent again by staff, gets another
//! Message-ID: one Message-ID stands for one set of bytes. The former ones are kept, so that a mail that came twice is explained and a
//! late report of the first finds its mail; `attempt` is the last claim under which it may have been handed over.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261128_000058_former_message_ids",
    both: r"
CREATE TABLE former_message_id (
    clinic_id $uuid NOT NULL,
    delivery_id $uuid NOT NULL,
    message_id text NOT NULL,
    attempt bigint NOT NULL,
    replaced_at $instant NOT NULL,
    PRIMARY KEY (clinic_id, delivery_id, message_id),
    FOREIGN KEY (clinic_id, delivery_id) REFERENCES reminder_delivery (clinic_id, id) ON DELETE CASCADE
);

CREATE INDEX former_message_id_by_token ON former_message_id (substr(message_id, 1, 33));
",
    postgres: "",
    sqlite: "",
};
