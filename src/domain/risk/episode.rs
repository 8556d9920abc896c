//! One occurrence of a pattern in a ledger.

use super::evidence::Evidence;
use super::kind::RiskKind;
use super::state::Severity;
use crate::domain::ids::ParticipationId;

/// One occurrence of a pattern: what a flag is raised for.
///
/// Within an enrollment an episode is known by its kind and trigger, whatever is marked later; so is its flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Episode {
    /// The pattern.
    pub kind: RiskKind,
    /// The participation that completed the pattern.
    pub trigger: ParticipationId,
    /// Whether it still stands; if not, attendance has ended it.
    pub is_active: bool,
    /// Whether it changes a flag that exists, and raises none: it rests on what is known of the present alone, or something
    /// stronger speaks of the same misses.
    pub only_if_raised: bool,
    /// How much attention it asks for while it stands.
    pub severity: Severity,
    /// What it rests on.
    pub evidence: Evidence,
}
