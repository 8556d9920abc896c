//! The fields of a `message/delivery-status` part: groups of header lines, the first about the message, one more for each
//! recipient (RFC 3464, 2.1).

use super::status::StatusCode;

/// What a report says of one recipient.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct OfRecipient {
    pub(super) action: Option<String>,
    pub(super) status: Option<StatusCode>,
    pub(super) diagnostic: Option<StatusCode>,
}

/// What the part says of its recipients, in its order; groups that say nothing of any are left out.
pub(super) fn recipients(part: &str) -> Vec<OfRecipient> {
    let mut all = Vec::new();
    let mut group = OfRecipient::default();
    for line in unfolded(part) {
        if line.is_empty() {
            all.push(std::mem::take(&mut group));
            continue;
        }
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "action" => group.action = value.split_whitespace().next().map(str::to_ascii_lowercase),
            // Words may follow the code in a comment.
            "status" => group.status = value.split_whitespace().next().and_then(|code| code.parse().ok()),
            "diagnostic-code" => group.diagnostic = code_in(value),
            _ => {}
        }
    }
    all.push(group);
    all.retain(|group| *group != OfRecipient::default());
    all
}

/// The code that a server's answer begins with: `smtp; 550 5.1.1 <…> …`, also `550-5.1.1`. Its words are dropped: they
/// quote addresses.
fn code_in(value: &str) -> Option<StatusCode> {
    let answer = value.split_once(';').map_or(value, |(_kind, answer)| answer);
    let mut words = answer.split(|c: char| c.is_whitespace() || matches!(c, '-' | '#' | '(' | ')' | ':'));
    let mut words = words.by_ref().filter(|word| !word.is_empty()).take(3);
    words.find_map(|word| word.parse().ok())
}

/// The lines, with those that go on in the next put together; a blank one is empty.
fn unfolded(part: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in part.lines() {
        match lines.last_mut() {
            Some(last) if line.starts_with([' ', '\t']) && !line.trim().is_empty() => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => lines.push(line.trim_end().to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_told_apart_and_folded_lines_put_together() {
        let part = "Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822;\r\n a@example.org\r\n\
            Action: failed\r\nStatus: 5.0.0 (permanent)\r\nDiagnostic-Code: smtp;\r\n 550-5.1.1 no such user\r\n\r\n\
            Action: delayed\r\nStatus: 4.4.1\r\n";
        let code = |text: &str| text.parse().ok();
        let expected = [
            OfRecipient { action: Some("failed".into()), status: code("5.0.0"), diagnostic: code("5.1.1") },
            OfRecipient { action: Some("delayed".into()), status: code("4.4.1"), diagnostic: None },
        ];
        assert_eq!(recipients(part), expected);
    }

    #[test]
    fn a_code_stands_at_the_beginning_of_an_answer_or_not_at_all() {
        let shown = |text| code_in(text).map(|code| code.to_string());
        assert_eq!(shown("smtp; 550 5.1.1 <a@example.org>: unknown").as_deref(), Some("5.1.1"));
        assert_eq!(shown("smtp;550 #5.1.0 Address rejected").as_deref(), Some("5.1.0"));
        assert_eq!(shown("smtp; 550 No such user here, see 5.1.1"), None);
        assert_eq!(shown("X-Postfix; unknown user"), None);
        assert_eq!(shown(""), None);
    }
}
