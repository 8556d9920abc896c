//! `[mail]`

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::check::Checks;
use super::smtp::SmtpSettings;

/// Outgoing mail.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// How mail leaves.
    pub transport: MailTransportKind,
    /// The folder that `directory` writes `.eml` files into.
    pub directory: PathBuf,
    /// The sender's address.
    pub from_address: String,
    /// The sender's name.
    pub from_name: String,
    /// Where reports of mails that did not arrive come, each with the mail's token behind a `+`; empty: to the sender.
    pub bounce_address: String,
    /// The right half of each Message-ID.
    pub message_id_host: String,
    /// The mail server, for transport `smtp`.
    pub smtp: SmtpSettings,
}

/// How mail leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum MailTransportKind {
    /// As `.eml` files in a folder.
    Directory,
    /// By SMTP.
    Smtp,
    /// Not at all: each is written, and handed to nobody.
    DryRun,
}

impl MailSettings {
    pub(super) fn validate(&self, checks: &mut Checks) {
        let sends = matches!(self.transport, MailTransportKind::Smtp);
        checks.that(!self.directory.as_os_str().is_empty(), "mail.directory", "\"\"", "expected a folder");
        checks.one_line("mail.from_name", &self.from_name);
        let (user, host) = self.from_address.split_once('@').unwrap_or_default();
        checks.that(
            !user.is_empty() && !user.contains(not_in_an_address) && is_host(host, sends),
            "mail.from_address",
            format!("{:?}", self.from_address),
            "expected one mail address, as in appointments@example.org; under .invalid not with transport \"smtp\"",
        );
        checks.that(
            self.bounce_address.is_empty() || takes_tokens(&self.bounce_address, sends),
            "mail.bounce_address",
            format!("{:?}", self.bounce_address),
            "expected nothing, or one mail address with at most 31 characters before the @, as in bounces@example.org; \
             under .invalid not with transport \"smtp\"",
        );
        checks.that(
            is_host(&self.message_id_host, sends),
            "mail.message_id_host",
            format!("{:?}", self.message_id_host),
            "expected a domain, as in example.org; under .invalid not with transport \"smtp\"",
        );
        self.smtp.validate(sends, checks);
    }
}

/// Whether 32 digits and a `+` fit into it: 64 bytes before the `@` at the most (RFC 5321, 4.5.3.1.1).
fn takes_tokens(address: &str, sends: bool) -> bool {
    let (user, host) = address.split_once('@').unwrap_or_default();
    (1..=31).contains(&user.len()) && !user.contains(not_in_an_address) && is_host(host, sends)
}

fn not_in_an_address(letter: char) -> bool {
    letter.is_whitespace() || letter.is_control() || "<>()[],;:\\\"@".contains(letter)
}

/// Whether this is a domain that mail can come from; RFC 2606 keeps `.invalid` for those that never are.
fn is_host(text: &str, sends: bool) -> bool {
    let label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.split('.').all(label) && !(sends && text.ends_with(".invalid"))
}
