//! Making two records of one client one, and taking them apart again.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::people::{
    MergeClients, MergeClientsError, MergeDraft, PlanMergeError, UndoMergeError, merge_clients,
    preview_merge, undo_merge,
};
use crate::domain::access::Caller;
use crate::domain::series::PlanHash;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::input::text;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::types::{ClientMerge, ClientMergePreview};

/// Two records of one client.
#[derive(InputObject)]
pub(crate) struct MergeClientsInput {
    /// The client whose record is kept (`cli_…`).
    kept_id: ID,
    /// The other record of the same client (`cli_…`), which goes.
    merged_id: ID,
}

/// A merge to take back.
#[derive(InputObject)]
pub(crate) struct UndoClientMergeInput {
    /// The merge's id (`mrg_…`).
    merge_id: ID,
}

payload! {
    /// The answer to `previewClientMerge`.
    "previewClientMerge" => PreviewClientMergePayload {
        /// What the merge would come to.
        preview: ClientMergePreview
    }
    PreviewClientMergeUserError, PreviewClientMergeErrorCode {
        /// Both ids are of one record.
        SameClient,
        /// The clinic has no client of the id in `mergedId`.
        MergedNotFound,
    }
}

payload! {
    /// The answer to `mergeClients`.
    "mergeClients" => MergeClientsPayload {
        /// The merge, or what the same plan came to before.
        merge: ClientMerge
    }
    MergeClientsUserError, MergeClientsErrorCode {
        /// Both ids are of one record.
        SameClient,
        /// The clinic has no client of the id in `mergedId`.
        MergedNotFound,
        /// A record or a course has changed since the preview, or the hash is another plan's: preview again.
        Stale,
        /// Both have an open enrollment in the same group.
        BothEnrolled,
        /// Both are expected in sessions at the same time.
        DoubleBooked,
        /// Both wait for the same program.
        BothWaiting,
    }
}

payload! {
    /// The answer to `undoClientMerge`.
    "undoClientMerge" => UndoClientMergePayload {
        /// The merge, with the instant since when it is undone.
        merge: ClientMerge
    }
    UndoClientMergeUserError, UndoClientMergeErrorCode {
        /// The kept record was edited or merged again since.
        ChangedSince,
        /// Another client has the external id of the record that would come back.
        ExternalIdTaken,
    }
}

impl MergeClientsInput {
    fn parse(&self) -> Result<MergeDraft> {
        let Self { kept_id, merged_id } = self;
        Ok(MergeDraft { kept_id: parse_id("keptId", kept_id)?, merged_id: parse_id("mergedId", merged_id)? })
    }
}

impl PreviewClientMergePayload {
    /// Plans what the input says.
    pub(crate) async fn of(ctx: &Context<'_>, input: MergeClientsInput) -> Result<Self> {
        use PreviewClientMergeErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let draft = input.parse()?;
        match preview_merge(app, caller, draft).await {
            Ok(plan) => Self::done(ctx, ClientMergePreview::new(draft, plan)),
            Err(error @ PlanMergeError::SameClient) => {
                Ok(Self::refused(Code::SameClient, Some("mergedId"), error))
            }
            Err(error @ PlanMergeError::MergedNotFound) => {
                Ok(Self::refused(Code::MergedNotFound, Some("mergedId"), error))
            }
            Err(PlanMergeError::Failure(failure)) => Err(expose_on("keptId", failure)),
        }
    }
}

#[derive(Default)]
pub(crate) struct ClientMergeMutations;

#[Object]
impl ClientMergeMutations {
    /// Makes two records of one client one, as `previewClientMerge` showed: courses, sessions, marks, flags and mails of
    /// the other go over to the kept one, and the other is no client any more. The same plan again answers the merge it
    /// made. Needs the rights to change and to read clients.
    async fn merge_clients(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which two, as previewed.")] input: MergeClientsInput,
        #[graphql(desc = "The preview's hash.")] plan_hash: String,
    ) -> Result<MergeClientsPayload> {
        use MergeClientsErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let draft = input.parse()?;
        let plan_hash: PlanHash = parsed!(text("planHash", &plan_hash));
        let refused = |code, field, error: MergeClientsError| {
            Ok(MergeClientsPayload::refused(code, Some(field), error))
        };
        match merge_clients(app, caller, MergeClients { draft, plan_hash }).await {
            Ok(merge) => MergeClientsPayload::done(ctx, merge),
            Err(MergeClientsError::Plan(PlanMergeError::Failure(failure))) => {
                Err(expose_on("keptId", failure))
            }
            Err(error @ MergeClientsError::Plan(PlanMergeError::SameClient)) => {
                refused(Code::SameClient, "mergedId", error)
            }
            Err(error @ MergeClientsError::Plan(PlanMergeError::MergedNotFound)) => {
                refused(Code::MergedNotFound, "mergedId", error)
            }
            Err(error @ MergeClientsError::Stale) => refused(Code::Stale, "planHash", error),
            Err(error @ MergeClientsError::BothEnrolled) => refused(Code::BothEnrolled, "mergedId", error),
            Err(error @ MergeClientsError::DoubleBooked) => refused(Code::DoubleBooked, "mergedId", error),
            Err(error @ MergeClientsError::BothWaiting) => refused(Code::BothWaiting, "mergedId", error),
        }
    }

    /// Takes a merge back, while nobody has edited the kept record since: both records are what they were, each with the
    /// courses it had; marks recorded meanwhile stay with their course. Undoing it again changes nothing.
    async fn undo_client_merge(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: UndoClientMergeInput,
    ) -> Result<UndoClientMergePayload> {
        use UndoClientMergeErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("mergeId", &input.merge_id)?;
        match undo_merge(app, caller, id).await {
            Ok(merge) => UndoClientMergePayload::done(ctx, merge),
            Err(error @ UndoMergeError::ChangedSince) => {
                Ok(UndoClientMergePayload::refused(Code::ChangedSince, Some("mergeId"), error))
            }
            Err(error @ UndoMergeError::ExternalIdTaken) => {
                Ok(UndoClientMergePayload::refused(Code::ExternalIdTaken, Some("mergeId"), error))
            }
            Err(UndoMergeError::Failure(failure)) => Err(expose_on("mergeId", failure)),
        }
    }
}
