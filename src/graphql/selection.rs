//! What a document selects below the field being resolved, so that its tree is loaded at once.

use async_graphql::{Context, Lookahead};

/// The places of the document that select the same rows: one field, or a connection's `nodes` and `edges.node`.
pub(crate) struct Selection<'a>(Vec<Lookahead<'a>>);

impl<'a> Selection<'a> {
    /// What is selected of the field being resolved.
    pub(crate) fn of(ctx: &'a Context<'a>) -> Self {
        Self(vec![ctx.look_ahead()])
    }

    /// What is selected of the rows of the connection being resolved.
    pub(crate) fn of_rows(ctx: &'a Context<'a>) -> Self {
        let connection = ctx.look_ahead();
        Self(vec![connection.field("nodes"), connection.field("edges").field("node")])
    }

    /// What is selected of a field of it.
    pub(crate) fn field(&self, name: &str) -> Self {
        Self(self.0.iter().map(|place| place.field(name)).collect())
    }

    /// Whether the document selects this field of it.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|place| place.field(name).exists())
    }
}
