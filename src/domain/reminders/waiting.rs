//! What waits in a clinic's outbox.

/// How many mails of a clinic are in the outbox and not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WaitingMails {
    /// All of them.
    pub mails: u64,
    /// Of these, those that tell of changed or cancelled sessions.
    pub notices: u64,
}
