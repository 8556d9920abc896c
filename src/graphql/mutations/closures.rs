//! Previewing and entering closures.

use async_graphql::{Context, Object, Result};

use super::closure_input::CloseTimesInput;
use crate::app::closures::{
    self, CommitClosures, CommitClosuresError as Refusal, PlanClosuresError as PlanRefusal,
};
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::series::{CloseError, PlanHash};
use crate::graphql::expose::expose_on;
use crate::graphql::input::text;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::{ClosuresPreview, CommittedClosures};

payload! {
    /// The answer to `previewClosures`.
    "previewClosures" => PreviewClosuresPayload {
        /// What the closures would come to.
        preview: ClosuresPreview
    }
    PreviewClosuresUserError, PreviewClosuresErrorCode {
        /// No closure is given.
        NoClosure,
        /// All of them stand already.
        NothingNew,
        /// A site's closure needs a reason.
        NoReason,
        /// The clinic has no such site.
        SiteNotFound,
        /// The clinic has no such therapist.
        TherapistNotFound,
        /// The clinic has no such substitute, or they lead no sessions.
        SubstituteNotFound,
        /// The substitute is away too.
        SubstituteAway,
        /// A site is closed: substitutes help only where somebody is away.
        NobodyIsAway,
        /// A series or session that is decided for does not fall into the closures.
        NotClosedOut,
        /// Nothing is open for more than a year.
        ClosedThroughout,
        /// The time zone of the site, of a series or of somebody concerned is not in the time-zone data any more: the message
        /// names which needs another.
        ZoneUnknown,
        /// The group or treatment is over: nothing can be added.
        Over,
        /// The series can't be resolved so: too many sessions, or two would overlap.
        CannotBeResolved,
        /// A closure lies beyond the calendar.
        BeyondCalendar,
    }
}

payload! {
    /// The answer to `commitClosures`.
    "commitClosures" => CommitClosuresPayload {
        /// What was entered.
        committed: CommittedClosures
    }
    CommitClosuresUserError, CommitClosuresErrorCode {
        /// The closures can't be planned: `previewClosures` says why.
        CannotBePlanned,
        /// Something the preview was made from has changed, or the hash is another plan's: preview again.
        Stale,
        /// A therapist, a room or a client is in another session at one of the new times.
        DoubleBooked,
    }
}

impl PreviewClosuresPayload {
    /// Plans what the input says.
    pub(crate) async fn of(ctx: &Context<'_>, input: CloseTimesInput) -> Result<Self> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let command = parsed!(input.parse());
        match closures::preview_closures(app, caller, &command).await {
            Ok(plan) => Self::done(ctx, plan),
            Err(PlanRefusal::Failure(Failure::VanishedZone(vanished))) => {
                Ok(Self::refused(PreviewClosuresErrorCode::ZoneUnknown, None, vanished))
            }
            Err(PlanRefusal::Failure(failure)) => Err(expose_on("siteId", failure)),
            Err(error) => {
                let (code, field) = refusal(&error);
                Ok(Self::refused(code, field, error))
            }
        }
    }
}

fn refusal(error: &PlanRefusal) -> (PreviewClosuresErrorCode, Option<&'static str>) {
    use PreviewClosuresErrorCode as Code;
    match error {
        PlanRefusal::NoClosure | PlanRefusal::Failure(_) => (Code::NoClosure, Some("closures")),
        PlanRefusal::TooMany(_) | PlanRefusal::TooManyHours(_) => (Code::InvalidInput, Some("closures")),
        PlanRefusal::NothingNew => (Code::NothingNew, Some("closures")),
        PlanRefusal::NoReason(_) => (Code::NoReason, Some("closures")),
        PlanRefusal::SiteNotFound => (Code::SiteNotFound, Some("siteId")),
        PlanRefusal::TherapistNotFound => (Code::TherapistNotFound, Some("therapistId")),
        PlanRefusal::SubstituteNotFound { field } => {
            let of_series = field.starts_with("series");
            (Code::SubstituteNotFound, Some(if of_series { "series" } else { "substitutes" }))
        }
        PlanRefusal::BeyondCalendar => (Code::BeyondCalendar, Some("closures")),
        PlanRefusal::SeriesNotClosedOut(_) => (Code::NotClosedOut, Some("series")),
        PlanRefusal::SessionNotClosedOut(_) => (Code::NotClosedOut, Some("substitutes")),
        PlanRefusal::Over(_) => (Code::Over, Some("series")),
        // The message begins with the series.
        PlanRefusal::Series { series_id: _, error } => match error {
            CloseError::NotClosedOut(_) => (Code::NotClosedOut, Some("substitutes")),
            CloseError::NobodyIsAway => (Code::NobodyIsAway, Some("substitutes")),
            CloseError::SubstituteAway(_) => (Code::SubstituteAway, Some("substitutes")),
            CloseError::Edit(crate::domain::series::EditError::ClosedThroughout(_)) => {
                (Code::ClosedThroughout, Some("resolution"))
            }
            CloseError::Edit(_) => (Code::CannotBeResolved, Some("series")),
        },
    }
}

#[derive(Default)]
pub(crate) struct ClosureMutations;

#[Object]
impl ClosureMutations {
    /// Enters the closures that `previewClosures` showed, with what they make of every series: all of it or nothing.
    /// Clients are mailed once a few minutes have passed, one mail each. The same hash again changes nothing more.
    async fn commit_closures(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The closures and decisions, as previewed.")] input: CloseTimesInput,
        #[graphql(desc = "The preview's hash.")] plan_hash: String,
    ) -> Result<CommitClosuresPayload> {
        use CommitClosuresErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let plan_hash: PlanHash = parsed!(text("planHash", &plan_hash));
        let closures = parsed!(input.parse());
        let refused = |code, field, error: Refusal| Ok(CommitClosuresPayload::refused(code, field, error));
        match closures::commit_closures(app, caller, &CommitClosures { closures, plan_hash }).await {
            Ok(committed) => CommitClosuresPayload::done(ctx, committed),
            Err(error @ Refusal::Plan(_)) => refused(Code::CannotBePlanned, None, error),
            Err(error @ Refusal::Stale) => refused(Code::Stale, Some("planHash"), error),
            Err(error @ Refusal::DoubleBooked) => refused(Code::DoubleBooked, None, error),
            Err(Refusal::Failure(failure)) => Err(expose_on("siteId", failure)),
        }
    }
}
