//! A flag as kept.

use jiff::Timestamp;

use super::assess::RULES_VERSION;
use super::episode::Episode;
use super::evidence::Evidence;
use super::kind::RiskKind;
use super::outcome::FlagOutcome;
use super::reconcile::{FlagChange, StoredFlag};
use super::state::{RiskState, Severity};
use crate::domain::attendance::Note;
use crate::domain::ids::{EnrollmentId, ParticipationId, RiskFlagId, StaffMemberId};

/// A flag of one enrollment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RiskFlag {
    /// Its id.
    pub id: RiskFlagId,
    /// Whose enrollment.
    pub enrollment_id: EnrollmentId,
    /// The pattern.
    pub kind: RiskKind,
    /// The participation that completed it.
    pub trigger: ParticipationId,
    /// How much attention it asks for.
    pub severity: Severity,
    /// Where it stands.
    pub state: RiskState,
    /// Who is to see to it.
    pub owner: Option<StaffMemberId>,
    /// Until when it rests: somebody has looked at it, and it is off the worklist for so long. Whatever makes it more urgent
    /// wakes it.
    pub snoozed_until: Option<Timestamp>,
    /// Whether a person has closed it: their decision outlives corrections.
    pub closed_by_person: bool,
    /// What that person says came of it.
    pub outcome: Option<FlagOutcome>,
    /// What that person wrote.
    pub closing_note: Option<Note>,
    /// What it rests on.
    pub evidence: Evidence,
    /// The version of the rules that found it.
    pub rules_version: u32,
    /// When it was first raised.
    pub raised_at: Timestamp,
    /// When it was resolved or withdrawn; none while it is on the worklist.
    pub closed_at: Option<Timestamp>,
    /// Raised by every write.
    pub row_version: i64,
}

/// What every flag says about itself, wherever it is shown.
const CAVEAT: &str = "A rule's finding, to prompt a look by the clinician. It is no judgement of the client, and never \
    grounds for discharge or billing, nor for ranking therapists.";

impl RiskFlag {
    /// A new flag for an episode, as of `now`: OPEN, or RESOLVED at once where attendance has already ended it.
    #[must_use]
    pub fn raise(id: RiskFlagId, enrollment_id: EnrollmentId, episode: Episode, now: Timestamp) -> Self {
        let Episode { kind, trigger, is_active, only_if_raised: _, severity, evidence } = episode;
        Self {
            id,
            enrollment_id,
            kind,
            trigger,
            severity,
            state: if is_active { RiskState::Open } else { RiskState::Resolved },
            owner: None,
            snoozed_until: None,
            closed_by_person: false,
            outcome: None,
            closing_note: None,
            evidence,
            rules_version: RULES_VERSION,
            raised_at: now,
            closed_at: (!is_active).then_some(now),
            row_version: 1,
        }
    }

    /// The part that `reconcile` looks at.
    #[must_use]
    pub fn stored(&self) -> StoredFlag {
        StoredFlag {
            kind: self.kind,
            trigger: self.trigger,
            state: self.state,
            closed_by_person: self.closed_by_person,
            outcome: self.outcome,
            evidence: self.evidence.clone(),
        }
    }

    /// The flag after a change that `reconcile` found for it.
    #[must_use]
    pub fn after(&self, change: &FlagChange, now: Timestamp) -> Self {
        let mut flag = self.clone();
        match change {
            FlagChange::Update(episode)
            | FlagChange::Clear(episode)
            | FlagChange::Reopen(episode)
            | FlagChange::Raise(episode)
            | FlagChange::RaiseCleared(episode) => {
                if episode.severity > flag.severity
                    || episode.evidence.run_of_misses > flag.evidence.run_of_misses
                {
                    flag.snoozed_until = None;
                }
                flag.severity = episode.severity;
                flag.evidence = episode.evidence.clone();
                flag.rules_version = episode.evidence.rules_version;
            }
            FlagChange::Withdraw { .. } => {}
        }
        if let Some(state) = change.new_state() {
            flag = flag.moved_to(state, now);
        }
        if matches!(change, FlagChange::Reopen(_)) {
            flag = flag.undecided();
        }
        flag
    }

    /// The flag without what a person had decided about it; the history of what was done keeps that.
    #[must_use]
    pub(super) fn undecided(self) -> Self {
        Self { closed_by_person: false, outcome: None, closing_note: None, ..self }
    }

    /// The flag in another state, as of `now`.
    #[must_use]
    pub(super) fn moved_to(mut self, state: RiskState, now: Timestamp) -> Self {
        self.state = state;
        self.closed_at = (!state.is_on_worklist()).then_some(now);
        if self.closed_at.is_some() {
            self.snoozed_until = None;
        }
        self
    }

    /// What it says about itself and the estimate it carries; to be shown wherever it is.
    #[must_use]
    pub fn caveat(&self) -> String {
        match &self.evidence.estimate {
            Some(estimate) => format!("{CAVEAT} {}", estimate.caveat()),
            None => CAVEAT.to_owned(),
        }
    }

    /// What was seen, in words.
    #[must_use]
    pub fn in_words(&self) -> String {
        self.evidence.in_words(self.kind, self.state.is_on_worklist())
    }
}

impl FlagChange {
    /// Which flag of the enrollment it is for.
    #[must_use]
    pub const fn of_flag(&self) -> (RiskKind, ParticipationId) {
        match self {
            Self::Raise(episode)
            | Self::RaiseCleared(episode)
            | Self::Update(episode)
            | Self::Clear(episode)
            | Self::Reopen(episode) => (episode.kind, episode.trigger),
            Self::Withdraw { kind, trigger } => (*kind, *trigger),
        }
    }
}
