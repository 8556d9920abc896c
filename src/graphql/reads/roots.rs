//! What a request asks for, in words for the audit log.

use async_graphql::parser::types::{ExecutableDocument, OperationDefinition, Selection, SelectionSet};

/// The names of the root fields, each once, in the document's order. The document has been priced: its fragments end.
pub(crate) fn root_fields(document: &ExecutableDocument, operation: &OperationDefinition) -> String {
    let mut names = Vec::new();
    collect(document, &operation.selection_set.node, &mut names);
    names.join(", ")
}

fn collect<'a>(document: &'a ExecutableDocument, set: &'a SelectionSet, names: &mut Vec<&'a str>) {
    for item in &set.items {
        match &item.node {
            Selection::Field(field) => {
                let name = field.node.name.node.as_str();
                if !names.contains(&name) && !name.starts_with("__") {
                    names.push(name);
                }
            }
            Selection::InlineFragment(inline) => collect(document, &inline.node.selection_set.node, names),
            Selection::FragmentSpread(spread) => {
                if let Some(fragment) = document.fragments.get(&spread.node.fragment_name.node) {
                    collect(document, &fragment.node.selection_set.node, names);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    #[test]
    fn roots_are_named_once_through_fragments_and_aliases() {
        let text =
            "query Q { a: clients { id } ...F ... on Query { sites { id } } __typename b: clients { id } }
            fragment F on Query { week { id } clients { id } }";
        let document = parse_query(text).unwrap();
        let (_, operation) = document.operations.iter().next().unwrap();
        assert_eq!(root_fields(&document, &operation.node), "clients, week, sites");
    }
}
