//! Bringing in courses from an uploaded file, and taking such an import back.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::imports::{
    self, CommitCourseUpload, CommitCourseUploadError, ImportCoursesError, UndoCourseImportError,
    commit_course_upload, preview_course_upload,
};
use crate::app::{App, Failure};
use crate::domain::access::Caller;
use crate::domain::series::PlanHash;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::input::text;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::to_its_end::to_its_end;
use crate::graphql::types::{CourseImport, CourseImportPreview};

/// A file of courses that was posted to `/imports`, and how it is brought in.
#[derive(InputObject)]
pub(crate) struct CourseImportInput {
    /// The id that the post was answered with (`imp_…`). The file waits for a day.
    import_id: ID,
    /// Whether courses with a bad row are left out; otherwise one keeps the whole file out.
    #[graphql(default)]
    skip_bad_rows: bool,
}

/// An import of courses to take back.
#[derive(InputObject)]
pub(crate) struct UndoCourseImportInput {
    /// The import's id (`imp_…`).
    import_id: ID,
}

payload! {
    /// The answer to `previewCourseImport`.
    "previewCourseImport" => PreviewCourseImportPayload {
        /// What bringing in the file would do.
        preview: CourseImportPreview
    }
    PreviewCourseImportUserError, PreviewCourseImportErrorCode {
        /// The file's text or its header can't be used: the message says where, and the way out.
        UnreadableFile,
    }
}

payload! {
    /// The answer to `commitCourseImport`.
    "commitCourseImport" => CommitCourseImportPayload {
        /// The import, or what the same id came to before.
        course_import: CourseImport
    }
    CommitCourseImportUserError, CommitCourseImportErrorCode {
        /// The file's text or its header can't be used: the message says where, and the way out.
        UnreadableFile,
        /// What the preview was made from has changed, or the hash is another plan's: preview again.
        Stale,
        /// Rows can't be taken and their courses may not be left out.
        BadRows,
    }
}

payload! {
    /// The answer to `undoCourseImport`.
    "undoCourseImport" => UndoCourseImportPayload {
        /// The import, with the instant since when it is undone.
        course_import: CourseImport
    }
    UndoCourseImportUserError, UndoCourseImportErrorCode {
        /// Somebody has gone on with its courses: the message says with what.
        InUse,
    }
}

impl CourseImportInput {
    fn parse(&self) -> Result<CommitCourseUpload> {
        let Self { import_id, skip_bad_rows } = self;
        Ok(CommitCourseUpload { id: parse_id("importId", import_id)?, skip_bad_rows: *skip_bad_rows })
    }
}

impl PreviewCourseImportPayload {
    /// Plans what the input says.
    pub(crate) async fn of(ctx: &Context<'_>, input: CourseImportInput) -> Result<Self> {
        use CommitCourseUploadError as Error;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        match preview_course_upload(app, caller, input.parse()?).await {
            Ok(preview) => Self::done(ctx, preview),
            Err(Error::Unreadable(error)) => {
                Ok(Self::refused(PreviewCourseImportErrorCode::UnreadableFile, Some("importId"), error))
            }
            Err(Error::Import(ImportCoursesError::Failure(failure))) => Err(expose_on("importId", failure)),
            // A preview shows bad rows, and has nothing that could be out of date.
            Err(Error::Import(ImportCoursesError::Stale | ImportCoursesError::BadRows(_))) => {
                Err(expose_on("importId", Failure::NotFound))
            }
        }
    }
}

#[derive(Default)]
pub(crate) struct CourseImportMutations;

#[Object]
impl CourseImportMutations {
    /// Brings in an uploaded file of courses exactly as `previewCourseImport` showed, all of it or nothing. The same
    /// import again answers what it came to the first time. Needs the rights to manage the schedule, to change and to
    /// read clients, and to record attendance. A large file may take longer than a request may: then the answer is
    /// `TIMEOUT` and the import goes on; send the same again until it is answered (`BUSY` while it is under way).
    async fn commit_course_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and how it is brought in, as previewed.")] input: CourseImportInput,
        #[graphql(desc = "The preview's hash.")] plan_hash: String,
    ) -> Result<CommitCourseImportPayload> {
        use CommitCourseImportErrorCode as Code;
        use CommitCourseUploadError as Error;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let plan_hash: PlanHash = parsed!(text("planHash", &plan_hash));
        let refused = |code, field, error: &dyn ToString| {
            Ok(CommitCourseImportPayload::refused(code, Some(field), error.to_string()))
        };
        let (app, caller, command) = (app.clone(), caller.clone(), input.parse()?);
        match to_its_end(async move { commit_course_upload(&app, &caller, command, plan_hash).await }).await {
            Ok(import) => CommitCourseImportPayload::done(ctx, import),
            Err(Error::Unreadable(error)) => refused(Code::UnreadableFile, "importId", &error),
            Err(Error::Import(error @ ImportCoursesError::Stale)) => refused(Code::Stale, "planHash", &error),
            Err(Error::Import(error @ ImportCoursesError::BadRows(_))) => {
                refused(Code::BadRows, "skipBadRows", &error)
            }
            Err(Error::Import(ImportCoursesError::Failure(failure))) => Err(expose_on("importId", failure)),
        }
    }

    /// Takes back a whole import of courses: removes the groups and treatments it recorded, with their sessions and
    /// marks, while everything is as the import left it. Undoing it again changes nothing. Needs the rights of
    /// `commitCourseImport`. Where it takes longer than a request may, the answer is `TIMEOUT` and it goes on, as there.
    async fn undo_course_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: UndoCourseImportInput,
    ) -> Result<UndoCourseImportPayload> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("importId", &input.import_id)?;
        let (app, caller) = (app.clone(), caller.clone());
        match to_its_end(async move { imports::undo_course_import(&app, &caller, id).await }).await {
            Ok(import) => UndoCourseImportPayload::done(ctx, import),
            Err(
                error @ (UndoCourseImportError::InUse { .. }
                | UndoCourseImportError::WaitsAgain
                | UndoCourseImportError::Referred),
            ) => Ok(UndoCourseImportPayload::refused(
                UndoCourseImportErrorCode::InUse,
                Some("importId"),
                error,
            )),
            Err(UndoCourseImportError::Failure(failure)) => Err(expose_on("importId", failure)),
        }
    }
}
