//! What may be unusual about a session for one participant, and how it's said.

use std::fmt;

use crate::domain::time::ClockChange;
use crate::domain::words::words;

words! {
    /// A kind of warning about the sessions of one participant.
    pub enum WarningKind {
        /// The series' wall time is skipped by a clock change; the session starts later by what is skipped.
        SeriesGap = "SERIES_GAP",
        /// The series' wall time comes twice; the session is at the first.
        SeriesOverlap = "SERIES_OVERLAP",
        /// The participant's wall time comes twice, in a zone that isn't the series'.
        OwnOverlap = "OWN_OVERLAP",
        /// The participant's clocks change between start and end, so the end looks early or late. (An instant
        /// never falls into a gap: another zone's gap shows as this, or as an hour that moves.)
        ClocksChangeMeanwhile = "CLOCKS_CHANGE_MEANWHILE",
        /// The participant's weekday or hour isn't that of the first session.
        HourMoves = "HOUR_MOVES",
        /// The date in the participant's zone isn't the group's.
        OtherDate = "OTHER_DATE",
        /// The session starts before 08:00 for the participant.
        TooEarly = "TOO_EARLY",
        /// The session ends after 21:00 for the participant.
        TooLate = "TOO_LATE",
        /// The participant's windows don't cover the whole session.
        OutsideAvailability = "OUTSIDE_AVAILABILITY",
    }
}

impl WarningKind {
    /// What the series' own clocks give cause to mind, if anything.
    #[must_use]
    pub const fn of_clocks(change: ClockChange) -> Option<Self> {
        match change {
            ClockChange::Normal => None,
            ClockChange::Gap => Some(Self::SeriesGap),
            ClockChange::Overlap => Some(Self::SeriesOverlap),
        }
    }

    /// The same as the beginning of a sentence.
    #[must_use]
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::SeriesGap => "A clock change skips the planned time, so the session starts later",
            Self::SeriesOverlap => "The planned time comes twice that day, and the first is meant",
            Self::OwnOverlap => "The participant's clock shows the start time twice that day",
            Self::ClocksChangeMeanwhile => "The participant's clock changes during the session",
            Self::HourMoves => "The participant's hour is not that of the first session",
            Self::OtherDate => "The participant's date is not the group's",
            Self::TooEarly => "The session starts before 08:00 for the participant",
            Self::TooLate => "The session ends after 21:00 for the participant",
            Self::OutsideAvailability => "The session falls outside the times when the participant can come",
        }
    }
}

/// One warning and the sessions it's about. `Display` is a sentence for coordinators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// What is unusual.
    pub kind: WarningKind,
    /// The ordinals of the sessions concerned, ascending, never empty.
    pub ordinals: Vec<u16>,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = if self.ordinals.len() == 1 { "session" } else { "sessions" };
        write!(f, "{}: {noun} {}.", self.kind.explanation(), in_runs(&self.ordinals))
    }
}

/// `3, 5 to 7, 9` for ascending numbers.
fn in_runs(ordinals: &[u16]) -> String {
    let runs: Vec<String> = ordinals
        .chunk_by(|a, b| a + 1 == *b)
        .map(|run| match run {
            [first, .., last] => format!("{first} to {last}"),
            run => run.iter().map(u16::to_string).collect(),
        })
        .collect();
    runs.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_warning_is_a_sentence_that_names_its_sessions() {
        let warning = |kind, ordinals: &[u16]| Warning { kind, ordinals: ordinals.to_vec() }.to_string();
        assert_eq!(
            warning(WarningKind::TooEarly, &[4]),
            "The session starts before 08:00 for the participant: session 4."
        );
        assert_eq!(
            warning(WarningKind::HourMoves, &[3, 5, 6, 7, 9, 10]),
            "The participant's hour is not that of the first session: sessions 3, 5 to 7, 9 to 10."
        );
    }
}
