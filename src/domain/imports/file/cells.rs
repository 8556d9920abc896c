//! Cells as people type them.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

/// Yes or no, in a few usual ways; nothing if the cell is empty.
pub(in crate::domain::imports) fn parse_answer(text: &str) -> Result<Option<bool>, &'static str> {
    match text.to_ascii_lowercase().as_str() {
        "" => Ok(None),
        "yes" | "y" | "true" | "1" => Ok(Some(true)),
        "no" | "n" | "false" | "0" => Ok(Some(false)),
        _ => Err("expected yes or no"),
    }
}

/// One of an enum's words, in any case, with spaces or hyphens for underscores.
pub(in crate::domain::imports) fn parse_word<T: FromStr>(text: &str) -> Result<T, T::Err> {
    text.to_uppercase().replace([' ', '-'], "_").parse()
}

/// Words separated by `|`, each once, in the enum's order.
pub(in crate::domain::imports) fn parse_words<T: FromStr + Ord>(text: &str) -> Result<Vec<T>, T::Err> {
    let parts = text.split('|').map(str::trim).filter(|part| !part.is_empty());
    let words = parts.map(parse_word).collect::<Result<BTreeSet<T>, _>>()?;
    Ok(words.into_iter().collect())
}

/// A text that a spreadsheet would not take for a formula: such a cell is one that was not evaluated.
pub(in crate::domain::imports) fn refuse_formula(text: &str) -> Result<&str, impl Display + use<>> {
    if text.starts_with(['=', '+', '-', '@']) {
        Err("begins like a formula of a spreadsheet: write the text itself, without the leading sign")
    } else {
        Ok(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::people::{Barrier, ProblemArea};

    #[test]
    fn words_are_taken_as_people_write_them() {
        assert_eq!(parse_word("role transition"), Ok(ProblemArea::RoleTransition));
        assert_eq!(parse_words("work| Transport |WORK|"), Ok(vec![Barrier::Transport, Barrier::Work]));
        assert!(parse_words::<Barrier>("weather").unwrap_err().to_string().contains("TRANSPORT, CHILDCARE"));
        assert_eq!(parse_answer("Yes"), Ok(Some(true)));
        assert_eq!(parse_answer(""), Ok(None));
        assert!(parse_answer("maybe").is_err());
    }

    #[test]
    fn a_formula_is_no_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)"] {
            assert!(refuse_formula(formula).is_err(), "{formula}");
        }
        assert!(refuse_formula("Ana-María").is_ok());
    }
}
