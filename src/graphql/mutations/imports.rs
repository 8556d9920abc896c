//! Bringing in clients from an uploaded file, and taking an import back.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::imports::{
    self, CommitUpload, CommitUploadError, ImportClientsError, UndoImportError, commit_upload, preview_upload,
};
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::series::PlanHash;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::input::text;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::to_its_end::to_its_end;
use crate::graphql::types::{ClientImport, ImportDuplicates, ImportPreview};

/// A file that was posted to `/imports`, and how it is brought in.
#[derive(InputObject)]
pub(crate) struct ImportInput {
    /// The id that the post was answered with (`imp_…`). The file waits for a day.
    import_id: ID,
    /// Whether rows with something wrong are left out; otherwise one keeps the whole file out.
    #[graphql(default)]
    skip_bad_rows: bool,
    /// What becomes of a new row whose address a client or an earlier row has.
    #[graphql(default_with = "ImportDuplicates::Skip")]
    duplicates: ImportDuplicates,
}

/// An import to take back.
#[derive(InputObject)]
pub(crate) struct UndoImportInput {
    /// The import's id (`imp_…`).
    import_id: ID,
}

payload! {
    /// The answer to `previewImport`.
    "previewImport" => PreviewImportPayload {
        /// What bringing in the file would do.
        preview: ImportPreview
    }
    PreviewImportUserError, PreviewImportErrorCode {
        /// The file's text or its header can't be used: the message says where, and the way out.
        UnreadableFile,
    }
}

payload! {
    /// The answer to `commitImport`.
    "commitImport" => CommitImportPayload {
        /// The import, or what the same id came to before.
        client_import: ClientImport
    }
    CommitImportUserError, CommitImportErrorCode {
        /// The file's text or its header can't be used: the message says where, and the way out.
        UnreadableFile,
        /// What the preview was made from has changed, or the hash is another plan's: preview again.
        Stale,
        /// Rows can't be taken and may not be left out.
        BadRows,
    }
}

payload! {
    /// The answer to `undoImport`.
    "undoImport" => UndoImportPayload {
        /// The import, with the instant since when it is undone.
        client_import: ClientImport
    }
    UndoImportUserError, UndoImportErrorCode {
        /// Clients of it were enrolled, edited, moved on the waiting list, or given reminders of their own since.
        InUse,
    }
}

impl ImportInput {
    fn parse(&self) -> Result<CommitUpload> {
        let Self { import_id, skip_bad_rows, duplicates } = self;
        let id = parse_id("importId", import_id)?;
        Ok(CommitUpload { id, duplicates: (*duplicates).into(), skip_bad_rows: *skip_bad_rows })
    }
}

impl PreviewImportPayload {
    /// Plans what the input says.
    pub(crate) async fn of(ctx: &Context<'_>, input: ImportInput) -> Result<Self> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        match preview_upload(app, caller, input.parse()?).await {
            Ok(preview) => Self::done(ctx, preview),
            Err(CommitUploadError::Unreadable(error)) => {
                Ok(Self::refused(PreviewImportErrorCode::UnreadableFile, Some("importId"), error))
            }
            Err(CommitUploadError::Import(ImportClientsError::Failure(failure))) => {
                Err(expose_on("importId", failure))
            }
            // A preview shows bad rows, and has nothing that could be out of date.
            Err(CommitUploadError::Import(ImportClientsError::Stale | ImportClientsError::BadRows(_))) => {
                Err(expose_on("importId", Failure::NotFound))
            }
        }
    }
}

#[derive(Default)]
pub(crate) struct ImportMutations;

#[Object]
impl ImportMutations {
    /// Brings in an uploaded file exactly as `previewImport` showed, all of it or nothing. The same import again answers
    /// what it came to the first time. Needs the rights to change and to read clients. A large file may take longer than a
    /// request may: then the answer is `TIMEOUT` and the import goes on; send the same again until it is answered (`BUSY`
    /// while it is under way).
    async fn commit_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and how it is brought in, as previewed.")] input: ImportInput,
        #[graphql(desc = "The preview's hash.")] plan_hash: String,
    ) -> Result<CommitImportPayload> {
        use CommitImportErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let plan_hash: PlanHash = parsed!(text("planHash", &plan_hash));
        let refused = |code, field, error: &dyn ToString| {
            Ok(CommitImportPayload::refused(code, Some(field), error.to_string()))
        };
        let (app, caller, command) = (app.clone(), caller.clone(), input.parse()?);
        match to_its_end(async move { commit_upload(&app, &caller, command, plan_hash).await }).await {
            Ok(import) => CommitImportPayload::done(ctx, import),
            Err(CommitUploadError::Unreadable(error)) => refused(Code::UnreadableFile, "importId", &error),
            Err(CommitUploadError::Import(error @ ImportClientsError::Stale)) => {
                refused(Code::Stale, "planHash", &error)
            }
            Err(CommitUploadError::Import(error @ ImportClientsError::BadRows(_))) => {
                refused(Code::BadRows, "skipBadRows", &error)
            }
            Err(CommitUploadError::Import(ImportClientsError::Failure(failure))) => {
                Err(expose_on("importId", failure))
            }
        }
    }

    /// Takes back a whole import: removes the clients it recorded, and makes those it changed what they were before,
    /// while nobody has gone on with them. Undoing it again changes nothing. Where it takes longer than a request may, the
    /// answer is `TIMEOUT` and it goes on; send the same again until it is answered (`BUSY` while it is under way).
    async fn undo_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: UndoImportInput,
    ) -> Result<UndoImportPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("importId", &input.import_id)?;
        let (app, caller) = (app.clone(), caller.clone());
        match to_its_end(async move { imports::undo_import(&app, &caller, id, &|_, _| {}).await }).await {
            Ok(import) => UndoImportPayload::done(ctx, import),
            Err(error @ (UndoImportError::InUse { .. } | UndoImportError::Referred)) => {
                Ok(UndoImportPayload::refused(UndoImportErrorCode::InUse, Some("importId"), error))
            }
            Err(UndoImportError::Failure(failure)) => Err(expose_on("importId", failure)),
        }
    }
}
