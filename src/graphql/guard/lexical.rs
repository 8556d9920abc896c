//! The scan of the raw text, one pass without recursion: what follows it recurses by brackets.
//!
//! It splits strings, block strings and comments exactly as the parser's grammar does, so that a bracket hidden
//! from one is hidden from the other; a string without an end is refused here, for the two might disagree on it.

use super::limits::{Limit, Limits};
use super::refusal::Refusal;

const BLOCK: &[u8] = b"\"\"\"";
const ESCAPED_BLOCK: &[u8] = b"\\\"\"\"";

/// Checks length, number of tokens and nesting of brackets.
///
/// # Errors
/// `TooMuch` for the first limit exceeded, `Syntax` for a string without an end.
pub(super) fn scan(text: &str, limits: &Limits) -> Result<(), Refusal> {
    let bytes = text.as_bytes();
    if bytes.len() as u64 > limits.document_bytes {
        return Err(Refusal::too_much(Limit::DocumentBytes, limits.document_bytes));
    }
    let (mut at, mut tokens, mut nesting) = (0, 0_u64, 0_u64);
    while let Some(byte) = bytes.get(at) {
        let token = at;
        at = match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at = end_of_line(bytes, at);
                continue;
            }
            b'"' => end_of_string(bytes, at).ok_or_else(|| syntax(text, token))?,
            b'{' | b'[' | b'(' => {
                nesting += 1;
                at + 1
            }
            b'}' | b']' | b')' => {
                nesting = nesting.saturating_sub(1);
                at + 1
            }
            _ if is_wordy(*byte) => end_of_word(bytes, at),
            _ => at + 1,
        };
        tokens += 1;
        if tokens > limits.tokens {
            return Err(Refusal::too_much(Limit::Tokens, limits.tokens));
        }
        if nesting > limits.nesting {
            return Err(Refusal::too_much(Limit::Nesting, limits.nesting));
        }
    }
    Ok(())
}

const fn is_wordy(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn end_of_word(bytes: &[u8], start: usize) -> usize {
    start + bytes[start..].iter().take_while(|byte| is_wordy(**byte)).count()
}

fn end_of_line(bytes: &[u8], start: usize) -> usize {
    start + bytes[start..].iter().take_while(|byte| !matches!(byte, b'\n' | b'\r')).count()
}

fn end_of_string(bytes: &[u8], start: usize) -> Option<usize> {
    if bytes[start..].starts_with(BLOCK) {
        let mut at = start + BLOCK.len();
        while at < bytes.len() {
            at += match &bytes[at..] {
                rest if rest.starts_with(ESCAPED_BLOCK) => ESCAPED_BLOCK.len(),
                rest if rest.starts_with(BLOCK) => return Some(at + BLOCK.len()),
                _ => 1,
            };
        }
        return None;
    }
    let mut at = start + 1;
    loop {
        at += match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\n' | b'\r' => return None,
            b'\\' => 2,
            _ => 1,
        };
    }
}

fn syntax(text: &str, at: usize) -> Refusal {
    let before = text.get(..at).unwrap_or_default();
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    Refusal::Syntax {
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan_with(text: &str, tokens: u64, nesting: u64) -> Result<(), Refusal> {
        scan(text, &Limits { tokens, nesting, ..Limits::default() })
    }

    #[test]
    fn the_length_is_allowed_up_to_the_limit() {
        let limits = Limits { document_bytes: 5, ..Limits::default() };
        assert_eq!(scan("{ a }", &limits), Ok(()));
        assert_eq!(scan("{ a  }", &limits), Err(Refusal::too_much(Limit::DocumentBytes, 5)));
    }

    #[test]
    fn tokens_are_counted_without_comments_and_commas() {
        let text = "{ a(b: \"one \\\" token\", c: 12) # none, of {these}\n }";
        assert_eq!(scan_with(text, 10, 9), Err(Refusal::too_much(Limit::Tokens, 10)));
        assert_eq!(scan_with(text, 11, 9), Ok(()));
    }

    #[test]
    fn brackets_nest_up_to_the_limit_and_not_inside_strings() {
        let text = r#"{ a(b: """ {[( \""" {[( """, c: "{[(") { d } }"#;
        assert_eq!(scan_with(text, 99, 2), Ok(()));
        assert_eq!(scan_with(text, 99, 1), Err(Refusal::too_much(Limit::Nesting, 1)));
    }

    #[test]
    fn a_string_without_an_end_is_a_syntax_error_at_its_start() {
        assert_eq!(scan_with("{\n a(b: \"x\n", 99, 9), Err(Refusal::Syntax { line: 2, column: 7 }));
        assert_eq!(
            scan_with("{a(b:\"\"\"x\"\" \\\"\"\"", 99, 9),
            Err(Refusal::Syntax { line: 1, column: 6 })
        );
        assert_eq!(scan_with("\"\\", 99, 9), Err(Refusal::Syntax { line: 1, column: 1 }));
    }
}
