//! Previewing and making a weekly series.

use async_graphql::{Context, Object, Result};

use super::series_input::SeriesInput;
use crate::app::App;
use crate::app::series::{self, CreateSeries, CreateSeriesError as Refusal, PlanSeriesError as PlanRefusal};
use crate::domain::access::Caller;
use crate::domain::series::{ExpandError, PlanHash, SeriesBlocker};
use crate::graphql::expose::expose;
use crate::graphql::input::text;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::{SeriesPreview, SessionSeries};

payload! {
    /// The answer to `previewSeries`.
    "previewSeries" => PreviewSeriesPayload {
        /// What the series would come to.
        preview: SeriesPreview
    }
    PreviewSeriesUserError, PreviewSeriesErrorCode {
        /// A skipped date matches no session, or is given twice.
        InvalidSkippedDate,
        /// The rule comes to no session, or to dates beyond the calendar.
        NoSessions,
        /// Too few or too many sessions for the program, or for any series.
        OutsideProgramBounds,
        /// The clinic has no such group or treatment.
        OwnerNotFound,
        /// The group is over or was cancelled.
        GroupEnded,
        /// The treatment is over.
        TreatmentEnded,
        /// The clinic has no such therapist.
        TherapistNotFound,
        /// The clinic has no such room.
        RoomNotFound,
        /// The clinic has no such site.
        SiteNotFound,
        /// The clinic does not have all of these clients.
        ClientNotFound,
    }
}

payload! {
    /// The answer to `createSeries`.
    "createSeries" => CreateSeriesPayload {
        /// The new series, or the one that the same hash made before.
        series: SessionSeries
    }
    CreateSeriesUserError, CreateSeriesErrorCode {
        /// The draft can't be planned: `previewSeries` says why.
        CannotBePlanned,
        /// Something a preview does without is missing.
        Incomplete,
        /// What the preview was made from has changed, or the hash is another plan's: preview again.
        Stale,
        /// The series would begin in the past.
        InPast,
        /// A therapist, a room or a client is in another session at one of these times.
        DoubleBooked,
    }
}

/// The same for the preview, which names it beforehand, and for the commit.
impl From<SeriesBlocker> for CreateSeriesUserError {
    fn from(blocker: SeriesBlocker) -> Self {
        use CreateSeriesErrorCode as Code;
        let (code, field) = match blocker {
            SeriesBlocker::NoOwner => (Code::Incomplete, Some("groupId")),
            SeriesBlocker::NoTherapist => (Code::Incomplete, Some("therapistId")),
            SeriesBlocker::InPast => (Code::InPast, Some("startOn")),
            SeriesBlocker::DoubleBooked => (Code::DoubleBooked, None),
        };
        Self { code, field: field.map(str::to_owned), message: blocker.to_string() }
    }
}

impl PreviewSeriesPayload {
    /// Plans what the input says.
    pub(crate) async fn of(ctx: &Context<'_>, input: SeriesInput) -> Result<Self> {
        use PreviewSeriesErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let draft = parsed!(input.parse());
        let refused = |code, field, error| Ok(Self::refused(code, Some(field), error));
        match series::preview_series(app, caller, draft).await {
            Ok(plan) => Self::done(ctx, plan),
            Err(PlanRefusal::Expand(error)) => {
                let (code, field) = match error {
                    ExpandError::StartNotOnAMinute(_) => (Code::InvalidInput, "localStart"),
                    ExpandError::SkipMatchesNoSession(_) | ExpandError::SkipRepeated(_) => {
                        (Code::InvalidSkippedDate, "skippedOn")
                    }
                    ExpandError::NoSessionLeft => (Code::NoSessions, "skippedOn"),
                    ExpandError::ClosedThroughout(_) | ExpandError::BeyondCalendar => {
                        (Code::NoSessions, "startOn")
                    }
                };
                refused(code, field, error.to_string())
            }
            Err(error @ (PlanRefusal::Count(_) | PlanRefusal::Bounds(_))) => {
                refused(Code::OutsideProgramBounds, "plannedCount", error.to_string())
            }
            Err(error @ PlanRefusal::OwnerNotFound) => {
                refused(Code::OwnerNotFound, "groupId", error.to_string())
            }
            Err(error @ PlanRefusal::GroupEnded(_)) => {
                refused(Code::GroupEnded, "groupId", error.to_string())
            }
            Err(error @ PlanRefusal::TreatmentEnded) => {
                refused(Code::TreatmentEnded, "enrollmentId", error.to_string())
            }
            Err(error @ PlanRefusal::TherapistNotFound) => {
                refused(Code::TherapistNotFound, "therapistId", error.to_string())
            }
            Err(error @ PlanRefusal::RoomNotFound) => {
                refused(Code::RoomNotFound, "roomId", error.to_string())
            }
            Err(error @ PlanRefusal::SiteNotFound) => {
                refused(Code::SiteNotFound, "siteId", error.to_string())
            }
            Err(error @ PlanRefusal::ClientNotFound) => {
                refused(Code::ClientNotFound, "clientIds", error.to_string())
            }
            Err(PlanRefusal::Failure(failure)) => Err(expose(failure)),
        }
    }
}

#[derive(Default)]
pub(crate) struct SeriesMutations;

#[Object]
impl SeriesMutations {
    /// Makes the series that `previewSeries` showed, with all its sessions and everybody's place in them. The same
    /// hash again answers what it made the first time.
    async fn create_series(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft, as previewed.")] input: SeriesInput,
        #[graphql(desc = "The preview's hash.")] plan_hash: String,
    ) -> Result<CreateSeriesPayload> {
        use CreateSeriesErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let plan_hash: PlanHash = parsed!(text("planHash", &plan_hash));
        let draft = parsed!(input.parse());
        let refused = |code, field, error: Refusal| Ok(CreateSeriesPayload::refused(code, field, error));
        match series::create_series(app, caller, CreateSeries { draft, plan_hash }).await {
            Ok(created) => CreateSeriesPayload::done(ctx, created.series),
            Err(error @ Refusal::Plan(_)) => refused(Code::CannotBePlanned, None, error),
            Err(error @ Refusal::Stale) => refused(Code::Stale, Some("planHash"), error),
            Err(Refusal::Blocked(blocker)) => {
                Ok(CreateSeriesPayload { series: None, user_errors: vec![blocker.into()] })
            }
            Err(Refusal::Failure(failure)) => Err(expose(failure)),
        }
    }
}
