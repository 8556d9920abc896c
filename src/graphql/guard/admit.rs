//! The door: text in, a parsed and priced document out.

use async_graphql::Variables;
use async_graphql::parser::types::{DocumentOperations, ExecutableDocument, OperationDefinition};
use async_graphql::parser::{self, Error as ParserError};

use super::lexical::scan;
use super::limits::{Limit, Limits};
use super::price::{Price, price};
use super::refusal::Refusal;

/// A document that may be validated and executed.
#[derive(Debug, Clone)]
pub struct Admitted {
    /// The parsed document: one operation and its fragments.
    pub document: ExecutableDocument,
    /// What it asks for.
    pub price: Price,
}

impl Admitted {
    /// The document's only operation.
    #[must_use]
    pub fn operation(&self) -> Option<&OperationDefinition> {
        self.document.operations.iter().next().map(|(_, operation)| &operation.node)
    }
}

/// Scans, parses and prices a document. Takes time linear in the text's length, whatever the text.
///
/// # Errors
/// A `Refusal` naming the first limit exceeded, or the place where the text stops being GraphQL.
pub fn admit(text: &str, variables: &Variables, limits: &Limits) -> Result<Admitted, Refusal> {
    scan(text, limits)?;
    let document = parser::parse_query(text).map_err(|error| refusal(&error, limits))?;
    let definitions = document.operations.iter().len() + document.fragments.len();
    if definitions as u64 > limits.definitions {
        return Err(Refusal::too_much(Limit::Definitions, limits.definitions));
    }
    let price = price(&document, only_operation(&document)?, variables, limits)?;
    Ok(Admitted { document, price })
}

fn only_operation(document: &ExecutableDocument) -> Result<&OperationDefinition, Refusal> {
    match &document.operations {
        DocumentOperations::Single(operation) => Ok(&operation.node),
        DocumentOperations::Multiple(operations) if operations.len() > 1 => Err(Refusal::SeveralOperations),
        DocumentOperations::Multiple(operations) => {
            operations.values().next().map(|operation| &operation.node).ok_or(Refusal::NoOperation)
        }
    }
}

/// The parser's message quotes the line it stumbled over; ours gives the place.
fn refusal(error: &ParserError, limits: &Limits) -> Refusal {
    match error {
        ParserError::MultipleOperations { .. } | ParserError::OperationDuplicated { .. } => {
            Refusal::SeveralOperations
        }
        ParserError::FragmentDuplicated { .. } => Refusal::DuplicateFragment,
        ParserError::MissingOperation => Refusal::NoOperation,
        ParserError::RecursionLimitExceeded => Refusal::too_much(Limit::Nesting, limits.nesting),
        _ => {
            let place = error.positions().next().unwrap_or_default();
            Refusal::Syntax { line: place.line, column: place.column }
        }
    }
}
