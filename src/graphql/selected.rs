//! The fields a document selects, each with what the schema says of it.

use async_graphql::parser::types::{
    Directive, ExecutableDocument, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::registry::{MetaField, MetaTypeName, Registry};
use async_graphql::{Pos, Positioned, Value, Variables};

/// A field at its place in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SelectedField {
    /// The field's name in the schema.
    pub(super) name: String,
    /// Where the document selects it.
    pub(super) position: Pos,
}

/// Shows every field that an operation of that kind selects, however deep, but for those that `@skip` and `@include`
/// leave out. The document has been priced: its fragments end, and it is not too large to be walked.
pub(super) fn selected_fields(
    registry: &Registry,
    document: &ExecutableDocument,
    kind: OperationType,
    variables: &Variables,
    see: &mut dyn FnMut(&SelectedField, &MetaField),
) {
    let operations = document.operations.iter().map(|(_, operation)| &operation.node);
    for operation in operations.filter(|operation| operation.ty == kind) {
        let root = match kind {
            OperationType::Query => Some(registry.query_type.as_str()),
            OperationType::Mutation => registry.mutation_type.as_deref(),
            OperationType::Subscription => registry.subscription_type.as_deref(),
        };
        let mut walk = Walk { registry, document, operation, variables, see };
        if let Some(root) = root {
            walk.set(root, &operation.selection_set.node);
        }
    }
}

struct Walk<'a> {
    registry: &'a Registry,
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    see: &'a mut dyn FnMut(&SelectedField, &MetaField),
}

impl Walk<'_> {
    /// Walks a selection on a type; what the schema does not know is validation's affair.
    fn set(&mut self, of_type: &str, set: &SelectionSet) {
        for item in &set.items {
            match &item.node {
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    let meta = self.registry.types.get(of_type).and_then(|known| known.field_by_name(name));
                    if let Some(meta) = meta.filter(|_| self.is_included(&field.node.directives)) {
                        (self.see)(&SelectedField { name: name.to_owned(), position: field.pos }, meta);
                        let inner = MetaTypeName::concrete_typename(&meta.ty);
                        self.set(inner, &field.node.selection_set.node);
                    }
                }
                Selection::InlineFragment(inline) if self.is_included(&inline.node.directives) => {
                    let condition = inline.node.type_condition.as_ref();
                    let on = condition.map_or(of_type, |condition| condition.node.on.node.as_str());
                    self.set(on, &inline.node.selection_set.node);
                }
                Selection::FragmentSpread(spread) if self.is_included(&spread.node.directives) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.node.fragment_name.node) {
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        self.set(on, &fragment.node.selection_set.node);
                    }
                }
                Selection::InlineFragment(_) | Selection::FragmentSpread(_) => {}
            }
        }
    }

    /// Whether `@skip` and `@include` leave it in; what can't be told is taken as in.
    fn is_included(&self, directives: &[Positioned<Directive>]) -> bool {
        directives.iter().all(|directive| {
            let condition = directive.node.get_argument("if").map(|value| value.node.clone());
            let value = condition.and_then(|value| value.into_const_with(|name| self.variable(&name)).ok());
            match directive.node.name.node.as_str() {
                "skip" => value != Some(Value::Boolean(true)),
                "include" => value != Some(Value::Boolean(false)),
                _ => true,
            }
        })
    }

    /// A variable's value: as given, or its default.
    fn variable(&self, name: &str) -> Result<Value, ()> {
        let given = self.variables.iter().find(|(known, _)| known.as_str() == name);
        let definitions = self.operation.variable_definitions.iter().map(|definition| &definition.node);
        let default = || {
            let definition = definitions.clone().find(|definition| definition.name.node == name)?;
            definition.default_value.as_ref().map(|value| value.node.clone())
        };
        given.map(|(_, value)| value.clone()).or_else(default).ok_or(())
    }
}
