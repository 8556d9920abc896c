//! What was done about a flag.

use async_graphql::{ID, Object};

use crate::domain::attendance::Note;
use crate::domain::risk;
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// The kind of an entry of a flag's history.
    RiskActionKind = risk::ActionKind {
        /// Somebody has seen it.
        Acknowledged,
        /// It was given to somebody, or to nobody.
        Assigned,
        /// Somebody has reached out to the client.
        Contacted,
        /// It rests until a day.
        Snoozed,
        /// It rests no more.
        Woken,
        /// It was closed.
        Resolved,
        /// It was closed by mistake, or too early.
        Reopened,
        /// The decision about the brief form that had closed it was taken back (`undoBriefForm`).
        TakenBack,
    }

    /// What came of reaching out to a client.
    ContactResult = risk::ContactResult {
        /// Somebody spoke or wrote with the client.
        Reached,
        /// A message was left.
        MessageLeft,
        /// Nobody answered.
        NoAnswer,
    }

    /// What came of a flag, as the person who closed it says.
    RiskOutcome = risk::FlagOutcome {
        /// The client means to come again.
        WillReturn,
        /// Another day or hour was found.
        OtherTime,
        /// An individual session, or a make-up, was arranged.
        IndividualSession,
        /// The brief form was agreed on (`acceptBriefForm`, which alone writes it).
        BriefFormAccepted,
        /// The brief form was looked at, and the course goes on as planned (`declineBriefForm`, which alone writes it).
        BriefFormDeclined,
        /// Client and clinician agreed to end.
        EndingAgreed,
        /// The client is treated elsewhere.
        TreatedElsewhere,
        /// Nobody could reach the client.
        NotReached,
        /// There was nothing to it.
        FalseAlarm,
        /// Something else; the note says what.
        Other,
    }
}

/// One entry of a flag's history; never changed.
#[derive(Clone)]
pub(crate) struct RiskAction(pub(crate) risk::RiskAction);

/// One entry of a flag's history; never changed.
#[Object]
impl RiskAction {
    /// The entry's id (`act_…`).
    async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// What was done.
    async fn kind(&self) -> RiskActionKind {
        self.0.kind.into()
    }

    /// What came of reaching out; null for anything else.
    async fn contact(&self) -> Option<ContactResult> {
        self.0.contact.map(Into::into)
    }

    /// What came of the flag; null unless it was closed.
    async fn outcome(&self) -> Option<RiskOutcome> {
        self.0.outcome.map(Into::into)
    }

    /// Whom it was given to, by id (`stf_…`).
    async fn owner_id(&self) -> Option<ID> {
        self.0.owner.map(id)
    }

    /// Until when it was to rest, in UTC.
    async fn snoozed_until(&self) -> Option<Instant> {
        self.0.snoozed_until.map(Instant)
    }

    /// What that person wrote.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_ref().map(Note::as_str)
    }

    /// Who did it, by id (`stf_…`).
    async fn taken_by_id(&self) -> Option<ID> {
        self.0.taken_by.map(id)
    }

    /// When, in UTC.
    async fn taken_at(&self) -> Instant {
        Instant(self.0.taken_at)
    }
}
