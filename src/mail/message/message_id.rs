//! The id that makes a repeated mail recognisable.

use std::fmt;

/// A Message-ID, `<opaque@host>`.
///
/// The opaque part is ASCII letters, digits, `-`, `_` and inner dots, so that it also serves as a file's name.
/// It must tell nothing: no session, no address. Stored before the first attempt; other bytes get another one.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MessageId {
    text: String,
    at: usize,
}

/// The text is not `<opaque@host>` of the allowed characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a message id is <opaque@host>, of letters, digits, - _ and inner dots, at most 200 bytes")]
pub struct InvalidMessageId;

impl MessageId {
    const MAX_BYTES: usize = 200;

    /// Puts an id together from its opaque part and the host that vouches for it.
    ///
    /// # Errors
    /// `InvalidMessageId` if a part is empty, too long or holds another character.
    pub fn new(opaque: &str, host: &str) -> Result<Self, InvalidMessageId> {
        Self::parse(&format!("<{opaque}@{host}>"))
    }

    /// Parses a stored id, angle brackets included.
    ///
    /// # Errors
    /// `InvalidMessageId`.
    pub fn parse(text: &str) -> Result<Self, InvalidMessageId> {
        let inner = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).ok_or(InvalidMessageId)?;
        let (opaque, host) = inner.split_once('@').ok_or(InvalidMessageId)?;
        if text.len() > Self::MAX_BYTES || !is_dotted_word(opaque) || !is_dotted_word(host) {
            return Err(InvalidMessageId);
        }
        Ok(Self { text: text.to_owned(), at: 1 + opaque.len() })
    }

    /// The whole id, angle brackets included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The part before the `@`.
    #[must_use]
    pub fn opaque(&self) -> &str {
        self.text.get(1..self.at).unwrap_or_default()
    }
}

fn is_dotted_word(text: &str) -> bool {
    text.split('.').all(|part| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
    })
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_keeps_its_text_and_tells_its_opaque_part() {
        let id = MessageId::new("0198-Zx_9.a", "mail.example.org").unwrap();
        assert_eq!((id.as_str(), id.opaque()), ("<0198-Zx_9.a@mail.example.org>", "0198-Zx_9.a"));
        assert_eq!(MessageId::parse(id.as_str()), Ok(id));
    }

    #[test]
    fn what_could_leave_the_header_or_the_folder_is_refused() {
        for bad in [
            "", "a@b", "<a@b", "<@b>", "<a@>", "<a@b@c>", "<../a@b>", "<a/b@c>", "<.a@b>", "<a b@c>", "<é@b>",
        ] {
            assert_eq!(MessageId::parse(bad), Err(InvalidMessageId), "{bad}");
        }
        assert!(MessageId::new("a\r\nBcc: x", "b").is_err());
        assert!(MessageId::new(&"a".repeat(200), "b").is_err());
    }
}
