//! Where remote sessions are held.

use std::fmt;
use std::str::FromStr;

/// The address of a meeting room of the network: `https`, with a host, at most 500 characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingLink(String);

/// A text that is no such address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an address that begins with https:// and a host, at most {} characters, without spaces",
    MeetingLink::MAX_CHARS
)]
pub struct InvalidMeetingLink;

impl MeetingLink {
    /// The greatest length, in characters.
    pub const MAX_CHARS: usize = 500;

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for MeetingLink {
    type Err = InvalidMeetingLink;
    fn from_str(given: &str) -> Result<Self, InvalidMeetingLink> {
        let text = given.trim();
        let parsed = url::Url::parse(text).map_err(|_| InvalidMeetingLink)?;
        let is_plain = !text.chars().any(|c| c.is_whitespace() || c.is_control());
        let is_short = text.chars().count() <= Self::MAX_CHARS;
        let is_link = parsed.scheme() == "https" && parsed.has_host() && parsed.username().is_empty();
        if is_plain && is_short && is_link { Ok(Self(text.to_owned())) } else { Err(InvalidMeetingLink) }
    }
}

impl fmt::Display for MeetingLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_addresses_of_the_secure_web_are_taken() {
        let good = " https://video.example.org/room/7?x=1 ".parse::<MeetingLink>().unwrap();
        assert_eq!(good.as_str(), "https://video.example.org/room/7?x=1");
        let long = format!("https://example.org/{}", "x".repeat(500));
        for bad in
            ["", "video.example.org", "http://example.org", "https://", "https://a b", "javascript:x", &long]
        {
            assert_eq!(bad.parse::<MeetingLink>(), Err(InvalidMeetingLink), "{bad}");
        }
    }
}
