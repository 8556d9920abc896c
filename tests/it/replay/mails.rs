//! The way of mails: a worker on this side, a server on the far one, and what arrived there.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use roundel::app::reminders::{Delivery, DeliveryReport, DeliverySettings, Mailer, deliver_due, plan_due};
use roundel::domain::jobs::WorkerName;
use roundel::domain::people::EmailAddress;
use roundel::domain::reminders::Backoff;
use roundel::mail::message::Sender;
use roundel::mail::transport::{SmtpConfig, SmtpTransport, TlsMode};

use crate::support::{SmtpServer, TestClinic};

const SENDER: &str = "appointments@northside.example";

/// As `config/default.toml` has them.
const SETTINGS: DeliverySettings = DeliverySettings {
    lease: SignedDuration::from_secs(120),
    batch_size: 25,
    at_once: 4,
    max_attempts: 30,
    backoff: Backoff { base: SignedDuration::from_secs(30), cap: SignedDuration::from_hours(1) },
};
const HORIZON: SignedDuration = SignedDuration::from_hours(10 * 24);

/// One worker's two jobs, and the server they send to.
pub(super) struct Post {
    server: SmtpServer,
    mailer: Mailer,
}

/// A mail that arrived, as far as it is looked at.
pub(super) struct Mail {
    pub(super) to: String,
    pub(super) message_id: String,
    /// Everything, the headers too.
    pub(super) message: String,
    /// The date it tells.
    pub(super) date: String,
    /// The time it tells, up to the zone's name.
    pub(super) time: String,
}

impl Post {
    pub(super) fn open() -> Self {
        let server = SmtpServer::start();
        let config = SmtpConfig {
            host: "127.0.0.1".to_owned(),
            port: server.port,
            tls: TlsMode::None,
            ca_file: None,
            sign_in: None,
            hello_name: "mail.northside.example".to_owned(),
            timeout: Duration::from_secs(30),
            connections: SETTINGS.at_once,
            per_minute: None,
        };
        let transport = Arc::new(SmtpTransport::new(config).unwrap());
        let from = Sender { address: EmailAddress::parse(SENDER).unwrap(), name: None };
        Self { server, mailer: Mailer::new(transport, from, "mail.northside.example").unwrap() }
    }

    /// Fills the outbox and empties it of what is due now.
    pub(super) async fn work(&self, clinic: &TestClinic) -> DeliveryReport {
        let app = &clinic.app;
        plan_due(app, &self.mailer, HORIZON, &|| true).await.unwrap();
        let delivery = Delivery {
            app,
            mailer: &self.mailer,
            timer: clinic.clock.as_ref(),
            settings: SETTINGS,
            worker: &WorkerName::draw(app.entropy()),
            keep_going: &|| true,
        };
        deliver_due(&delivery).await.unwrap()
    }

    /// What the server took, in order of arrival.
    pub(super) fn arrived(&self) -> Vec<Mail> {
        self.server.received().into_iter().map(|mail| read(&mail.from, mail.to, &mail.message)).collect()
    }
}

fn read(from: &str, to: Vec<String>, raw: &str) -> Mail {
    assert_eq!(from, SENDER);
    let [to] = <[String; 1]>::try_from(to).unwrap();
    // The soft line breaks of quoted-printable; all that is looked for is ASCII without `=`.
    let message = raw.replace("=\r\n", "");
    let (headers, body) = message.split_once("\r\n\r\n").unwrap();
    assert_eq!(line_after(headers, "To: "), to);
    Mail {
        to,
        message_id: line_after(headers, "Message-ID: ").to_owned(),
        date: line_after(body, "Date: ").to_owned(),
        time: line_after(body, "Time: ").split(',').next().unwrap().to_owned(),
        message: message.clone(),
    }
}

/// The rest of the one line that begins so.
fn line_after<'a>(text: &'a str, beginning: &str) -> &'a str {
    let mut lines = text.lines().filter_map(|line| line.strip_prefix(beginning));
    let line = lines.next().unwrap_or_else(|| panic!("no line begins with {beginning:?}:\n{text}"));
    assert_eq!(lines.next(), None, "a second line begins with {beginning:?}:\n{text}");
    line
}
