//! What a form asks for.

use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;

use crate::domain::links::{Answer, DeclineReason};
use crate::domain::people::Language;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// To take an answer.
    Answer(Answer),
    /// To write in that language from now on.
    Language(Language),
    /// To send no more reminders, or to send them again.
    StopReminders(bool),
}

impl Act {
    /// Reads a form; none if it asks for nothing that there is.
    pub(super) fn read(form: &[u8]) -> Option<Self> {
        let field = |wanted: &str| {
            let mut fields = url::form_urlencoded::parse(form);
            fields.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
        };
        match field("act")?.as_str() {
            "confirm" => Some(Self::Answer(Answer::Confirm)),
            "decline" => {
                let reason: DeclineReason = field("reason")?.parse().ok()?;
                Some(Self::Answer(Answer::Decline(reason)))
            }
            "language" => field("language")?.parse().ok().map(Self::Language),
            "stop" => Some(Self::StopReminders(true)),
            "start" => Some(Self::StopReminders(false)),
            _ => None,
        }
    }

    /// Reads what a mail program posts when its reader presses its button (RFC 8058, section 3.2): in either of two forms.
    pub(super) fn is_one_click(headers: &HeaderMap, body: &[u8]) -> bool {
        const FIELD: (&str, &str) = ("List-Unsubscribe", "One-Click");
        let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let text = String::from_utf8_lossy(body);
            return text.contains("name=\"List-Unsubscribe\"") && text.contains(FIELD.1);
        }
        url::form_urlencoded::parse(body).any(|(name, value)| (&*name, &*value) == FIELD)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_asks_for_one_of_a_few_things() {
        let decline = Act::Answer(Answer::Decline(DeclineReason::Travel));
        for (form, act) in [
            ("act=confirm", Some(Act::Answer(Answer::Confirm))),
            ("act=decline&reason=TRAVEL", Some(decline)),
            ("reason=TRAVEL&act=decline", Some(decline)),
            ("act=language&language=es", Some(Act::Language(Language::Es))),
            ("act=stop", Some(Act::StopReminders(true))),
            ("act=start", Some(Act::StopReminders(false))),
            ("act=decline", None),
            ("act=decline&reason=CHILDCARE", None),
            ("act=language&language=fr", None),
            ("act=x", None),
            ("", None),
        ] {
            assert_eq!(Act::read(form.as_bytes()), act, "{form}");
        }
    }

    #[test]
    fn a_mail_program_s_button_is_known_in_both_forms() {
        let none = HeaderMap::new();
        assert!(Act::is_one_click(&none, b"List-Unsubscribe=One-Click"));
        assert!(!Act::is_one_click(&none, b"List-Unsubscribe=x") && !Act::is_one_click(&none, b""));
        let parts = "multipart/form-data; boundary=b".parse().unwrap();
        let parts = HeaderMap::from_iter([(CONTENT_TYPE, parts)]);
        let body =
            b"--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n";
        assert!(Act::is_one_click(&parts, body) && !Act::is_one_click(&parts, b"--b--"));
    }
}
