//! Imports of clients, and what one would do.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result, SimpleObject};

use crate::app::imports::UploadPreview;
use crate::domain::ids::ClientId;
use crate::domain::imports::{self, DuplicateOf, PlannedRow, RowOutcome};
use crate::domain::people::ExternalId;
use crate::graphql::ids::id;
use crate::graphql::page::PageRequest;
use crate::graphql::scalars::Instant;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What becomes of rows that seem to repeat somebody.
    ImportDuplicates = imports::Duplicates {
        /// They are left out.
        Skip,
        /// They are recorded all the same.
        Create,
    }

    /// What a row of a file does.
    ImportRowEffect = imports::RowEffect {
        /// It records a client.
        Create,
        /// It changes a client.
        Update,
        /// The client is as it says.
        Unchanged,
        /// It seems to be somebody who is there already; it is left out.
        LikelyDuplicate,
        /// Something is wrong with it; it is left out, or keeps the whole file out.
        Refused,
    }
}

/// How many rows of a file have which effect.
#[derive(SimpleObject)]
pub(crate) struct ImportCounts {
    /// Clients recorded.
    created: u64,
    /// Clients changed.
    updated: u64,
    /// Clients who are as the file says.
    unchanged: u64,
    /// Rows left out because the clinic, or the file, seems to have that person already.
    likely_duplicates: u64,
    /// Rows that something is wrong with.
    refused: u64,
}

impl From<imports::ImportCounts> for ImportCounts {
    fn from(counts: imports::ImportCounts) -> Self {
        let imports::ImportCounts { created, updated, unchanged, likely_duplicates, refused } = counts;
        Self { created, updated, unchanged, likely_duplicates, refused }
    }
}

/// An import of clients that was carried out.
pub(crate) struct ClientImport(pub(crate) imports::ClientImport);

/// An import of clients that was carried out.
#[Object]
impl ClientImport {
    /// The import's id (`imp_…`).
    async fn id(&self) -> ID {
        id(self.0.id)
    }

    /// When it was carried out.
    async fn created_at(&self) -> Instant {
        Instant(self.0.created_at)
    }

    /// What it did.
    async fn counts(&self) -> ImportCounts {
        self.0.counts.into()
    }

    /// Since when it is undone; null if it is not.
    async fn undone_at(&self) -> Option<Instant> {
        self.0.undone_at.map(Instant)
    }
}

impl From<imports::ClientImport> for ClientImport {
    fn from(record: imports::ClientImport) -> Self {
        Self(record)
    }
}

/// What bringing in an uploaded file would do.
pub(crate) struct ImportPreview(UploadPreview);

/// What bringing in an uploaded file would do.
#[Object]
impl ImportPreview {
    /// What `commitImport` takes, with the same input.
    async fn hash(&self) -> String {
        self.0.hash.to_string()
    }

    /// Whether `commitImport` would carry it out: no row is refused, or those are left out.
    async fn committable(&self) -> bool {
        self.0.committable
    }

    /// How many rows have which effect.
    async fn counts(&self) -> ImportCounts {
        self.0.plan.counts.into()
    }

    /// The rows in the order of the file. The next page is another preview, of what the clinic then has.
    async fn rows(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, ImportRow>> {
        let page = PageRequest::<u64>::parse(first, after.as_deref())?;
        page.part_of(ctx, &self.0.plan.rows, |row| row.line, |row| ImportRow(row.clone()))
    }
}

impl From<UploadPreview> for ImportPreview {
    fn from(preview: UploadPreview) -> Self {
        Self(preview)
    }
}

/// One row of a file and what it does.
pub(crate) struct ImportRow(PlannedRow);

impl ImportRow {
    /// The client it speaks of, if the clinic has them.
    pub(crate) fn client(&self) -> Option<ClientId> {
        self.0.outcome.client_id()
    }
}

/// One row of a file and what it does.
#[Object]
impl ImportRow {
    /// The line it begins on, from 1.
    async fn line(&self) -> u64 {
        self.0.line
    }

    /// What it does.
    async fn effect(&self) -> ImportRowEffect {
        self.0.outcome.effect().into()
    }

    /// The clinic's own number, if the row has one that can be read.
    async fn external_id(&self) -> Option<&str> {
        self.0.external_id.as_ref().map(ExternalId::as_str)
    }

    /// The client it changes, finds unchanged, or seems to repeat.
    async fn client_id(&self) -> Option<ID> {
        self.0.outcome.client_id().map(id)
    }

    /// The earlier line that it seems to repeat.
    async fn duplicate_of_line(&self) -> Option<u64> {
        match self.0.outcome {
            RowOutcome::LikelyDuplicate { of: DuplicateOf::Line(line), .. } => Some(line),
            RowOutcome::LikelyDuplicate { of: DuplicateOf::Client(_), .. }
            | RowOutcome::Create(_)
            | RowOutcome::Update(_)
            | RowOutcome::Unchanged(_)
            | RowOutcome::Refused(_) => None,
        }
    }

    /// The fields it changes, as `updateClient` names them, and `waitlist` if it puts the client on the waiting list or
    /// changes an entry there.
    async fn changed_fields(&self) -> Vec<&'static str> {
        match &self.0.outcome {
            RowOutcome::Update(changed) => changed.fields.clone(),
            RowOutcome::Create(_)
            | RowOutcome::Unchanged(_)
            | RowOutcome::LikelyDuplicate { .. }
            | RowOutcome::Refused(_) => Vec::new(),
        }
    }

    /// What is wrong with it.
    async fn refused_cells(&self) -> Vec<RefusedCell> {
        match &self.0.outcome {
            RowOutcome::Refused(refused) => refused.iter().cloned().map(RefusedCell::from).collect(),
            RowOutcome::Create(_)
            | RowOutcome::Update(_)
            | RowOutcome::Unchanged(_)
            | RowOutcome::LikelyDuplicate { .. } => Vec::new(),
        }
    }
}

/// One thing that is wrong with a row.
#[derive(SimpleObject)]
pub(crate) struct RefusedCell {
    /// The column by its name in the header; null if it is the row as a whole.
    column: Option<&'static str>,
    /// What the file has there, on one line and cut after 64 characters.
    value: String,
    /// Why it can't be taken, and what would do.
    reason: String,
}

impl From<imports::RefusedCell> for RefusedCell {
    fn from(refused: imports::RefusedCell) -> Self {
        let imports::RefusedCell { column, value, reason } = refused;
        Self { column, value, reason }
    }
}
