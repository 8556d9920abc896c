//! Series.

use async_graphql::{Context, ID, Object, Result};

use super::session::leads_or_manages;
use crate::domain::access::Caller;
use crate::domain::series::{self, MeetingLink};
use crate::graphql::ids::id;
use crate::graphql::scalars::{Instant, LocalDate, LocalTime};
use crate::graphql::types::Weekday;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What the planned count of a series counts.
    CountingMode = series::CountingMode {
        /// Sessions held: a skipped date makes the series run longer, the dose stays whole.
        HoldSessions,
        /// Weeks of the calendar: a skipped date loses its session.
        CalendarWeeks,
    }
}

/// A weekly series of sessions: wall time in a zone.
pub(crate) struct SessionSeries(pub(crate) series::SessionSeries);

/// A weekly series of sessions: wall time in a zone.
#[Object]
impl SessionSeries {
    /// The series' id (`srs_…`).
    pub(crate) async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// The group's id; null for an individual treatment and for a meeting of one client alone.
    async fn group_id(&self) -> Option<ID> {
        self.0.owner.group_id().map(id)
    }

    /// The enrollment's id, for an individual treatment and for a meeting of one client alone; null for a group.
    async fn enrollment_id(&self) -> Option<ID> {
        self.0.owner.enrollment_id().map(id)
    }

    /// The therapist's id.
    async fn therapist_id(&self) -> ID {
        id(self.0.therapist_id)
    }

    /// The room's id; null if remote.
    async fn room_id(&self) -> Option<ID> {
        self.0.room_id.map(id)
    }

    /// Where remote sessions are held. Null for who neither manages the schedule nor records attendance.
    async fn meeting_link(&self, ctx: &Context<'_>) -> Result<Option<&str>> {
        let link = self.0.meeting_link.as_ref();
        Ok(if leads_or_manages(ctx.data::<Caller>()?) { link.map(MeetingLink::as_str) } else { None })
    }

    /// The day of the week, in `zone`.
    async fn weekday(&self) -> Weekday {
        self.0.rule.weekday.into()
    }

    /// The wall time of the start, in `zone`.
    async fn local_start(&self) -> LocalTime {
        LocalTime(self.0.rule.local_start)
    }

    /// The tz database zone, as given.
    async fn zone(&self) -> &str {
        self.0.rule.zone.name()
    }

    /// The earliest date of the first session, in `zone`.
    async fn start_on(&self) -> LocalDate {
        LocalDate(self.0.rule.start_on)
    }

    /// How long a session takes, in elapsed minutes.
    async fn minutes(&self) -> u16 {
        self.0.rule.minutes.get()
    }

    /// How many sessions, or weeks, were planned.
    async fn planned_count(&self) -> u16 {
        self.0.rule.planned_count.get()
    }

    /// What the planned count counts.
    async fn counting(&self) -> CountingMode {
        self.0.rule.counting.into()
    }

    /// The dates left out, in `zone`.
    async fn skipped_on(&self) -> Vec<LocalDate> {
        self.0.rule.skipped_on.iter().copied().map(LocalDate).collect()
    }

    /// When it was made.
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }
}

impl From<series::SessionSeries> for SessionSeries {
    fn from(series: series::SessionSeries) -> Self {
        Self(series)
    }
}
