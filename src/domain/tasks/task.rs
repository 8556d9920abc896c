//! One task.

use jiff::Timestamp;

use crate::domain::attendance::Note;
use crate::domain::ids::{ClientId, StaffMemberId, TaskId};
use crate::domain::words::words;

words! {
    /// What is to be done.
    pub enum TaskKind {
        /// Mails to the client's address came back: ask them for another one.
        EmailSuspended = "EMAIL_SUSPENDED",
    }
}

words! {
    /// Where a task stands.
    pub enum TaskState {
        /// Nobody has seen to it yet.
        Open = "OPEN",
        /// It is done, or not needed any more.
        Closed = "CLOSED",
    }
}

/// Something that somebody of the staff has to see to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// What is to be done.
    pub kind: TaskKind,
    /// For whom.
    pub client_id: ClientId,
    /// Since when.
    pub created_at: Timestamp,
    /// How it was closed; none while it is open.
    pub closing: Option<TaskClosing>,
}

/// How a task was closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskClosing {
    /// When.
    pub at: Timestamp,
    /// By whom; none if what it asked for came about by itself.
    pub by: Option<StaffMemberId>,
    /// What they wrote.
    pub note: Option<Note>,
}

impl Task {
    /// Where it stands.
    #[must_use]
    pub const fn state(&self) -> TaskState {
        if self.closing.is_some() { TaskState::Closed } else { TaskState::Open }
    }
}
