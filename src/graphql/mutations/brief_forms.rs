//! The brief form: looking at it, accepting, declining, taking back.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::brief_form::{
    self, AboutBriefForm, AcceptBriefForm, AcceptBriefFormError as AcceptRefusal, DeclineBriefForm,
    DeclineBriefFormError as DeclineRefusal, PlanBriefFormError as PlanRefusal,
    UndoBriefFormError as UndoRefusal,
};
use crate::domain::access::Caller;
use crate::domain::attendance::Note;
use crate::domain::brief_form::BriefFormRefusal;
use crate::domain::enrollments as records;
use crate::domain::series::PlanHash;
use crate::graphql::expose::{expose_on, only};
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, invalid, optional_text, text};
use crate::graphql::loaders;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::selection::Selection;
use crate::graphql::types::{BriefFormPreview, Enrollment};

/// Whose brief form is looked at, or accepted.
#[derive(InputObject)]
pub(crate) struct BriefFormInput {
    /// The enrollment's id.
    enrollment_id: ID,
    /// What client and clinician agreed on: up to 500 characters. No part of the plan.
    reason: Option<String>,
}

payload! {
    /// The answer to `previewBriefForm`.
    "previewBriefForm" => PreviewBriefFormPayload {
        /// What the brief form would make of the course.
        preview: BriefFormPreview
    }
    PreviewBriefFormUserError, PreviewBriefFormErrorCode {
        /// The enrollment is over.
        EnrollmentOver,
        /// No more than eight sessions are promised.
        BriefAlready,
        /// Eight sessions or more were received: complete the course.
        ReceivedAlready,
        /// With what nobody has marked, more than eight may have been received: mark those first.
        UnmarkedSessions,
    }
}

payload! {
    /// The answer to `acceptBriefForm`.
    "acceptBriefForm" => AcceptBriefFormPayload {
        /// The enrollment, in the brief form.
        enrollment: Enrollment
    }
    AcceptBriefFormUserError, AcceptBriefFormErrorCode {
        /// It can't be planned: `previewBriefForm` says why.
        CannotBePlanned,
        /// Something the preview was made from has changed, or the hash is another plan's: preview again.
        Stale,
    }
}

/// The course that goes on as it is, and why.
#[derive(InputObject)]
pub(crate) struct DeclineBriefFormInput {
    /// The enrollment's id; this or `flagId`.
    enrollment_id: Option<ID>,
    /// The id of the flag that suggested the brief form; this or `enrollmentId`.
    flag_id: Option<ID>,
    /// Why: 1 to 500 characters.
    reason: String,
}

payload! {
    /// The answer to `declineBriefForm`.
    "declineBriefForm" => DeclineBriefFormPayload {
        /// The enrollment, as it was.
        enrollment: Enrollment
    }
    DeclineBriefFormUserError, DeclineBriefFormErrorCode {
        /// The flag is about something else.
        NotASuggestion,
        /// The enrollment is over.
        EnrollmentOver,
        /// The brief form was accepted: take that back first.
        AlreadyAccepted,
        /// It was declined already, for another reason: take that back first, or accept it.
        AlreadyDeclined,
    }
}

/// The course that is to be as it was before the brief form was accepted or declined.
#[derive(InputObject)]
pub(crate) struct UndoBriefFormInput {
    /// The enrollment's id.
    enrollment_id: ID,
}

payload! {
    /// The answer to `undoBriefForm`.
    "undoBriefForm" => UndoBriefFormPayload {
        /// The enrollment, as it was.
        enrollment: Enrollment
    }
    UndoBriefFormUserError, UndoBriefFormErrorCode {
        /// The brief form was neither accepted nor declined.
        NotAccepted,
        /// The enrollment is over.
        EnrollmentOver,
        /// A session that the client would be given back has begun.
        Begun,
        /// The client is in another session at one of the old times by now.
        ClientDoubleBooked,
        /// The client's own sessions can't be as they were: something happened to them since, or their times are taken.
        Overtaken,
    }
}

impl PreviewBriefFormPayload {
    /// Plans for the enrollment that the input names.
    pub(crate) async fn of(ctx: &Context<'_>, input: BriefFormInput) -> Result<Self> {
        use PreviewBriefFormErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let BriefFormInput { enrollment_id, reason } = input;
        let _: Option<Note> = parsed!(optional_text("reason", reason.as_deref()));
        let id = parse_id("enrollmentId", &enrollment_id)?;
        let refused = |code, error: PlanRefusal| Ok(Self::refused(code, Some("enrollmentId"), error));
        match brief_form::preview_brief_form(app, caller, id).await {
            Ok(plan) => Self::done(ctx, plan),
            Err(error @ PlanRefusal::Over) => refused(Code::EnrollmentOver, error),
            Err(PlanRefusal::Refused(refusal)) => {
                let code = match refusal {
                    BriefFormRefusal::BriefAlready(_) => Code::BriefAlready,
                    BriefFormRefusal::Received(_) => Code::ReceivedAlready,
                    BriefFormRefusal::Unmarked { .. } => Code::UnmarkedSessions,
                };
                refused(code, refusal.into())
            }
            Err(PlanRefusal::Failure(failure)) => Err(expose_on("enrollmentId", failure)),
        }
    }
}

#[derive(Default)]
pub(crate) struct BriefFormMutations;

#[Object]
impl BriefFormMutations {
    /// Accepts the brief form that `previewBriefForm` showed: the enrollment is promised eight sessions, and those received
    /// count. The client's own sessions beyond are cancelled, their places beyond in sessions of groups are released; nobody
    /// else's change. The suggestion is resolved, and the client is mailed of the sessions alone, once a few minutes have
    /// passed. The same hash again changes nothing more. For whoever leads sessions of the enrollment, coordinators and
    /// administrators.
    async fn accept_brief_form(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The enrollment, as previewed.")] input: BriefFormInput,
        #[graphql(desc = "The preview's hash.")] plan_hash: String,
    ) -> Result<AcceptBriefFormPayload> {
        use AcceptBriefFormErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let BriefFormInput { enrollment_id, reason } = input;
        let plan_hash: PlanHash = parsed!(text("planHash", &plan_hash));
        let command = AcceptBriefForm {
            enrollment_id: parse_id("enrollmentId", &enrollment_id)?,
            reason: parsed!(optional_text("reason", reason.as_deref())),
            plan_hash,
        };
        let refused =
            |code, field, error: AcceptRefusal| Ok(AcceptBriefFormPayload::refused(code, Some(field), error));
        match brief_form::accept_brief_form(app, caller, &command).await {
            Ok(record) => AcceptBriefFormPayload::done(ctx, shown(ctx, record).await?),
            Err(error @ AcceptRefusal::Plan(_)) => refused(Code::CannotBePlanned, "enrollmentId", error),
            Err(error @ AcceptRefusal::Stale) => refused(Code::Stale, "planHash", error),
            Err(AcceptRefusal::Failure(failure)) => Err(expose_on("enrollmentId", failure)),
        }
    }

    /// Keeps that the course goes on as it is, and why; the suggestion is resolved with that reason. For whoever leads
    /// sessions of the enrollment, coordinators and administrators.
    async fn decline_brief_form(
        &self,
        ctx: &Context<'_>,
        input: DeclineBriefFormInput,
    ) -> Result<DeclineBriefFormPayload> {
        use DeclineBriefFormErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let DeclineBriefFormInput { enrollment_id, flag_id, reason } = input;
        let (field, about) = match (enrollment_id, flag_id) {
            (Some(id), None) => ("enrollmentId", AboutBriefForm::Enrollment(parse_id("enrollmentId", &id)?)),
            (None, Some(id)) => ("flagId", AboutBriefForm::Flag(parse_id("flagId", &id)?)),
            (Some(_), Some(_)) | (None, None) => return Ok(one_of_both().into()),
        };
        let command = DeclineBriefForm { about, reason: parsed!(text("reason", &reason)) };
        let refused = |code, field, error: DeclineRefusal| {
            Ok(DeclineBriefFormPayload::refused(code, Some(field), error))
        };
        match brief_form::decline_brief_form(app, caller, &command).await {
            Ok(record) => DeclineBriefFormPayload::done(ctx, shown(ctx, record).await?),
            Err(error @ DeclineRefusal::NotASuggestion(_)) => refused(Code::NotASuggestion, field, error),
            Err(error @ DeclineRefusal::Over) => refused(Code::EnrollmentOver, field, error),
            Err(error @ DeclineRefusal::Accepted) => refused(Code::AlreadyAccepted, field, error),
            Err(error @ DeclineRefusal::Declined) => refused(Code::AlreadyDeclined, "reason", error),
            Err(DeclineRefusal::Failure(failure)) => Err(expose_on(field, failure)),
        }
    }

    /// Takes an accepted brief form back, as long as no session has begun that it took from the client: as many sessions are
    /// promised as before, the client's own take place after all, and the client is expected again in their group, at what was
    /// added meanwhile too. Within a few minutes nobody is mailed of either. Takes a declined one back, too: nothing stands
    /// decided then. The suggestion stands where it stood before, with an entry TAKEN_BACK in its `history`.
    async fn undo_brief_form(
        &self,
        ctx: &Context<'_>,
        input: UndoBriefFormInput,
    ) -> Result<UndoBriefFormPayload> {
        use UndoBriefFormErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("enrollmentId", &input.enrollment_id)?;
        let refused =
            |code, error: UndoRefusal| Ok(UndoBriefFormPayload::refused(code, Some("enrollmentId"), error));
        match brief_form::undo_brief_form(app, caller, id).await {
            Ok(record) => UndoBriefFormPayload::done(ctx, shown(ctx, record).await?),
            Err(error @ UndoRefusal::NotAccepted) => refused(Code::NotAccepted, error),
            Err(error @ UndoRefusal::Over) => refused(Code::EnrollmentOver, error),
            Err(error @ UndoRefusal::Begun(_)) => refused(Code::Begun, error),
            Err(error @ UndoRefusal::DoubleBooked) => refused(Code::ClientDoubleBooked, error),
            Err(error @ UndoRefusal::Series(_)) => refused(Code::Overtaken, error),
            Err(UndoRefusal::Failure(failure)) => Err(expose_on("enrollmentId", failure)),
        }
    }
}

fn one_of_both() -> InvalidField {
    invalid("enrollmentId")(&"give the enrollmentId or the flagId, one of both")
}

/// The enrollment with the edges that the payload's document selects.
async fn shown(ctx: &Context<'_>, record: records::Enrollment) -> Result<Enrollment> {
    let selection = Selection::of(ctx).field("enrollment");
    only(loaders::enrollments(ctx, selection, vec![record]).await?)
}
