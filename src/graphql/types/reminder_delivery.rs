//! The outbox, as staff see it.

use async_graphql::{ID, Object};

use super::ReminderRule;
use crate::domain::reminders;
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What a mail of the outbox tells.
    DeliveryKind = reminders::DeliveryKind {
        /// That a session is to come.
        Reminder,
        /// That sessions were moved, cancelled, restored or added, or take place elsewhere.
        Notice,
        /// A client's first mail: when their first session is.
        Welcome,
        /// To who leads a session: somebody can't come, or comes after all.
        ClientDeclined,
        /// To who leads sessions: they are over, and nobody has recorded who came.
        UnrecordedNudge,
        /// To coordinators: the week in figures.
        StaffDigest,
    }

    /// Where one mail of the outbox stands.
    ReminderState = reminders::ReminderState {
        /// Waits for its time, or for another try.
        Planned,
        /// A worker holds it for the length of a lease.
        Claimed,
        /// A mail server, or the folder, has taken it on.
        Sent,
        /// It can't be delivered.
        Failed,
        /// It must not be sent, as things stand.
        Suppressed,
        /// Its time is over.
        Expired,
    }

    /// Why a reminder stands where it does.
    ReminderWhy = reminders::ReminderWhy {
        /// SUPPRESSED: the client has no address, or the member of staff no login.
        NoAddress,
        /// SUPPRESSED: the client did not agree to mails.
        NoConsent,
        /// SUPPRESSED: the client wants no reminders.
        OptedOut,
        /// SUPPRESSED: the client said that they come; the policy then reminds no more.
        Confirmed,
        /// SUPPRESSED: the client said that they can't come.
        ClientDeclined,
        /// SUPPRESSED: the client's absence, or that they aren't expected, is recorded already.
        NotExpected,
        /// SUPPRESSED: the enrollment is over.
        NotEnrolled,
        /// SUPPRESSED: the enrollment is paused.
        EnrollmentOnHold,
        /// SUPPRESSED: the session won't take place.
        SessionCancelled,
        /// SUPPRESSED: the session was changed since; a newer mail tells of it.
        Superseded,
        /// SUPPRESSED: what it was to tell was taken back before it left.
        NothingToTell,
        /// SUPPRESSED: the policy does not ask for it any more.
        PolicyChanged,
        /// EXPIRED: the session has begun.
        SessionBegun,
        /// EXPIRED: another mail tells the same: a later reminder, the welcome, or the notice of a change.
        Overtaken,
        /// FAILED: the mail server refused it for good.
        Refused,
        /// FAILED: no mail could be made of what is stored.
        NotBuilt,
        /// FAILED: tried as often as allowed.
        TriesExhausted,
        /// PLANNED or FAILED: the answer was lost, so it may have arrived. It is repeated once (after a
        /// worker that died, a few times), with the same bytes and Message-ID.
        OutcomeUnknown,
        /// PLANNED: the last try failed for now.
        TemporaryFailure,
        /// FAILED: a mail server took it on, and reported later that it did not arrive.
        Bounced,
        /// SUPPRESSED: mails to the address came back. A client's new one lifts it; staff's is tried again after thirty days.
        AddressSuspended,
        /// SUPPRESSED: it was written as it would have left, and handed to nobody, for the service is set up so.
        DryRun,
        /// SUPPRESSED: the member of staff may no longer act, or what it tells is no longer theirs to hear.
        NoLongerTheirs,
        /// EXPIRED: what it tells the staff is of no use any more.
        TooLate,
    }
}

impl From<reminders::ReminderDelivery> for ReminderDelivery {
    fn from(record: reminders::ReminderDelivery) -> Self {
        Self(record)
    }
}

/// One mail of the outbox: to whom, about which session, and what became of it. The address is never shown.
pub(crate) struct ReminderDelivery(pub(crate) reminders::ReminderDelivery);

/// One mail of the outbox: to whom, about which session, and what became of it. The address is never shown.
#[Object]
impl ReminderDelivery {
    /// The mail's id (`dlv_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// What it tells: that a session is to come, or that some were changed.
    async fn kind(&self) -> DeliveryKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn state(&self) -> ReminderState {
        self.0.state.into()
    }

    /// Why it stands there; null for one that waits for its time, or was sent.
    async fn why(&self) -> Option<ReminderWhy> {
        self.0.why.map(Into::into)
    }

    /// More about that, in a mail server's codes, such as `refused, at RCPT TO: 550 5.1.1`.
    async fn why_detail(&self) -> Option<&str> {
        self.0.why_detail.as_deref()
    }

    /// The id of the client it is for.
    async fn client_id(&self) -> ID {
        id(self.0.client_id)
    }

    /// The id of the session it is about; of several that a notice is about, the first's.
    async fn session_id(&self) -> ID {
        id(self.0.session_id)
    }

    /// The id of the client's place in that session.
    async fn participation_id(&self) -> ID {
        id(self.0.participation_id)
    }

    /// By which rule of a policy, as it is now; null for what no rule asks for.
    async fn rule(&self) -> Option<ReminderRule> {
        self.0.rule.map(ReminderRule)
    }

    /// When it is due.
    async fn due_at(&self) -> Instant {
        Instant(self.0.due_at)
    }

    /// It is never sent from then on: the session's start; of a notice, when its last change is over.
    async fn not_after(&self) -> Instant {
        Instant(self.0.not_after)
    }

    /// While PLANNED, when it is tried; while CLAIMED, until when a worker holds it; otherwise null.
    async fn next_attempt_at(&self) -> Option<Instant> {
        match self.0.state {
            reminders::ReminderState::Planned | reminders::ReminderState::Claimed => {
                Some(Instant(self.0.next_attempt_at))
            }
            reminders::ReminderState::Sent
            | reminders::ReminderState::Failed
            | reminders::ReminderState::Suppressed
            | reminders::ReminderState::Expired => None,
        }
    }

    /// How often handing it over was begun.
    async fn attempts(&self) -> u32 {
        self.0.sends
    }

    /// How many of these times nobody knows whether it arrived: the reason for a duplicate, if there is one.
    async fn unknown_outcomes(&self) -> u32 {
        self.0.unknowns
    }

    /// When a mail server, or the folder, took it on.
    async fn sent_at(&self) -> Option<Instant> {
        self.0.sent_at.map(Instant)
    }

    /// Its Message-ID, the same for the same bytes: what to look for in a mail server's log.
    async fn message_id(&self) -> &str {
        &self.0.message_id
    }

    /// Those that it had before, in the order in which they were replaced: it was written anew while nobody knew whether it had
    /// arrived, or sent again by staff. They explain a mail that came twice.
    async fn former_message_ids(&self) -> &[String] {
        &self.0.former_message_ids
    }
}
