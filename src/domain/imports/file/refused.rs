//! What is wrong with a row.

use std::fmt;

use super::header::FileColumn;

/// One thing that is wrong with a row: where, what was found there, and why it can't be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedCell {
    /// The column by its name in the header, unless it is the row as a whole.
    pub column: Option<&'static str>,
    /// What the file has there: one line, cut after [`RefusedCell::VALUE_MAX_CHARS`] characters.
    pub value: String,
    /// Why not, and what would do.
    pub reason: String,
}

impl RefusedCell {
    /// How many characters of a refused cell are repeated.
    pub const VALUE_MAX_CHARS: usize = 64;

    /// The refusal of what a cell holds.
    #[must_use]
    pub fn new(column: impl FileColumn, value: &str, reason: impl fmt::Display) -> Self {
        Self { column: Some(column.name()), value: shown(value), reason: reason.to_string() }
    }

    /// The refusal of a row as a whole.
    #[must_use]
    pub fn of_row(value: &str, reason: impl fmt::Display) -> Self {
        Self { column: None, value: shown(value), reason: reason.to_string() }
    }
}

impl fmt::Display for RefusedCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, value, reason } = self;
        match column {
            Some(column) => write!(f, "{column} `{value}`: {reason}"),
            None => write!(f, "{value}: {reason}"),
        }
    }
}

/// A text on one line, cut: what could break it or turn its direction is written as an escape.
pub(in crate::domain::imports) fn shown(text: &str) -> String {
    let mut shown = String::new();
    for c in text.trim().chars().take(RefusedCell::VALUE_MAX_CHARS) {
        let is_plain = !c.is_control()
            && !matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if is_plain { shown.push(c) } else { shown.extend(c.escape_default()) }
    }
    if text.trim().chars().nth(RefusedCell::VALUE_MAX_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::imports::ClientColumn;

    #[test]
    fn a_refusal_is_one_line_whatever_the_cell_holds() {
        let refused = RefusedCell::new(ClientColumn::Zone, "a\nb\u{202e}", "no");
        assert_eq!(refused.to_string(), r"zone `a\nb\u{202e}`: no");
        let long = RefusedCell::new(ClientColumn::Zone, &"x".repeat(100), "no");
        assert_eq!(long.value.chars().count(), RefusedCell::VALUE_MAX_CHARS + 1);
    }
}
