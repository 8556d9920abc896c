//! How many items a field asks for.

use async_graphql::parser::types::{Field, OperationDefinition};
use async_graphql::{Name, Value, Variables};

/// What stands under these fields is paid once for each item of the page.
pub(super) const ITEM_FIELDS: [&str; 2] = ["nodes", "edges"];

const PAGE_ARGUMENTS: [&str; 2] = ["first", "last"];

/// Reads page sizes of one operation, given as literals, variables or variables' defaults.
pub(super) struct Pages<'a> {
    operation: &'a OperationDefinition,
    variables: &'a Variables,
}

impl<'a> Pages<'a> {
    pub(super) const fn new(operation: &'a OperationDefinition, variables: &'a Variables) -> Self {
        Self { operation, variables }
    }

    /// The larger of `first` and `last`, in items and at least 1; `None` if neither is a number.
    pub(super) fn asked(&self, field: &Field) -> Option<u64> {
        PAGE_ARGUMENTS
            .iter()
            .filter_map(|argument| field.get_argument(argument))
            .filter_map(|value| {
                value.node.clone().into_const_with(|name| self.variable(&name).ok_or(())).ok()
            })
            .filter_map(|value| match value {
                Value::Number(items) => Some(items.as_u64().unwrap_or(1).max(1)),
                _ => None,
            })
            .max()
    }

    fn variable(&self, name: &Name) -> Option<Value> {
        self.variables.get(name).cloned().or_else(|| {
            let definitions = &self.operation.variable_definitions;
            let definition = definitions.iter().find(|definition| definition.node.name.node == *name)?;
            definition.node.default_value.as_ref().map(|value| value.node.clone())
        })
    }
}
