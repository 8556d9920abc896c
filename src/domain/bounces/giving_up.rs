//! When an address is given up.

use jiff::SignedDuration;

use crate::domain::words::words;

words! {
    /// Who said that a mail did not arrive.
    pub enum BounceSource {
        /// The server it was handed to, at once.
        Smtp = "SMTP",
        /// A report that came by mail.
        Report = "REPORT",
    }
}

/// How many mails to one address must come back for good before nothing is sent to it any more.
pub const HARD_BOUNCES: u32 = 2;

/// Within which time.
pub const HARD_BOUNCES_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);
