//! What the library says of a value that it can't read, in our words: which field, and what is expected there. The value
//! itself is not repeated.

use std::collections::HashMap;
use std::sync::LazyLock;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{TypeKind, TypeSystemDefinition};

use super::scalars;
use super::schema::schema_definition;

/// A value that can't be read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable<'a> {
    /// The argument, with the path to the value in it, as in `input.skippedOn.0`; where the library tells it.
    pub(super) field: Option<&'a str>,
    /// What is expected, for the client.
    pub(super) message: String,
}

impl<'a> Unreadable<'a> {
    /// Reads the library's message; `None` if it speaks of something else.
    pub(super) fn of(message: &'a str) -> Option<Self> {
        let checked = ["Invalid value for argument \"", "Invalid default value for argument: \""];
        if let Some(rest) = after(message, &checked) {
            let (field, reason) = rest.split_once("\", ")?;
            let named = after(reason, &["expected type \"", "enumeration type \""])?;
            let expected = expected_form(type_name(named)?);
            return Some(Self { field: Some(field), message: format!("{field}: expected {expected}") });
        }
        let named = after(message, &["Failed to parse \"", "Expected input type \""])?;
        let name = type_name(named)?;
        let message = format!("Invalid value for the type {name}: expected {}", expected_form(name));
        Some(Self { field: None, message })
    }
}

fn after<'a>(message: &'a str, starts: &[&str]) -> Option<&'a str> {
    starts.iter().find_map(|start| message.strip_prefix(start))
}

/// The name before the next quotation mark, if it is a type's.
fn type_name(text: &str) -> Option<&str> {
    let (name, _) = text.split_once('"')?;
    name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_[]!".contains(&byte)).then_some(name)
}

fn expected_form(name: &str) -> String {
    let known = match name {
        "Int" => Some("a whole number"),
        "Float" => Some("a number"),
        "String" => Some("a string"),
        "Boolean" => Some("true or false"),
        "ID" => Some("an id, as a string"),
        other => scalars::expected_form(other),
    };
    known.map(str::to_owned).or_else(|| one_of(name)).unwrap_or_else(|| format!("a value of the type {name}"))
}

/// The words of an enum of the schema.
fn one_of(name: &str) -> Option<String> {
    static ENUMS: LazyLock<HashMap<String, String>> = LazyLock::new(enums);
    let words = ENUMS.get(name.trim_matches(['[', ']', '!']))?;
    Some(format!("one of {words}"))
}

fn enums() -> HashMap<String, String> {
    let Ok(document) = parse_schema(schema_definition()) else { return HashMap::new() };
    let types = document.definitions.into_iter().filter_map(|definition| match definition {
        TypeSystemDefinition::Type(found) => Some(found.node),
        _ => None,
    });
    types
        .filter_map(|found| match found.kind {
            TypeKind::Enum(words) => {
                let words: Vec<_> =
                    words.values.iter().map(|word| word.node.value.node.to_string()).collect();
                Some((found.name.node.to_string(), words.join(", ")))
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_and_the_form_are_told_but_not_the_value() {
        for (said, field, message) in [
            (
                "Invalid value for argument \"input.localStart\", expected type \"LocalTime\"",
                Some("input.localStart"),
                "input.localStart: expected a time such as 18:30:00",
            ),
            (
                "Invalid value for argument \"input.weekday\", enumeration type \"Weekday\" does not contain the value \
                 \"JANE\"",
                Some("input.weekday"),
                "input.weekday: expected one of FRIDAY, MONDAY, SATURDAY, SUNDAY, THURSDAY, TUESDAY, WEDNESDAY",
            ),
            (
                "Failed to parse \"Int\": Only integers from -2147483648 to 2147483647 are accepted.",
                None,
                "Invalid value for the type Int: expected a whole number",
            ),
        ] {
            assert_eq!(Unreadable::of(said), Some(Unreadable { field, message: message.to_owned() }));
        }
    }

    #[test]
    fn other_messages_are_left_alone() {
        let missing = "Invalid value for argument \"input\", field \"zone\" of type \"String!\" is required but not provided";
        for other in [missing, "Unknown field \"clinik\" on type \"Query\"."] {
            assert_eq!(Unreadable::of(other), None);
        }
    }
}
