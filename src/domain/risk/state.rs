//! Where a flag stands, and how much it asks for.

use std::fmt;
use std::str::FromStr;

/// Where a flag stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RiskState {
    /// Raised; nobody has taken it up.
    Open,
    /// Somebody has seen it.
    Acknowledged,
    /// Somebody has reached out to the client.
    Contacted,
    /// Over: cleared by attendance, or closed by a person with an outcome.
    Resolved,
    /// Its pattern is not in the ledger any more: a mark was corrected.
    Withdrawn,
}

/// How much attention a flag asks for, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something to review, not a warning.
    Info,
    /// Worth a call before the next session.
    Amber,
    /// Call now.
    Red,
}

/// The text is not a flag's state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown state of a risk flag `{0}`")]
pub struct UnknownRiskState(pub String);

/// The text is not a severity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown severity `{0}`: expected INFO, AMBER or RED")]
pub struct UnknownSeverity(pub String);

impl RiskState {
    /// Every state.
    pub const ALL: [Self; 5] =
        [Self::Open, Self::Acknowledged, Self::Contacted, Self::Resolved, Self::Withdrawn];

    /// The stored and shown word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Acknowledged => "ACKNOWLEDGED",
            Self::Contacted => "CONTACTED",
            Self::Resolved => "RESOLVED",
            Self::Withdrawn => "WITHDRAWN",
        }
    }

    /// Whether it is on the worklist.
    #[must_use]
    pub const fn is_on_worklist(self) -> bool {
        matches!(self, Self::Open | Self::Acknowledged | Self::Contacted)
    }
}

impl Severity {
    /// Every severity, least first.
    pub const ALL: [Self; 3] = [Self::Info, Self::Amber, Self::Red];

    /// The stored and shown word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Info => "INFO",
            Self::Amber => "AMBER",
            Self::Red => "RED",
        }
    }
}

impl FromStr for RiskState {
    type Err = UnknownRiskState;
    fn from_str(text: &str) -> Result<Self, UnknownRiskState> {
        Self::ALL.into_iter().find(|s| s.word() == text).ok_or_else(|| UnknownRiskState(text.to_owned()))
    }
}

impl FromStr for Severity {
    type Err = UnknownSeverity;
    fn from_str(text: &str) -> Result<Self, UnknownSeverity> {
        Self::ALL.into_iter().find(|s| s.word() == text).ok_or_else(|| UnknownSeverity(text.to_owned()))
    }
}

impl fmt::Display for RiskState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_parses_back() {
        for state in RiskState::ALL {
            assert_eq!(state.word().parse(), Ok(state));
        }
        for severity in Severity::ALL {
            assert_eq!(severity.word().parse(), Ok(severity));
        }
    }

    #[test]
    fn red_asks_for_more_than_amber_and_amber_for_more_than_info() {
        assert!(Severity::Red > Severity::Amber && Severity::Amber > Severity::Info);
    }
}
