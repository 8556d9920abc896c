//! Changes of the schedule, and taking them back.

use async_graphql::{ID, Object, SimpleObject};

use super::series::SessionSeries;
use crate::app::series::CommittedEdit;
use crate::domain::series::{self, LeftSeries};
use crate::graphql::ids::id;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What changed the schedule.
    ScheduleChangeKind = series::ScheduleChangeKind {
        /// An edit of one series.
        SeriesEdit,
        /// A site's closures.
        Closure,
        /// A therapist's time off.
        TimeOff,
        /// The brief form was accepted, and a client's own sessions beyond it cancelled; `undoBriefForm` takes it back.
        BriefForm,
    }
}

/// A change of the schedule that one call takes back.
pub(crate) struct ScheduleChange(series::ScheduleChange);

/// A change of the schedule that one call takes back.
#[Object]
impl ScheduleChange {
    /// The change's id (`scc_…`); `undoScheduleChange` takes it.
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// What changed the schedule.
    async fn kind(&self) -> ScheduleChangeKind {
        self.0.kind.into()
    }

    /// The series' id, of an edit of one.
    async fn series_id(&self) -> Option<ID> {
        self.0.series_id.map(id)
    }

    /// When it was made.
    async fn made_at(&self) -> Instant {
        Instant(self.0.made_at)
    }

    /// The id of the member of staff who made it; null if nobody did.
    async fn made_by(&self) -> Option<ID> {
        self.0.made_by.map(id)
    }

    /// When it was taken back; null while it stands.
    async fn undone_at(&self) -> Option<Instant> {
        self.0.undone_at.map(Instant)
    }
}

impl From<series::ScheduleChange> for ScheduleChange {
    fn from(change: series::ScheduleChange) -> Self {
        Self(change)
    }
}

/// A series that stayed as the change had left it.
#[derive(SimpleObject)]
pub(crate) struct LeftAsChanged {
    /// The series' id.
    series_id: ID,
    /// Why, in words.
    because: String,
}

/// A change that was taken back.
#[derive(SimpleObject)]
pub(crate) struct UndoneScheduleChange {
    /// The change.
    change: ScheduleChange,
    /// The series that stayed as they were.
    left: Vec<LeftAsChanged>,
}

impl From<series::ScheduleChange> for UndoneScheduleChange {
    fn from(change: series::ScheduleChange) -> Self {
        let left = change.left.iter().map(|LeftSeries { series_id, because }| LeftAsChanged {
            series_id: id(*series_id),
            because: because.clone(),
        });
        Self { left: left.collect(), change: change.into() }
    }
}

/// An edit of a series that was carried out.
#[derive(SimpleObject)]
pub(crate) struct CommittedSeriesEdit {
    /// The series, edited.
    series: SessionSeries,
    /// What takes it back, by `undoScheduleChange`.
    change: ScheduleChange,
}

impl From<CommittedEdit> for CommittedSeriesEdit {
    fn from(CommittedEdit { change, series, sessions: _ }: CommittedEdit) -> Self {
        Self { series: series.into(), change: change.into() }
    }
}
