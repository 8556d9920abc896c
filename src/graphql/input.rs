//! Reading inputs into the domain's types; the first that can't be read names its field.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;

use crate::domain::time::Zone;

/// An input field that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct InvalidField {
    /// The field's name in the input, as the schema spells it; with its path, as in `guardian.email`.
    pub(super) field: Cow<'static, str>,
    /// What is wrong, what was given, and what would be right.
    pub(super) message: String,
}

impl InvalidField {
    /// The same field, seen from the input that holds its input under `parent`.
    pub(super) fn within(self, parent: impl Display) -> Self {
        // The message begins with the field.
        let Self { field, message } = self;
        Self { field: format!("{parent}.{field}").into(), message: format!("{parent}.{message}") }
    }
}

/// Names the field of a value that can't be read.
pub(super) fn invalid(field: &'static str) -> impl Fn(&dyn Display) -> InvalidField {
    move |reason| InvalidField { field: field.into(), message: format!("{field}: {reason}") }
}

/// The value, or the field whose text its own parser refused.
pub(super) fn read<T, E: Display>(field: &'static str, parsed: Result<T, E>) -> Result<T, InvalidField> {
    parsed.map_err(|error| invalid(field)(&error))
}

/// Reads each entry of a list of inputs; the path of one that can't be read holds its place, counted from 0.
pub(super) fn each<A, T>(
    field: &'static str,
    given: Vec<A>,
    most: usize,
    read: impl Fn(A) -> Result<T, InvalidField>,
) -> Result<Vec<T>, InvalidField> {
    if given.len() > most {
        return Err(invalid(field)(&format!("at most {most} entries, not {}", given.len())));
    }
    let entries = given.into_iter().enumerate();
    entries
        .map(|(place, entry)| read(entry).map_err(|error| error.within(format_args!("{field}.{place}"))))
        .collect()
}

/// Reads a text field.
pub(super) fn text<T>(field: &'static str, given: &str) -> Result<T, InvalidField>
where
    T: FromStr<Err: Display>,
{
    read(field, given.parse())
}

/// Reads a text field that may be left out; an empty one was meant to be.
pub(super) fn optional_text<T>(field: &'static str, given: Option<&str>) -> Result<Option<T>, InvalidField>
where
    T: FromStr<Err: Display>,
{
    optional_text_or(field, given, "leave it out instead")
}

/// The same, with what else to do about an empty one.
pub(super) fn optional_text_or<T>(
    field: &'static str,
    given: Option<&str>,
    instead: &str,
) -> Result<Option<T>, InvalidField>
where
    T: FromStr<Err: Display>,
{
    match given {
        None => Ok(None),
        Some(given) if given.trim().is_empty() => {
            Err(invalid(field)(&format_args!("must not be empty; {instead}")))
        }
        Some(given) => text(field, given).map(Some),
    }
}

/// Reads a zone's name.
pub(super) fn zone(field: &'static str, given: &str) -> Result<Zone, InvalidField> {
    read(field, Zone::parse(given))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::attendance::Note;

    #[test]
    fn a_field_within_an_input_is_named_by_its_path() {
        let refused =
            each("people", vec!["", "x"], 2, |name| text::<crate::domain::name::Name>("name", name));
        let refused = refused.unwrap_err();
        assert_eq!(refused.field, "people.0.name");
        assert_eq!(refused.message, "people.0.name: must not be empty");
    }

    #[test]
    fn an_empty_text_is_to_be_written_where_it_is_needed_and_left_out_where_it_is_not() {
        let needed = text::<Note>("reason", " ").unwrap_err();
        assert_eq!(needed.message, "reason: must not be empty: write a few words");
        let left_out = optional_text::<Note>("note", Some(" ")).unwrap_err();
        assert_eq!(left_out.message, "note: must not be empty; leave it out instead");
        assert_eq!(optional_text::<Note>("note", None), Ok(None));
    }

    #[test]
    fn a_list_has_its_limit() {
        let refused = each("people", vec![1, 2, 3], 2, Ok).unwrap_err();
        assert_eq!(refused.message, "people: at most 2 entries, not 3");
    }
}
