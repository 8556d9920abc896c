//! The worker put together from the settings.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use secrecy::ExposeSecret;

use super::error::CliError;
use crate::app::App;
use crate::app::ambient::{SystemClock, SystemTimer};
use crate::app::reminders::{DeliverySettings, MailPreviews, Mailer};
use crate::config::{
    HttpSettings, JobSettings, MailSettings, MailTransportKind, Settings, SmtpSettings, SmtpTls,
};
use crate::domain::people::EmailAddress;
use crate::domain::reminders::Backoff;
use crate::mail::message::Sender;
use crate::mail::transport::{
    DirectoryTransport, DryRunTransport, Fault, MailTransport, SendFailure, SmtpConfig, SmtpConfigError,
    SmtpSignIn, SmtpTransport, Stage, TlsMode, Why,
};
use crate::metrics::Metrics;
use crate::worker::{InvalidSchedule, JobSchedule, WatchedTransport, Worker, WorkerSettings};

/// What whoever runs a dry run is told.
pub(super) const NOTHING_IS_SENT: &str = "nothing is sent or kept, each mail becomes SUPPRESSED with DRY_RUN, for good: mail.transport is \"dry_run\"";

/// The application as these settings have it, the same for whoever serves, works, foretells or changes sessions: when mails leave and
/// what they are called must not depend on which process made them.
pub(super) fn configured(app: App, settings: &Settings) -> App {
    app.with_notice_debounce(seconds(settings.worker.notice_debounce_seconds))
        .with_message_ids(&settings.mail.message_id_host)
        .with_mail_previews(mail_previews(settings))
}

/// The worker over an application.
pub(super) fn worker(settings: &Settings, app: &App, metrics: &Metrics) -> Result<Worker, CliError> {
    let mailer = with_links(mailer(&settings.mail, metrics)?, &settings.http);
    let worker = Worker::new(app.clone(), mailer, worker_settings(settings)?);
    Ok(worker.with_metrics(metrics.clone()))
}

/// How the worker works by these settings.
pub(super) fn worker_settings(settings: &Settings) -> Result<WorkerSettings, CliError> {
    let worker = &settings.worker;
    Ok(WorkerSettings {
        timer: Arc::new(SystemTimer::new(Arc::new(SystemClock))),
        horizon: SignedDuration::from_hours(i64::from(worker.horizon_days) * 24),
        welcomes: worker.welcome_clients,
        delivery: DeliverySettings {
            lease: seconds(worker.lease_seconds),
            batch_size: batch_size(settings),
            at_once: smtp(&settings.mail.smtp, &settings.mail.message_id_host).at_once(),
            max_attempts: worker.max_attempts,
            backoff: Backoff {
                base: seconds(worker.backoff_base_seconds),
                cap: seconds(worker.backoff_cap_seconds),
            },
        },
        plan_reminders: schedule(&worker.jobs.plan_reminders)?,
        gather_notices: schedule(&worker.jobs.gather_notices)?,
        deliver_reminders: schedule(&worker.jobs.deliver_reminders)?,
        reassess_risk: schedule(&worker.jobs.reassess_risk)?,
        review_risk: schedule(&worker.jobs.review_risk)?,
        rederive_sessions: schedule(&worker.jobs.rederive_sessions)?,
        seal_audit: schedule(&worker.jobs.seal_audit)?,
        clean_up: schedule(&worker.jobs.clean_up)?,
        nudge_therapists: schedule(&worker.jobs.nudge_therapists)?,
        send_digests: schedule(&worker.jobs.send_digests)?,
        run_lease: WorkerSettings::RUN_LEASE,
        run_backoff: WorkerSettings::RUN_BACKOFF,
    })
}

/// No more than the limit per minute lets begin within half a lease: what waited longer would be claimed by another.
fn batch_size(settings: &Settings) -> u32 {
    let most = settings.worker.batch_size;
    match u64::from(settings.mail.smtp.per_minute) {
        0 => most,
        limit => {
            let begun = limit.saturating_mul(settings.worker.lease_seconds) / 120;
            u32::try_from(begun).unwrap_or(most).clamp(1, most)
        }
    }
}

fn schedule(job: &JobSettings) -> Result<JobSchedule, InvalidSchedule> {
    JobSchedule::parse(&job.cron, &job.zone)
}

fn seconds(seconds: u64) -> SignedDuration {
    SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// Why no mail could leave, in words for who runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum MailHeldBack {
    /// No mail gets as far as its sender, whoever that is.
    Barred(String),
    /// The server takes none from that sender, whose address stands under `key`.
    SenderRefused {
        /// The key in the configuration.
        key: &'static str,
        /// The envelope's sender that was named.
        sender: String,
        /// The server's answer, in codes.
        why: String,
    },
}

/// Whether mails could leave now in their sender's name; none does.
pub(super) async fn reach_mail(settings: &MailSettings) -> Result<(), MailHeldBack> {
    let told = |error: CliError| MailHeldBack::Barred(error.message());
    let transport = transport(settings).map_err(told)?;
    let sender = mailer_by(Arc::clone(&transport), settings).map_err(told)?.sample_sender();
    transport.check(&sender).await.map_err(|failure| held_back(failure, &sender, settings))
}

/// A server that closes at the sender (421), or wants a sign-in first, has refused nobody.
fn held_back(failure: SendFailure, sender: &EmailAddress, settings: &MailSettings) -> MailHeldBack {
    let is_refused = match failure.why() {
        Some(Why { stage: Stage::Sender, fault: Fault::Reply(reply) }) => {
            reply.code != 421 && !reply.is_about_signing_in()
        }
        _ => false,
    };
    if !is_refused {
        return MailHeldBack::Barred(failure.to_string());
    }
    let key = if settings.bounce_address.is_empty() { "mail.from_address" } else { "mail.bounce_address" };
    MailHeldBack::SenderRefused { key, sender: sender.as_str().to_owned(), why: failure.to_string() }
}

fn unusable(key: &str, error: &dyn std::fmt::Display) -> CliError {
    CliError::Refused(format!("{key} cannot be used: {error}; change it in the configuration"))
}

fn unusable_smtp(error: &SmtpConfigError) -> CliError {
    match error.key() {
        Some(key) => unusable(&format!("mail.smtp.{key}"), error),
        None => unusable("mail.smtp", error),
    }
}

fn mailer(settings: &MailSettings, metrics: &Metrics) -> Result<Mailer, CliError> {
    match settings.transport {
        MailTransportKind::Directory => tracing::warn!(
            folder = %settings.directory.display(),
            "mails are written into a folder, nobody receives them: configure [mail] and [mail.smtp]"
        ),
        MailTransportKind::DryRun => tracing::warn!("{NOTHING_IS_SENT}"),
        MailTransportKind::Smtp => {}
    }
    mailer_by(Arc::new(WatchedTransport::new(transport(settings)?, metrics.clone())), settings)
}

/// Whose mails leave by that way, by these settings.
fn mailer_by(transport: Arc<dyn MailTransport>, settings: &MailSettings) -> Result<Mailer, CliError> {
    let address =
        EmailAddress::parse(&settings.from_address).map_err(|error| unusable("mail.from_address", &error))?;
    let from = Sender { address, name: Some(settings.from_name.clone()) };
    let bounces = Some(settings.bounce_address.as_str()).filter(|address| !address.is_empty());
    let bounces = bounces.map(EmailAddress::parse).transpose();
    let bounces = bounces.map_err(|error| unusable("mail.bounce_address", &error))?;
    let mailer = Mailer::new(transport, from, &settings.message_id_host)
        .map_err(|error| unusable("mail.message_id_host", &error))?;
    Ok(mailer.with_bounce_address(bounces))
}

/// Mails lead to pages of the service where somebody can open them: over https, or on the developer's own machine.
fn with_links(mailer: Mailer, settings: &HttpSettings) -> Mailer {
    match link_base(settings) {
        Some(base) => mailer.with_links(base),
        None => mailer,
    }
}

/// Where the pages are that mails lead to, if they lead to any.
pub(super) fn link_base(settings: &HttpSettings) -> Option<&str> {
    let base = settings.public_base_url.as_str();
    (base.starts_with("https://") || settings.development).then_some(base)
}

/// What previews of mails need to know of these settings.
fn mail_previews(settings: &Settings) -> MailPreviews {
    MailPreviews {
        link_base: link_base(&settings.http).map(str::to_owned),
        welcomes: settings.worker.welcome_clients,
        is_dry_run: settings.mail.transport == MailTransportKind::DryRun,
    }
}

fn transport(settings: &MailSettings) -> Result<Arc<dyn MailTransport>, CliError> {
    Ok(match settings.transport {
        MailTransportKind::Directory => Arc::new(DirectoryTransport::new(&settings.directory)),
        MailTransportKind::DryRun => Arc::new(DryRunTransport),
        MailTransportKind::Smtp => {
            let config = smtp(&settings.smtp, &settings.message_id_host);
            Arc::new(SmtpTransport::new(config).map_err(|error| unusable_smtp(&error))?)
        }
    })
}

fn smtp(settings: &SmtpSettings, hello_name: &str) -> SmtpConfig {
    let SmtpSettings {
        host,
        port,
        tls,
        ca_file,
        username,
        password,
        timeout_seconds,
        connections,
        per_minute,
    } = settings;
    let sign_in = (!password.expose_secret().is_empty())
        .then(|| SmtpSignIn { username: username.clone(), password: password.clone() });
    SmtpConfig {
        host: host.clone(),
        port: *port,
        tls: match tls {
            SmtpTls::None => TlsMode::None,
            SmtpTls::StartTls => TlsMode::StartTls,
            SmtpTls::Implicit => TlsMode::Implicit,
        },
        ca_file: (!ca_file.as_os_str().is_empty()).then(|| ca_file.clone()),
        sign_in,
        hello_name: hello_name.to_owned(),
        timeout: Duration::from_secs(*timeout_seconds),
        connections: usize::try_from(*connections).unwrap_or(usize::MAX),
        per_minute: (*per_minute > 0).then_some(*per_minute),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Sources, load};

    fn settings(text: &str) -> Settings {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        load(&Sources { file: Some(file.path().to_owned()), ..Sources::default() }).unwrap()
    }

    #[test]
    fn as_many_mails_are_under_way_as_the_server_is_given_connections_and_turns() {
        let delivery = |text| worker_settings(&settings(text)).unwrap().delivery;
        let unlimited = delivery("");
        assert_eq!((unlimited.at_once, unlimited.batch_size), (4, 25));
        let more = delivery("[mail.smtp]\nconnections = 9");
        assert_eq!((more.at_once, more.batch_size), (9, 25));
        let paced = delivery("[mail.smtp]\nconnections = 9\nper_minute = 12");
        assert_eq!((paced.at_once, paced.batch_size), (2, 12));
    }

    #[test]
    fn a_bad_file_of_authorities_is_told_by_key_and_path() {
        let text = "[mail]\ntransport = 'smtp'\nfrom_address = 'a@b.org'\nmessage_id_host = 'b.org'\n\
                    [mail.smtp]\nhost = 'h'\nca_file = '/nowhere/ca.pem'";
        let told = transport(&settings(text).mail).err().unwrap().message();
        assert!(told.contains("mail.smtp.ca_file") && told.contains("/nowhere/ca.pem"), "{told}");
        assert!(told.contains("expected certificates as PEM"), "{told}");
    }
}
