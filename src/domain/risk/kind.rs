//! What a flag is about.

use std::fmt;
use std::str::FromStr;

/// The pattern behind a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RiskKind {
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

/// The text is not a kind of flag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown kind of risk flag `{0}`")]
pub struct UnknownRiskKind(pub String);

impl RiskKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::ConsecutiveAbsences,
        Self::EarlyAbsence,
        Self::LowAttendance,
        Self::LateCancelPattern,
        Self::NoContact,
        Self::DoseUnreachable,
        Self::NoReturnForecast,
        Self::BriefFormCandidate,
    ];

    /// The stored and shown word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::ConsecutiveAbsences => "CONSECUTIVE_ABSENCES",
            Self::EarlyAbsence => "EARLY_ABSENCE",
            Self::LowAttendance => "LOW_ATTENDANCE",
            Self::LateCancelPattern => "LATE_CANCEL_PATTERN",
            Self::NoContact => "NO_CONTACT",
            Self::DoseUnreachable => "DOSE_UNREACHABLE",
            Self::NoReturnForecast => "NO_RETURN_FORECAST",
            Self::BriefFormCandidate => "BRIEF_FORM_CANDIDATE",
        }
    }

    /// What it is called on a screen.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::ConsecutiveAbsences => "Missed in a row",
            Self::EarlyAbsence => "Missed early",
            Self::LowAttendance => "Low attendance",
            Self::LateCancelPattern => "Repeated late cancellations",
            Self::NoContact => "Nothing heard",
            Self::DoseUnreachable => "Minimum out of reach",
            Self::NoReturnForecast => "May not return",
            Self::BriefFormCandidate => "Brief form may fit",
        }
    }

    /// Whether its rule asks for nothing but marks of sessions that have begun: then the flags ever raised don't depend on
    /// when the marks came in.
    #[must_use]
    pub const fn is_of_marks_alone(self) -> bool {
        match self {
            Self::ConsecutiveAbsences
            | Self::EarlyAbsence
            | Self::LowAttendance
            | Self::LateCancelPattern => true,
            Self::NoContact | Self::DoseUnreachable | Self::NoReturnForecast | Self::BriefFormCandidate => {
                false
            }
        }
    }
}

impl RiskKind {
    /// Whether a flag of it that nobody closed was cleared by a session attended, while the course ran. Others may be by
    /// sessions that were added, or by what the clinic learnt.
    #[must_use]
    pub const fn is_cleared_by_coming(self) -> bool {
        match self {
            Self::ConsecutiveAbsences
            | Self::EarlyAbsence
            | Self::LowAttendance
            | Self::LateCancelPattern
            | Self::NoContact
            | Self::NoReturnForecast => true,
            Self::DoseUnreachable | Self::BriefFormCandidate => false,
        }
    }
}

impl FromStr for RiskKind {
    type Err = UnknownRiskKind;
    fn from_str(text: &str) -> Result<Self, UnknownRiskKind> {
        Self::ALL.into_iter().find(|kind| kind.word() == text).ok_or_else(|| UnknownRiskKind(text.to_owned()))
    }
}

impl fmt::Display for RiskKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_parses_back() {
        for kind in RiskKind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
        }
        assert!("OTHER".parse::<RiskKind>().is_err());
    }
}
