//! How tests deliver mails.

use std::sync::Arc;

use jiff::SignedDuration;
use roundel::app::reminders::{DeliverySettings, Mailer};
use roundel::domain::people::EmailAddress;
use roundel::domain::reminders::Backoff;
use roundel::mail::message::Sender;
use roundel::mail::transport::MailTransport;

/// The lease of every claim in these tests.
pub(crate) const LEASE: std::time::Duration = std::time::Duration::from_secs(120);

pub(crate) const SETTINGS: DeliverySettings = DeliverySettings {
    lease: SignedDuration::from_secs(120),
    batch_size: 25,
    at_once: 4,
    max_attempts: 4,
    backoff: Backoff { base: SignedDuration::from_secs(30), cap: SignedDuration::from_hours(1) },
};

/// A mailer by that transport.
pub(crate) fn mailer(transport: Arc<dyn MailTransport>) -> Mailer {
    let from = Sender {
        address: EmailAddress::parse("appointments@northside.example").unwrap(),
        name: Some("Appointments".to_owned()),
    };
    Mailer::new(transport, from, "mail.northside.example").unwrap()
}
