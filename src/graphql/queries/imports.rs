//! Imports, and what one would do.

use async_graphql::connection::Connection;
use async_graphql::{Context, Object, Result};

use crate::app::{App, imports};
use crate::domain::access::Caller;
use crate::graphql::expose::expose;
use crate::graphql::mutations::{
    CourseImportInput, ImportInput, PreviewCourseImportPayload, PreviewImportPayload,
};
use crate::graphql::page::PageRequest;
use crate::graphql::types::{ClientImport, CourseImport};

#[derive(Default)]
pub(crate) struct ImportQueries;

#[Object]
impl ImportQueries {
    /// The clinic's imports of clients, newest first, those undone too.
    async fn client_imports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, ClientImport>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let found = imports::list_imports(app, caller, page.slice()).await.map_err(expose)?;
        page.connection(ctx, found, |import| import.id, ClientImport)
    }

    /// What bringing in a file that was posted to `/imports` would do, row by row; writes nothing. Needs the rights to
    /// change and to read clients.
    async fn preview_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and how it is brought in.")] input: ImportInput,
    ) -> Result<PreviewImportPayload> {
        PreviewImportPayload::of(ctx, input).await
    }

    /// The clinic's imports of courses, newest first, those undone too.
    async fn course_imports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, CourseImport>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let found = imports::list_course_imports(app, caller, page.slice()).await.map_err(expose)?;
        page.connection(ctx, found, |import| import.id, CourseImport)
    }

    /// What bringing in a file of courses that was posted to `/imports` would do, course by course; writes nothing. Needs
    /// the rights of `commitCourseImport`.
    async fn preview_course_import(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and how it is brought in.")] input: CourseImportInput,
    ) -> Result<PreviewCourseImportPayload> {
        PreviewCourseImportPayload::of(ctx, input).await
    }
}
