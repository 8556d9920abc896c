//! The waiting list.

use std::sync::Arc;

use async_graphql::{ID, Object, Result};

use super::{Client, Loaded};
use crate::app::waitlist::Waiting;
use crate::domain::access::Action;
use crate::domain::waitlist;
use crate::graphql::ids::id;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::{Instant, LocalDate};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// Where an entry of the waiting list stands.
    WaitlistStatus = waitlist::WaitlistStatus {
        /// Referred; nobody has looked at it yet.
        Referred,
        /// Screened: the program suits the client.
        Screened,
        /// Ready to begin, and waits for a place.
        Waiting,
        /// A place is held for the client. Nothing leads here yet.
        Offered,
        /// The client has begun: the entry is closed.
        Accepted,
        /// The client does not want the place. Nothing leads here yet.
        Declined,
        /// The offer ran out. Nothing leads here yet.
        Expired,
        /// Taken off the list, with a reason.
        Withdrawn,
    }

    /// How soon somebody should begin. What a word means in weeks is the clinic's own rule.
    WaitlistPriority = waitlist::WaitlistPriority {
        /// Before all others.
        Urgent,
        /// Before those in the usual order.
        Soon,
        /// In the order of referral.
        Routine,
    }

    /// Why somebody was taken off the list.
    WithdrawalReason = waitlist::WithdrawalReason {
        /// The client does not want treatment, or not now.
        ClientDeclined,
        /// The client could not be reached.
        NotReached,
        /// The client is treated somewhere else, or in another program.
        TreatedElsewhere,
        /// The program does not suit the client.
        NotSuitable,
        /// The entry was a mistake.
        EnteredByMistake,
        /// Something else.
        Other,
    }
}

/// A client who waits, or waited, for a program.
pub(crate) struct WaitlistEntry {
    pub(crate) record: Waiting,
    pub(crate) client: Loaded<Arc<Client>>,
}

/// A client who waits, or waited, for a program. A client has at most one open entry for a program.
#[Object]
impl WaitlistEntry {
    /// The entry's id (`wle_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.record.entry.id)
    }

    /// The client's id.
    async fn client_id(&self) -> ID {
        id(self.record.entry.client_id)
    }

    /// The client. Needs the right to read clients.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients])))]
    async fn client(&self) -> Result<&Client> {
        self.client.get("client").map(Arc::as_ref)
    }

    /// The program's id.
    async fn program_id(&self) -> ID {
        id(self.record.entry.program_id)
    }

    /// The site's id; null if any site will do.
    async fn site_id(&self) -> Option<ID> {
        self.record.entry.site_id.map(id)
    }

    /// Since when the client waits: a date of the site's wall calendar (of the clinic's first site's, if none is named).
    async fn referred_on(&self) -> LocalDate {
        LocalDate(self.record.entry.referred_on)
    }

    /// How soon the client should begin.
    async fn priority(&self) -> WaitlistPriority {
        self.record.entry.priority.into()
    }

    /// Where it stands.
    async fn status(&self) -> WaitlistStatus {
        self.record.entry.status.into()
    }

    /// What it was before it was withdrawn, and may become again.
    async fn former_status(&self) -> Option<WaitlistStatus> {
        self.record.entry.former_status.map(Into::into)
    }

    /// Why it was withdrawn.
    async fn withdrawal_reason(&self) -> Option<WithdrawalReason> {
        self.record.entry.withdrawal_reason.map(Into::into)
    }

    /// On which date the wait ended, on the same calendar.
    async fn ended_on(&self) -> Option<LocalDate> {
        self.record.entry.ended_on.map(LocalDate)
    }

    /// The id of the enrollment that ended the wait.
    async fn enrollment_id(&self) -> Option<ID> {
        self.record.entry.enrollment_id.map(id)
    }

    /// How long the client has waited, in whole days: from the referral to the end of the wait, or to today.
    async fn wait_days(&self) -> i64 {
        self.record.wait_days
    }

    /// When it was entered.
    async fn created_at(&self) -> Instant {
        Instant(self.record.entry.created_at)
    }

    /// Raised by every change; an edit needs it.
    async fn row_version(&self) -> i64 {
        self.record.entry.row_version
    }
}
