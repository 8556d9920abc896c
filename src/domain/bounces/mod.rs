//! Bounces: what a mail server reports of a mail that did not arrive, and when an address is given up.
//!
//! Owns: reading a delivery status notification (RFC 3464), what its codes mean (RFC 3463), the token that leads to the
//! mail, and how many failures are too many. Must not know: rows, mail boxes, the present.
//! Example: `read_report(&bytes)` names the mail by its token, and says whether the address is no good.
//! The next form of report is a way more to find the token, in `reference`.

mod error;
mod fields;
mod giving_up;
mod reference;
mod report;
#[cfg(test)]
mod samples;
mod status;
mod token;

pub use error::UnreadableReport;
pub use giving_up::{BounceSource, HARD_BOUNCES, HARD_BOUNCES_WITHIN};
pub use report::{MAX_BYTES as MAX_REPORT_BYTES, Report, read_report};
pub use status::{InvalidStatusCode, StatusCode, Verdict};
pub use token::{BounceToken, InvalidBounceToken, bounce_address};
