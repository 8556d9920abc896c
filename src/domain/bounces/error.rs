//! Why a message is no report of ours.

/// Why a message can't be used as a report. Holds nothing of what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableReport {
    /// Longer than any report has to be.
    #[error("the message is longer than {} bytes", super::report::MAX_BYTES)]
    TooLong,
    /// So many parts in one another that nobody sends it in earnest.
    #[error("the message has too many parts")]
    TooManyParts,
    /// No mail message.
    #[error("this is no mail message")]
    NoMessage,
    /// A message, and no delivery status notification: an answer of a person, or of an absence's automatic responder.
    #[error("this is no delivery status notification (RFC 3464)")]
    NoReport,
    /// It lacks what a report has to say of each recipient.
    #[error("the report lacks Action or Status")]
    NoStatus,
    /// It reports that the mail arrived, or was passed on.
    #[error("the report tells of no failure")]
    NoFailure,
    /// Neither the address it came to nor what it returns leads to a mail.
    #[error("the report names no mail of ours: neither an address with a token, nor a Message-ID")]
    NoReference,
}
