//! What the guard knows of the schema by name is true of the schema.

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, Type, TypeKind, TypeSystemDefinition};
use roundel::graphql::guard::{heavy_fields, usual_items};
use roundel::graphql::schema_definition;

#[test]
fn every_list_of_objects_that_is_no_page_has_a_price() {
    let schema = parse_schema(schema_definition()).unwrap();
    let types: Vec<_> = schema
        .definitions
        .into_iter()
        .filter_map(|definition| match definition {
            TypeSystemDefinition::Type(named) => Some(named.node),
            _ => None,
        })
        .collect();
    let is_object = |name: &str| {
        let kinds = types.iter().filter(|named| named.name.node == name).map(|named| &named.kind);
        kinds.into_iter().any(|kind| matches!(kind, TypeKind::Object(_) | TypeKind::Interface(_)))
    };
    let unpriced: Vec<String> = types
        .iter()
        .filter_map(|named| match &named.kind {
            TypeKind::Object(object) => Some((named.name.node.as_str(), object)),
            _ => None,
        })
        .flat_map(|(name, object)| object.fields.iter().map(move |field| (name, &field.node)))
        .filter(|(_, field)| item_of(&field.ty.node).is_some_and(|item| is_object(&item)))
        .filter(|(_, field)| !matches!(field.name.node.as_str(), "nodes" | "edges"))
        .filter(|(_, field)| usual_items(&field.name.node).is_none())
        .map(|(name, field)| format!("{name}.{}", field.name.node))
        .collect();
    assert!(unpriced.is_empty(), "add to src/graphql/guard/lists.rs: {unpriced:?}");
}

#[test]
fn every_heavy_field_is_one_of_the_schema() {
    for name in heavy_fields() {
        assert!(
            schema_definition().contains(&format!("\n\t{name}(")),
            "remove from src/graphql/guard/heavy.rs: {name}"
        );
    }
}

/// What a list is a list of.
fn item_of(ty: &Type) -> Option<String> {
    match &ty.base {
        BaseType::List(item) => match &item.base {
            BaseType::Named(name) => Some(name.to_string()),
            BaseType::List(_) => item_of(item),
        },
        BaseType::Named(_) => None,
    }
}
