//! Tasks of the staff.

use async_graphql::{ID, Object};

use crate::domain::attendance::Note;
use crate::domain::tasks;
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What is to be done.
    TaskKind = tasks::TaskKind {
        /// Mails to the client's address came back: ask them for another one. A new address closes it.
        EmailSuspended,
    }

    /// Where a task stands.
    TaskState = tasks::TaskState {
        /// Nobody has seen to it yet.
        Open,
        /// It is done, or not needed any more.
        Closed,
    }
}

/// Something that the service can't do by itself, and somebody of the staff has to see to.
pub(crate) struct Task(pub(crate) tasks::Task);

/// Something that the service can't do by itself, and somebody of the staff has to see to.
#[Object]
impl Task {
    /// The task's id (`tsk_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// What is to be done.
    async fn kind(&self) -> TaskKind {
        self.0.kind.into()
    }

    /// Where it stands.
    async fn state(&self) -> TaskState {
        self.0.state().into()
    }

    /// The id of the client it is about (`cli_…`).
    async fn client_id(&self) -> ID {
        id(self.0.client_id)
    }

    /// Since when, in UTC.
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }

    /// When it was closed, in UTC; null while it is open.
    async fn closed_at(&self) -> Option<Instant> {
        self.0.closing.as_ref().map(|closing| Instant(closing.at))
    }

    /// The id of the member of staff who closed it (`stf_…`); null if what it asked for came about.
    async fn closed_by_id(&self) -> Option<ID> {
        self.0.closing.as_ref().and_then(|closing| closing.by).map(id)
    }

    /// What they wrote.
    async fn note(&self) -> Option<&str> {
        self.0.closing.as_ref().and_then(|closing| closing.note.as_ref()).map(Note::as_str)
    }
}

impl From<tasks::Task> for Task {
    fn from(record: tasks::Task) -> Self {
        Self(record)
    }
}
