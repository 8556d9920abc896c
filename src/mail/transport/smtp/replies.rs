//! What a server may say: replies in ASCII, of bounded length, one to each command.

use std::io;

/// The longest line: RFC 5321 (4.5.3.1.5) allows 512 bytes, and the library reads up to so many.
const MOST_BYTES: usize = 1000;

/// The most lines of one reply; an EHLO answer has some dozen.
const MOST_LINES: usize = 200;

/// Watches the bytes that a server sends, and cleans them for the library's parser.
///
/// We wait for each reply before the next command (no PIPELINING), so what comes after a reply and before our next command
/// answers nothing: taken for the next reply it would be a verdict that nobody gave.
#[derive(Debug, Default)]
pub(super) struct Replies {
    column: usize,
    lines: usize,
    goes_on: bool,
    after_cr: bool,
    finished: usize,
    between: bool,
    spoilt: bool,
}

impl Replies {
    /// Whether a reply is whole and no command has followed yet.
    pub(super) const fn is_between(&self) -> bool {
        self.between
    }

    /// A command begins.
    ///
    /// # Errors
    /// If the server has already said more than it was asked.
    pub(super) fn command(&mut self) -> io::Result<()> {
        if self.spoilt {
            return Err(nonsense("a reply that was not asked for"));
        }
        self.between = false;
        Ok(())
    }

    /// Cleans `bytes` in place, and answers how many of them belong to the reply that is awaited; the others are dropped.
    ///
    /// Letters beyond ASCII and control characters become question marks: only codes are read, and a text in another
    /// encoding must not cost the code before it. The first letter of a text is no space: the library panics at an EHLO
    /// line of spaces.
    ///
    /// # Errors
    /// If a line or a reply is too long, if greeting or EHLO are answered with 3yz, or if nothing was asked.
    pub(super) fn take(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        if self.spoilt || (self.between && !bytes.is_empty()) {
            self.spoilt = true;
            return Err(nonsense("a reply that was not asked for"));
        }
        for at in 0..bytes.len() {
            if self.ends_with(&mut bytes[at])? {
                self.spoilt = at + 1 < bytes.len();
                return Ok(at + 1);
            }
        }
        Ok(bytes.len())
    }

    /// Takes one byte, and answers whether it ends a reply.
    fn ends_with(&mut self, byte: &mut u8) -> io::Result<bool> {
        if self.after_cr && *byte == b'\n' {
            return self.end_line();
        }
        *byte = match *byte {
            _ if self.after_cr => b'?',
            b'\r' => b'\r',
            b'\t' | b' ' if self.column != 4 => b' ',
            letter @ 0x21..=0x7e => letter,
            _ => b'?',
        };
        self.after_cr = *byte == b'\r';
        if self.column == 0 && self.lines == 0 && self.finished < 2 && *byte == b'3' {
            return Err(nonsense("a reply to no command of ours"));
        }
        if self.column == 3 {
            self.goes_on = *byte == b'-';
        }
        self.column += 1;
        if self.column > MOST_BYTES {
            return Err(nonsense("an endless line"));
        }
        Ok(false)
    }

    fn end_line(&mut self) -> io::Result<bool> {
        (self.column, self.after_cr) = (0, false);
        self.lines += 1;
        if self.lines > MOST_LINES {
            return Err(nonsense("an endless reply"));
        }
        if self.goes_on {
            self.goes_on = false;
            return Ok(false);
        }
        self.lines = 0;
        self.finished += 1;
        self.between = true;
        Ok(true)
    }
}

/// The words stay in here: what reaches a log is that the connection was lost.
fn nonsense(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn read(replies: &mut Replies, text: &[u8]) -> io::Result<String> {
        let mut bytes = text.to_vec();
        let taken = replies.take(&mut bytes)?;
        Ok(String::from_utf8(bytes[..taken].to_vec()).unwrap())
    }

    #[rstest]
    #[case::plain(b"250 2.0.0 Ok\r\n", "250 2.0.0 Ok\r\n")]
    #[case::latin_1(b"550 5.1.1 Empf\xe4nger\r\n", "550 5.1.1 Empf?nger\r\n")]
    #[case::a_line_of_spaces(b"250-  \r\n250 x\r\n", "250-? \r\n250 x\r\n")]
    #[case::a_bare_line_feed(b"250-\n\r\n250 x\r\n", "250-?\r\n250 x\r\n")]
    #[case::a_bare_return(b"250-\r \r\n250 x\r\n", "250-\r?\r\n250 x\r\n")]
    #[case::tabs(b"250-AUTH\tPLAIN\r\n250 x\r\n", "250-AUTH PLAIN\r\n250 x\r\n")]
    fn a_reply_is_cleaned_for_the_parser(#[case] said: &[u8], #[case] read_as: &str) {
        assert_eq!(read(&mut Replies::default(), said).unwrap(), read_as);
    }

    #[test]
    fn a_reply_may_come_in_pieces_and_the_next_after_a_command() {
        let mut replies = Replies::default();
        assert_eq!(read(&mut replies, b"22").unwrap(), "22");
        assert!(!replies.is_between());
        assert_eq!(read(&mut replies, b"0 hello\r\n").unwrap(), "0 hello\r\n");
        assert!(replies.is_between());
        replies.command().unwrap();
        assert_eq!(read(&mut replies, b"250 x\r\n").unwrap(), "250 x\r\n");
    }

    #[test]
    fn what_follows_a_reply_unasked_is_dropped_and_ends_the_conversation() {
        let mut replies = Replies::default();
        assert_eq!(read(&mut replies, b"220 go\r\n250 injected\r\n").unwrap(), "220 go\r\n");
        assert!(replies.command().is_err());
        let mut replies = Replies::default();
        read(&mut replies, b"220 go\r\n").unwrap();
        assert!(read(&mut replies, b"250 injected\r\n").is_err());
        assert!(replies.command().is_err());
    }

    #[rstest]
    #[case::an_endless_line(b"x".repeat(1001))]
    #[case::an_endless_reply(b"250-x\r\n".repeat(201))]
    #[case::an_answer_of_data_to_the_greeting(b"354 go\r\n".to_vec())]
    fn nonsense_ends_the_conversation(#[case] said: Vec<u8>) {
        assert!(read(&mut Replies::default(), &said).is_err());
    }
}
