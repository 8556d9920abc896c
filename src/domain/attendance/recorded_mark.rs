//! One entry of a participation's history.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;

use super::mark::Mark;
use crate::domain::access::Actor;
use crate::domain::ids::{ClientId, MarkId, ParticipationId, StaffMemberId};

/// Whose hand a mark came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recorder {
    /// A member of staff.
    Staff(StaffMemberId),
    /// The client, through a link of a mail.
    Client(ClientId),
    /// The service itself.
    System,
}

impl From<Actor> for Recorder {
    fn from(actor: Actor) -> Self {
        match actor {
            Actor::Staff(id) => Self::Staff(id),
            Actor::Client(id) => Self::Client(id),
            Actor::System(_) => Self::System,
        }
    }
}

/// A mark as it was appended; never changed afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedMark {
    /// Its id.
    pub id: MarkId,
    /// Of which participation.
    pub participation_id: ParticipationId,
    /// Its place in the history, from 1.
    pub version: u32,
    /// What was marked.
    pub mark: Mark,
    /// What the corrector wrote; a first mark has none.
    pub note: Option<Note>,
    /// By whom.
    pub recorded_by: Recorder,
    /// When.
    pub recorded_at: Timestamp,
}

/// A few words of staff beside a correction or a closed flag: 1 to 500 characters, trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note(String);

/// Why a text is not a note.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNote {
    /// Nothing but white space.
    #[error("must not be empty: write a few words")]
    Empty,
    /// More than [`Note::MAX_CHARS`] characters.
    #[error("must have at most {max} characters", max = Note::MAX_CHARS)]
    TooLong,
    /// A control character other than a line break.
    #[error("must not contain control characters")]
    ControlCharacter,
}

impl Note {
    /// The greatest length, in characters.
    pub const MAX_CHARS: usize = 500;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Note {
    type Err = InvalidNote;
    fn from_str(given: &str) -> Result<Self, InvalidNote> {
        let text = given.trim();
        if text.is_empty() {
            Err(InvalidNote::Empty)
        } else if text.chars().any(|c| c.is_control() && c != '\n') {
            Err(InvalidNote::ControlCharacter)
        } else if text.chars().count() > Self::MAX_CHARS {
            Err(InvalidNote::TooLong)
        } else {
            Ok(Self(text.to_owned()))
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_is_trimmed_and_short() {
        assert_eq!(" rang\nat noon ".parse::<Note>().unwrap().as_str(), "rang\nat noon");
        assert_eq!(" ".parse::<Note>(), Err(InvalidNote::Empty));
        assert_eq!("a\u{0}".parse::<Note>(), Err(InvalidNote::ControlCharacter));
        assert_eq!("x".repeat(501).parse::<Note>(), Err(InvalidNote::TooLong));
    }
}
