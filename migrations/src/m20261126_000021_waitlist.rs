//! The waiting list.
//!
//! Priorities sort in the alphabet, backwards, as they do by urgency: URGENT, SOON, ROUTINE. The index has the list's
//! order.

use crate::change::Change;

pub(crate) const CHANGE: Change = Change {
    name: "m20261126_000021_waitlist",
    both: r"
CREATE TABLE waitlist_entry (
    clinic_id $uuid NOT NULL REFERENCES clinic (id),
    id $uuid NOT NULL,
    client_id $uuid NOT NULL,
    program_id $uuid NOT NULL,
    site_id $uuid,
    referred_on date NOT NULL,
    priority text NOT NULL CHECK (priority IN ('URGENT', 'SOON', 'ROUTINE')),
    status text NOT NULL CHECK (status IN ('REFERRED', 'SCREENED', 'WAITING', 'OFFERED', 'ACCEPTED', 'DECLINED',
        'EXPIRED', 'WITHDRAWN')),
    former_status text CHECK (former_status IN ('REFERRED', 'SCREENED', 'WAITING', 'OFFERED')),
    withdrawal_reason text CHECK (withdrawal_reason IN ('CLIENT_DECLINED', 'NOT_REACHED', 'TREATED_ELSEWHERE',
        'NOT_SUITABLE', 'ENTERED_BY_MISTAKE', 'OTHER')),
    ended_on date,
    enrollment_id $uuid,
    created_at $instant NOT NULL,
    row_version bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (clinic_id, id),
    CHECK ((status IN ('REFERRED', 'SCREENED', 'WAITING', 'OFFERED')) = (ended_on IS NULL)),
    CHECK ((status = 'WITHDRAWN') = (withdrawal_reason IS NOT NULL)),
    CHECK ((status = 'WITHDRAWN') = (former_status IS NOT NULL)),
    CHECK ((status = 'ACCEPTED') = (enrollment_id IS NOT NULL)),
    FOREIGN KEY (clinic_id, client_id) REFERENCES client (clinic_id, id),
    FOREIGN KEY (clinic_id, program_id) REFERENCES treatment_program (clinic_id, id),
    FOREIGN KEY (clinic_id, site_id) REFERENCES site (clinic_id, id),
    FOREIGN KEY (clinic_id, enrollment_id) REFERENCES enrollment (clinic_id, id)
);

CREATE UNIQUE INDEX waitlist_entry_open_once ON waitlist_entry (clinic_id, client_id, program_id)
    WHERE ended_on IS NULL;

CREATE INDEX waitlist_entry_by_client ON waitlist_entry (clinic_id, client_id);

CREATE INDEX waitlist_entry_by_urgency ON waitlist_entry (clinic_id, priority DESC, referred_on, id);

CREATE INDEX waitlist_entry_of_program ON waitlist_entry (clinic_id, program_id, priority DESC, referred_on, id);
",
    postgres: "",
    sqlite: "",
};
