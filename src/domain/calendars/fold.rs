//! Long lines in pieces.

/// The longest line, in octets without its end (RFC 5545, section 3.1).
const LONGEST: usize = 75;

/// Folds the lines of a calendar's text anew: the library (0.17.17) lets the last piece of a line be an octet too long. No
/// value breaks a line itself: names have no control characters.
pub(super) fn refold(text: &str) -> String {
    let unfolded = text.replace("\r\n ", "");
    let lines = unfolded.split_inclusive("\r\n");
    lines.fold(String::with_capacity(text.len()), |mut folded, line| {
        let mut octets = 0;
        for character in line.chars() {
            let is_end = matches!(character, '\r' | '\n');
            if !is_end && octets + character.len_utf8() > LONGEST {
                folded.push_str("\r\n ");
                octets = 1;
            }
            folded.push(character);
            octets += character.len_utf8();
        }
        folded
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_folded_between_letters_and_no_earlier_than_it_must() {
        let line = "x".repeat(74);
        assert_eq!(refold(&format!("{line}y\r\n")), format!("{line}y\r\n"));
        assert_eq!(refold(&format!("{line}ß\r\n")), format!("{line}\r\n ß\r\n"));
        assert_eq!(refold(&format!("{line}\r\n yz\r\n")), format!("{line}y\r\n z\r\n"));
        assert_eq!(refold(&format!("{line}y{line}\r\nA:b\r\n")), format!("{line}y\r\n {line}\r\nA:b\r\n"));
    }
}
