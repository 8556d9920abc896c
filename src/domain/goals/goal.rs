//! One goal, and the versions it went through.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::domain::attendance::{Note, Recorder};
use crate::domain::ids::{EnrollmentId, GoalId};
use crate::domain::words::words;

words! {
    /// What a goal is about.
    pub enum GoalKind {
        /// To speak, ask and refuse, and to be with others.
        InterpersonalSkills = "INTERPERSONAL_SKILLS",
        /// To suffer less.
        EmotionalDistress = "EMOTIONAL_DISTRESS",
        /// To settle a dispute.
        ConflictResolution = "CONFLICT_RESOLUTION",
        /// To deal with what can't be changed.
        Coping = "COPING",
        /// To have people to turn to.
        SocialSupport = "SOCIAL_SUPPORT",
        /// To find one's way into a new part of life.
        LifeTransition = "LIFE_TRANSITION",
    }
}

words! {
    /// Where a goal stands.
    pub enum GoalState {
        /// Worked on.
        Open = "OPEN",
        /// Reached.
        Reached = "REACHED",
        /// Given up, or replaced by another.
        Dropped = "DROPPED",
    }
}

/// A goal in the client's words: 1 to 500 characters, trimmed.
#[derive(Clone, PartialEq, Eq)]
pub struct GoalWords(String);

/// Why a text is no goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidGoalWords {
    /// Nothing but white space.
    #[error("must not be empty: write the goal as the client says it")]
    Empty,
    /// More than [`GoalWords::MAX_CHARS`] characters.
    #[error("has {given} characters and must have at most {max}", max = GoalWords::MAX_CHARS)]
    TooLong {
        /// How many were given.
        given: usize,
    },
    /// A control character other than a line break.
    #[error("must not contain control characters")]
    ControlCharacter,
}

impl GoalWords {
    /// The greatest length, in characters.
    pub const MAX_CHARS: usize = 500;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for GoalWords {
    type Err = InvalidGoalWords;
    fn from_str(given: &str) -> Result<Self, InvalidGoalWords> {
        let text = given.trim();
        let length = text.chars().count();
        if text.is_empty() {
            Err(InvalidGoalWords::Empty)
        } else if text.chars().any(|c| c.is_control() && c != '\n') {
            Err(InvalidGoalWords::ControlCharacter)
        } else if length > Self::MAX_CHARS {
            Err(InvalidGoalWords::TooLong { given: length })
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

/// The words are the client's: no log line holds them.
impl fmt::Debug for GoalWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("GoalWords(..)")
    }
}

/// What a goal says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalTerms {
    /// What it is about.
    pub kind: GoalKind,
    /// The goal, in the client's words.
    pub words: GoalWords,
    /// Where it stands.
    pub state: GoalState,
    /// Since when it is reached or dropped: a date in the site's zone.
    pub closed_on: Option<Date>,
}

/// One goal of an enrollment, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goal {
    /// Its id.
    pub id: GoalId,
    /// Of whose course.
    pub enrollment_id: EnrollmentId,
    /// When it was agreed: a date in the site's zone.
    pub agreed_on: Date,
    /// What it says.
    pub terms: GoalTerms,
    /// How many versions there are: 1, and one more for each change.
    pub version: u32,
    /// Who wrote the version that stands.
    pub recorded_by: Recorder,
    /// When they did.
    pub recorded_at: Timestamp,
}

/// One version of a goal; never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoalVersion {
    /// The goal as that version left it.
    pub goal: Goal,
    /// Why it was changed; a first version has none.
    pub note: Option<Note>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_goal_is_trimmed_and_short_and_not_told_to_a_log() {
        let words: GoalWords = " To call my sister\nonce a week. ".parse().unwrap();
        assert_eq!(words.as_str(), "To call my sister\nonce a week.");
        assert_eq!(format!("{words:?}"), "GoalWords(..)");
        assert_eq!(" ".parse::<GoalWords>(), Err(InvalidGoalWords::Empty));
        assert_eq!("a\u{7}".parse::<GoalWords>(), Err(InvalidGoalWords::ControlCharacter));
        assert_eq!("ü".repeat(500).parse::<GoalWords>().map(|_| ()), Ok(()));
        assert_eq!("ü".repeat(501).parse::<GoalWords>(), Err(InvalidGoalWords::TooLong { given: 501 }));
    }
}
