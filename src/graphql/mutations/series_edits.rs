//! Previewing and committing edits of a series.

use async_graphql::{Context, Object, Result};

use super::series_edit_input::SeriesEditInput;
use crate::app::series::{
    self, CommitSeriesEdit, CommitSeriesEditError as Refusal, PlanEditError as PlanRefusal,
};
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::series::{EditError, PlanHash, RestoreError};
use crate::graphql::expose::expose_on;
use crate::graphql::input::text;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::{CommittedSeriesEdit, SeriesEditPreview};

payload! {
    /// The answer to `previewSeriesEdit`.
    "previewSeriesEdit" => PreviewSeriesEditPayload {
        /// What the edit would come to.
        preview: SeriesEditPreview
    }
    PreviewSeriesEditUserError, PreviewSeriesEditErrorCode {
        /// Things are asked for that don't go together, or nothing is.
        InvalidEdit,
        /// The series has no such session.
        SessionNotFound,
        /// The session is cancelled.
        Cancelled,
        /// The session has begun: past sessions are never rewritten.
        Held,
        /// Somebody's attendance is recorded for it already, such as an absence announced beforehand: take that back by
        /// `correctMark` first, or cancel the session by `cancelSession`.
        Marked,
        /// No session in scope is to come and unmarked.
        NothingLeft,
        /// All is so already.
        NothingChanges,
        /// A session would begin in the past.
        InPast,
        /// Two sessions of the series would overlap.
        Overlap,
        /// Too few or too many sessions for the program, for any series, or for what has begun.
        OutsideProgramBounds,
        /// A session would lie beyond the calendar.
        BeyondCalendar,
        /// The series' time zone is not in the time-zone data any more: edit it with another `zone`.
        ZoneUnknown,
        /// Nothing is open after the last session for more than a year.
        ClosedThroughout,
        /// The restored make-up would be the second one: cancel the other one first.
        MadeUpOtherwise,
        /// Another companion meeting of the restored one's kind stands by now: cancel that one first.
        ScheduledAnew,
        /// The group or treatment is over: nothing can be added.
        Over,
        /// The clinic has no such therapist.
        TherapistNotFound,
        /// The clinic has no such room.
        RoomNotFound,
    }
}

payload! {
    /// The answer to `commitSeriesEdit`.
    "commitSeriesEdit" => CommitSeriesEditPayload {
        /// The series, edited, and what takes that back.
        committed: CommittedSeriesEdit
    }
    CommitSeriesEditUserError, CommitSeriesEditErrorCode {
        /// The edit can't be planned: `previewSeriesEdit` says why.
        CannotBePlanned,
        /// Something the preview was made from has changed, or the hash is another plan's: preview again.
        Stale,
        /// A therapist, a room or a client is in another session at one of the new times.
        DoubleBooked,
    }
}

impl PreviewSeriesEditPayload {
    /// Plans what the input says.
    pub(crate) async fn of(ctx: &Context<'_>, input: SeriesEditInput) -> Result<Self> {
        use PreviewSeriesEditErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse());
        let (code, field, message) = match series::preview_series_edit(app, caller, &command).await {
            Ok(plan) => return Self::done(ctx, plan),
            Err(PlanRefusal::Failure(Failure::VanishedZone(vanished))) => {
                (Code::ZoneUnknown, None, vanished.to_string())
            }
            Err(PlanRefusal::Failure(failure)) => return Err(expose_on("seriesId", failure)),
            Err(PlanRefusal::Edit(error)) => {
                let (code, field) = refusal(&error);
                (code, field, error.to_string())
            }
            Err(error @ PlanRefusal::Bounds(_)) => {
                (Code::OutsideProgramBounds, Some("count"), error.to_string())
            }
            Err(error @ PlanRefusal::TherapistNotFound) => {
                (Code::TherapistNotFound, Some("therapistId"), error.to_string())
            }
            Err(error @ PlanRefusal::RoomNotFound) => (Code::RoomNotFound, Some("roomId"), error.to_string()),
            Err(PlanRefusal::Restore(error)) => {
                let code = match error {
                    RestoreError::Over => Code::Over,
                    RestoreError::MadeUpOtherwise => Code::MadeUpOtherwise,
                    RestoreError::ScheduledAnew => Code::ScheduledAnew,
                };
                (code, Some("restore"), error.to_string())
            }
            Err(error @ PlanRefusal::Over) => (Code::Over, Some("seriesId"), error.to_string()),
        };
        Ok(Self::refused(code, field, message))
    }
}

fn refusal(error: &EditError) -> (PreviewSeriesEditErrorCode, Option<&'static str>) {
    use PreviewSeriesEditErrorCode as Code;
    match error {
        EditError::AsksForNothing => (Code::InvalidEdit, None),
        EditError::CancelsAndChanges => (Code::InvalidEdit, Some("cancel")),
        EditError::DateOfSeveral | EditError::DateAndWeekday => (Code::InvalidEdit, Some("on")),
        EditError::RestoresSeveral => (Code::InvalidEdit, Some("restore")),
        EditError::CountOfOne | EditError::CountOfMeeting => (Code::InvalidEdit, Some("count")),
        EditError::NotOnAMinute(_) => (Code::InvalidEdit, Some("localStart")),
        EditError::NotOfSeries => (Code::SessionNotFound, Some("sessionId")),
        EditError::Cancelled => (Code::Cancelled, Some("sessionId")),
        EditError::Begun => (Code::Held, Some("sessionId")),
        EditError::Marked => (Code::Marked, Some("sessionId")),
        EditError::NoneLeft => (Code::NothingLeft, Some("scope")),
        EditError::IntoThePast { .. } => (Code::InPast, None),
        EditError::Overlap(_) => (Code::Overlap, None),
        EditError::TooFew { .. } => (Code::OutsideProgramBounds, Some("count")),
        EditError::TooMany(_) => (Code::OutsideProgramBounds, Some("cancel")),
        EditError::ZoneUnknown(_) => (Code::ZoneUnknown, Some("zone")),
        EditError::NothingChanges => (Code::NothingChanges, None),
        EditError::ClosedThroughout(_) => (Code::ClosedThroughout, None),
        EditError::BeyondCalendar => (Code::BeyondCalendar, None),
    }
}

#[derive(Default)]
pub(crate) struct SeriesEditMutations;

#[Object]
impl SeriesEditMutations {
    /// Carries out the edit that `previewSeriesEdit` showed. Ids, past and marked sessions stay; clients are mailed once
    /// a few minutes have passed without another edit. The same hash again changes nothing more.
    async fn commit_series_edit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The edit, as previewed.")] input: SeriesEditInput,
        #[graphql(desc = "The preview's hash.")] plan_hash: String,
    ) -> Result<CommitSeriesEditPayload> {
        use CommitSeriesEditErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let plan_hash: PlanHash = parsed!(text("planHash", &plan_hash));
        let edit = parsed!(input.parse());
        let refused = |code, field, error: Refusal| Ok(CommitSeriesEditPayload::refused(code, field, error));
        match series::commit_series_edit(app, caller, &CommitSeriesEdit { edit, plan_hash }).await {
            Ok(committed) => CommitSeriesEditPayload::done(ctx, committed),
            Err(error @ Refusal::Plan(_)) => refused(Code::CannotBePlanned, None, error),
            Err(error @ Refusal::Stale) => refused(Code::Stale, Some("planHash"), error),
            Err(error @ Refusal::DoubleBooked) => refused(Code::DoubleBooked, None, error),
            Err(Refusal::Failure(failure)) => Err(expose_on("seriesId", failure)),
        }
    }
}
