//! Safety notices.

use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};

use super::Enrollment;
use crate::app::measures::ShownNotice;
use crate::domain::access::Action;
use crate::domain::attendance::Note;
use crate::domain::measures as domain;
use crate::domain::name::Name;
use crate::graphql::ids::id;
use crate::graphql::loaders;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::Instant;
use crate::graphql::selection::Selection;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// Where a safety notice stands.
    SafetyNoticeState = domain::NoticeState {
        /// Nobody has looked at it yet.
        Open,
        /// A member of staff looked at it, and wrote what came of it.
        Acknowledged,
        /// The reading was corrected or withdrawn: it does not say so any more.
        Withdrawn,
    }
}

/// That a notice was put back on the list, and what had been written of it; never changed.
pub(crate) struct SafetyNoticeReopening(pub(crate) domain::NoticeReopening);

/// That a notice was put back on the list which somebody had looked at; never changed.
#[Object]
impl SafetyNoticeReopening {
    /// The id of the member of staff who had looked at it (`stf_…`).
    async fn acknowledged_by_id(&self) -> ID {
        id(self.0.acknowledged_by)
    }

    /// What they had written.
    async fn note(&self) -> &str {
        self.0.note.as_str()
    }

    /// When they had looked at it, in UTC.
    async fn acknowledged_at(&self) -> Instant {
        Instant(self.0.acknowledged_at)
    }

    /// Why it was put back.
    async fn reason(&self) -> &str {
        self.0.reason.as_str()
    }

    /// The id of the member of staff who put it back (`stf_…`).
    async fn reopened_by_id(&self) -> ID {
        id(self.0.reopened_by)
    }

    /// When they did, in UTC.
    async fn reopened_at(&self) -> Instant {
        Instant(self.0.reopened_at)
    }
}

/// That a client answered item 9 of a PHQ-9 above 0.
pub(crate) struct SafetyNotice {
    pub(crate) record: ShownNotice,
    /// Loaded with the page, or none: then it is loaded when resolved.
    pub(crate) enrollment: Option<Arc<Enrollment>>,
}

/// That a client answered item 9 of a PHQ-9, thoughts of being better off dead or of hurting themselves, above 0. Somebody has
/// to look at it now, whatever any total says. It is never mailed.
#[Object]
impl SafetyNotice {
    /// The notice's id (`sfn_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.record.notice.id)
    }

    /// The enrollment's id (`enr_…`).
    async fn enrollment_id(&self) -> ID {
        id(self.record.notice.enrollment_id)
    }

    /// The enrollment, and by it the client. Needs the right to read clients.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients])))]
    async fn enrollment(&self, ctx: &Context<'_>) -> Result<Arc<Enrollment>> {
        match &self.enrollment {
            Some(loaded) => Ok(Arc::clone(loaded)),
            None => loaders::enrollment(ctx, Selection::of(ctx), self.record.notice.enrollment_id).await,
        }
    }

    /// The reading's id (`msr_…`).
    async fn measure_id(&self) -> ID {
        id(self.record.notice.measure_id)
    }

    /// What it says, and what it asks for, in a sentence or two: show it at once, and whole.
    async fn message(&self) -> &str {
        self.record.notice.sentence()
    }

    /// The crisis lines of the client's site, or else of the clinic; null if neither has any.
    async fn crisis_lines(&self) -> Option<&str> {
        self.record.crisis_lines.as_ref().map(Name::as_str)
    }

    /// The answer, in points: 1 several days, 2 more than half of the days, 3 nearly every day.
    async fn answer(&self) -> u8 {
        self.record.notice.answer
    }

    /// Where it stands.
    async fn state(&self) -> SafetyNoticeState {
        self.record.notice.state.into()
    }

    /// When the reading, or the correction that says so, was recorded, in UTC.
    async fn raised_at(&self) -> Instant {
        Instant(self.record.notice.raised_at)
    }

    /// The id of the member of staff who looked at it (`stf_…`).
    async fn acknowledged_by_id(&self) -> Option<ID> {
        self.record.notice.acknowledged_by.map(id)
    }

    /// What they wrote.
    async fn note(&self) -> Option<&str> {
        self.record.notice.note.as_ref().map(Note::as_str)
    }

    /// When they looked at it, or when it was withdrawn, in UTC; null while it is open.
    async fn closed_at(&self) -> Option<Instant> {
        self.record.notice.closed_at.map(Instant)
    }

    /// How often it was put back on the list after somebody had looked at it, from the first time, with what they had written.
    async fn reopenings(&self) -> Vec<SafetyNoticeReopening> {
        self.record.reopenings.iter().cloned().map(SafetyNoticeReopening).collect()
    }
}

impl From<ShownNotice> for SafetyNotice {
    fn from(record: ShownNotice) -> Self {
        Self { record, enrollment: None }
    }
}
