//! What one request has shown so far.

use std::sync::{Mutex, PoisonError};

use async_graphql::parser::types::OperationType;
use async_graphql::{Context, Result};

use super::roots::root_fields;
use super::shown::Shown;
use crate::app::audit::ReadRecords;
use crate::graphql::guard::Admitted;

/// What one request has shown of clients so far; part of its data.
#[derive(Debug)]
pub(crate) struct Reads {
    operation: String,
    is_mutation: bool,
    shown: Mutex<ReadRecords>,
}

impl Reads {
    /// Of a request that asks for `operation`, and has shown nothing yet.
    pub(crate) fn new(operation: String, is_mutation: bool) -> Self {
        Self { operation, is_mutation, shown: Mutex::default() }
    }

    /// Of a document that was admitted.
    pub(crate) fn of(admitted: &Admitted) -> Self {
        let Some(operation) = admitted.operation() else { return Self::new(String::new(), false) };
        Self::new(root_fields(&admitted.document, operation), operation.ty == OperationType::Mutation)
    }

    /// What was asked for.
    pub(crate) fn operation(&self) -> &str {
        &self.operation
    }

    /// Whether something was changed before the answer was made.
    pub(super) const fn is_mutation(&self) -> bool {
        self.is_mutation
    }

    /// What was shown since this was last asked.
    pub(super) fn take(&self) -> ReadRecords {
        std::mem::take(&mut *self.shown.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Notes that the answer holds this.
pub(crate) fn note(ctx: &Context<'_>, shown: &(impl Shown + ?Sized)) -> Result<()> {
    let reads = ctx.data::<Reads>()?;
    shown.show(&mut reads.shown.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(())
}

/// The same for the record of a mutation's payload, unless the document leaves it out.
pub(crate) fn note_in_payload(ctx: &Context<'_>, record: &impl Shown) -> Result<()> {
    let payload = ctx.field();
    let mut selected = payload.selection_set();
    if selected.any(|field| !matches!(field.name(), "userErrors" | "__typename")) {
        note(ctx, record)
    } else {
        Ok(())
    }
}
