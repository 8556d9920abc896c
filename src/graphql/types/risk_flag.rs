//! Risk flags and what they rest on.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::Enrollment;
use super::attendance::AttendanceStatus;
use super::risk_action::{RiskAction, RiskOutcome};
use super::risk_estimate::{RiskEstimate, RiskSuggestion};
use crate::domain::access::Action;
use crate::domain::attendance::Note;
use crate::domain::risk;
use crate::graphql::ids::id;
use crate::graphql::loaders;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::Instant;
use crate::graphql::selection::Selection;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// The pattern behind a flag.
    RiskKind = risk::RiskKind {
        /// Two or more sessions missed in a row.
        ConsecutiveAbsences,
        /// A miss among the first three sessions.
        EarlyAbsence,
        /// A low share of sessions attended.
        LowAttendance,
        /// Repeated late cancellations.
        LateCancelPattern,
        /// Nothing heard from the client.
        NoContact,
        /// The program's minimum can no longer be reached.
        DoseUnreachable,
        /// The forecast finds a high probability of no further attendance.
        NoReturnForecast,
        /// The brief form may fit better: a review, never a switch.
        BriefFormCandidate,
    }

    /// Where a flag stands.
    RiskState = risk::RiskState {
        /// Raised; nobody has taken it up.
        Open,
        /// Somebody has seen it.
        Acknowledged,
        /// Somebody has reached out to the client.
        Contacted,
        /// Over: cleared by attendance, or closed by a person.
        Resolved,
        /// Its pattern is not in the ledger any more: a mark was corrected.
        Withdrawn,
    }

    /// How much attention a flag asks for.
    Severity = risk::Severity {
        /// Something to review, not a warning.
        Info,
        /// Worth a call before the next session.
        Amber,
        /// Call now.
        Red,
    }
}

/// One session that a flag counts as missed.
#[derive(SimpleObject)]
struct MissedSession {
    /// The participation's id (`par_…`).
    participation_id: ID,
    /// When the session started, in UTC.
    starts_at: Instant,
    /// How it was missed.
    status: AttendanceStatus,
    /// Whether a reason was given.
    reason_given: bool,
}

/// The numbers a flag rests on, as the rule read them.
#[derive(SimpleObject)]
struct RiskEvidence {
    /// The sessions promised at the outset.
    planned_sessions: u32,
    /// The sessions that took place while the client was expected, up to the last one the rule looked at.
    opportunities: u32,
    /// How many of those were attended.
    attended: u32,
    /// The misses in a row at the end of those.
    run_of_misses: u32,
    /// The misses the rule rests on, in order.
    misses: Vec<MissedSession>,
}

/// A finding of a rule about one enrollment's attendance.
pub(crate) struct RiskFlag {
    pub(crate) record: risk::RiskFlag,
    /// Loaded with the page, or none: then it is loaded when resolved.
    pub(crate) enrollment: Option<Arc<Enrollment>>,
    /// Loaded with the page, or none: then it is loaded when resolved.
    pub(crate) history: Option<Vec<RiskAction>>,
}

/// A finding of a rule about one enrollment's attendance, for somebody to look at.
#[Object]
impl RiskFlag {
    /// The flag's id (`flg_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.record.id)
    }

    /// The enrollment's id (`enr_…`).
    async fn enrollment_id(&self) -> ID {
        id(self.record.enrollment_id)
    }

    /// The enrollment, and by it the client. Needs the right to read clients.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients])))]
    async fn enrollment(&self, ctx: &Context<'_>) -> Result<Arc<Enrollment>> {
        match &self.enrollment {
            Some(loaded) => Ok(Arc::clone(loaded)),
            None => loaders::enrollment(ctx, Selection::of(ctx), self.record.enrollment_id).await,
        }
    }

    /// The pattern.
    async fn kind(&self) -> RiskKind {
        self.record.kind.into()
    }

    /// How much attention it asks for.
    async fn severity(&self) -> Severity {
        self.record.severity.into()
    }

    /// Where it stands.
    async fn state(&self) -> RiskState {
        self.record.state.into()
    }

    /// When it was first raised, in UTC.
    async fn raised_at(&self) -> Instant {
        Instant(self.record.raised_at)
    }

    /// When it was resolved or withdrawn, in UTC; null while it is on the worklist.
    async fn closed_at(&self) -> Option<Instant> {
        self.record.closed_at.map(Instant)
    }

    /// Whether a person has closed it: later marks then don't open it again.
    async fn closed_by_person(&self) -> bool {
        self.record.closed_by_person
    }

    /// What that person wrote.
    async fn closing_note(&self) -> Option<&str> {
        self.record.closing_note.as_ref().map(Note::as_str)
    }

    /// What was seen, in words.
    async fn evidence(&self) -> String {
        self.record.in_words()
    }

    /// What was seen, in numbers.
    async fn evidence_numbers(&self) -> RiskEvidence {
        let risk::Evidence {
            rules_version: _,
            planned_sessions,
            opportunities,
            attended,
            run_of_misses,
            misses,
            estimate: _,
            dose: _,
            brief_form: _,
        } = &self.record.evidence;
        RiskEvidence {
            planned_sessions: *planned_sessions,
            opportunities: *opportunities,
            attended: *attended,
            run_of_misses: *run_of_misses,
            misses: misses.iter().map(MissedSession::from).collect(),
        }
    }

    /// What would end or lower it, in words.
    async fn what_would_lower_it(&self) -> &str {
        self.record.evidence.what_would_lower_it(self.record.kind)
    }

    /// What every flag says about itself; show it wherever a flag is shown.
    async fn caveat(&self) -> String {
        self.record.caveat()
    }

    /// What the forecast made of that moment; null where no session was to come, and on flags of before it was kept.
    async fn estimate(&self) -> Option<RiskEstimate> {
        self.record.evidence.estimate.clone().map(RiskEstimate)
    }

    /// What may help, the first thing first: for whoever works through the flag, never a message to the client.
    async fn suggestions(&self) -> Vec<RiskSuggestion> {
        let all = self.record.evidence.suggestions(self.record.kind);
        all.into_iter().map(Into::into).collect()
    }

    /// Who is to see to it, by id (`stf_…`).
    async fn owner_id(&self) -> Option<ID> {
        self.record.owner.map(id)
    }

    /// Until when it rests, in UTC: it is off the worklist so long, or until something makes it more urgent.
    async fn snoozed_until(&self) -> Option<Instant> {
        self.record.snoozed_until.map(Instant)
    }

    /// What came of it, as the person who closed it says.
    async fn outcome(&self) -> Option<RiskOutcome> {
        self.record.outcome.map(Into::into)
    }

    /// What was done about it, from the first entry.
    async fn history(&self, ctx: &Context<'_>) -> Result<Vec<RiskAction>> {
        match &self.history {
            Some(loaded) => Ok(loaded.clone()),
            None => loaders::risk_history(ctx, self.record.id).await,
        }
    }

    /// The version of the rules that found it.
    async fn rules_version(&self) -> u32 {
        self.record.rules_version
    }
}

impl From<risk::RiskFlag> for RiskFlag {
    fn from(flag: risk::RiskFlag) -> Self {
        Self { record: flag, enrollment: None, history: None }
    }
}

impl From<&risk::Miss> for MissedSession {
    fn from(miss: &risk::Miss) -> Self {
        let risk::Miss { participation_id, starts_at, status, reason_given } = *miss;
        Self {
            participation_id: id(participation_id),
            starts_at: Instant(starts_at),
            status: status.into(),
            reason_given,
        }
    }
}
