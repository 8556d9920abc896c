//! Instants, dates, times and zones on the wire.

use super::error::invalid_value;
use async_graphql::{InputValueResult, Scalar, ScalarType, Value};

/// Reads a scalar written as text.
fn parse_text<T: std::str::FromStr>(value: Value, expected: &str) -> Result<T, String> {
    match value {
        Value::String(text) => text.parse().map_err(|_| format!("expected {expected}")),
        _ => Err(format!("expected {expected}, as a string")),
    }
}

/// Reads a date or wall time as it is shown; whole minutes may go without seconds. More is refused, because an offset
/// or a zone would be read over and another time be meant, and less is, because a date is no midnight.
fn parse_civil<T: std::str::FromStr + ToString>(value: Value, expected: &str) -> Result<T, String> {
    let Value::String(text) = &value else { return parse_text(value, expected) };
    let text = text.clone();
    let parsed: T = parse_text(value, expected)?;
    let shown = parsed.to_string();
    let is_as_shown = shown == text || shown.strip_suffix(":00") == Some(&text);
    if is_as_shown { Ok(parsed) } else { Err(format!("expected {expected}")) }
}

macro_rules! text_scalars {
    ($($(#[$doc:meta])* $name:ident($inner:ty) as $graphql:literal, $parse:ident, $expected:literal;)*) => {$(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub(crate) struct $name(pub(crate) $inner);

        $(#[$doc])*
        #[Scalar(name = $graphql)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                $parse(value, $expected).map(Self).map_err(invalid_value)
            }

            /// Checked with the document, too, where the library can still name the field.
            fn is_valid(value: &Value) -> bool {
                $parse::<$inner>(value.clone(), $expected).is_ok()
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.to_string())
            }
        }
    )*
        /// What a value of the scalar looks like; `None` for the name of another type.
        pub(super) fn expected_form(name: &str) -> Option<&'static str> {
            match name {
                $($graphql => Some($expected),)*
                _ => None,
            }
        }
    };
}

text_scalars! {
    /// An instant in UTC, RFC 3339, such as `2026-03-02T17:30:00Z`.
    Instant(jiff::Timestamp) as "Instant", parse_text, "an instant such as 2026-03-02T17:30:00Z";
    /// A date on somebody's wall calendar, such as `2026-03-02`. It has no zone of its own: the field says whose.
    LocalDate(jiff::civil::Date) as "LocalDate", parse_civil, "a date that exists, such as 2026-03-02";
    /// A time on somebody's wall clock, such as `18:30:00`. It has no zone of its own: the field says whose.
    LocalTime(jiff::civil::Time) as "LocalTime", parse_civil, "a time such as 18:30:00";
    /// A date and time on somebody's wall clock, such as `2026-03-02T18:30:00`, without zone or offset.
    LocalDateTime(jiff::civil::DateTime) as "LocalDateTime", parse_civil, "a date and time such as 2026-03-02T18:30:00";
}
