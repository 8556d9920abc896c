//! Reading inputs into the domain's types; the first that can't be read names its field.

use std::fmt::Display;
use std::str::FromStr;

use crate::domain::time::Zone;

/// An input field that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InvalidField {
    /// The field's name in the input, as the schema spells it.
    pub(super) field: &'static str,
    /// What is wrong, what was given, and what would be right.
    pub(super) message: String,
}

/// Names the field of a value that can't be read.
pub(super) fn invalid(field: &'static str) -> impl Fn(&dyn Display) -> InvalidField {
    move |reason| InvalidField { field, message: format!("{field}: {reason}") }
}

/// Reads a text field.
pub(super) fn text<T>(field: &'static str, given: &str) -> Result<T, InvalidField>
where
    T: FromStr<Err: Display>,
{
    given.parse().map_err(|error: T::Err| invalid(field)(&error))
}

/// Reads a text field that may be left out.
pub(super) fn optional_text<T>(field: &'static str, given: Option<&str>) -> Result<Option<T>, InvalidField>
where
    T: FromStr<Err: Display>,
{
    given.map(|given| text(field, given)).transpose()
}

/// Reads a zone's name.
pub(super) fn zone(field: &'static str, given: &str) -> Result<Zone, InvalidField> {
    Zone::parse(given).map_err(|error| invalid(field)(&error))
}
