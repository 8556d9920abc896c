//! The worker put together from the settings.

use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use secrecy::ExposeSecret;

use super::error::CliError;
use crate::app::App;
use crate::app::ambient::{SystemClock, SystemTimer};
use crate::app::reminders::{DeliverySettings, Mailer};
use crate::config::{JobSettings, MailSettings, MailTransportKind, Settings, SmtpSettings, SmtpTls};
use crate::domain::people::EmailAddress;
use crate::domain::reminders::Backoff;
use crate::mail::message::Sender;
use crate::mail::transport::{
    DirectoryTransport, MailTransport, SmtpConfig, SmtpSignIn, SmtpTransport, TlsMode,
};
use crate::metrics::Metrics;
use crate::worker::{InvalidSchedule, JobSchedule, Worker, WorkerSettings};

/// How many mails are under way at once, each on a connection of its own.
const MAILS_AT_ONCE: usize = 4;

/// The worker over an application.
pub(super) fn worker(settings: &Settings, app: &App, metrics: &Metrics) -> Result<Worker, CliError> {
    let worker = Worker::new(app.clone(), mailer(&settings.mail)?, worker_settings(settings)?);
    Ok(worker.with_metrics(metrics.clone()))
}

/// How the worker works by these settings.
pub(super) fn worker_settings(settings: &Settings) -> Result<WorkerSettings, CliError> {
    let worker = &settings.worker;
    Ok(WorkerSettings {
        timer: Arc::new(SystemTimer::new(Arc::new(SystemClock))),
        horizon: SignedDuration::from_hours(i64::from(worker.horizon_days) * 24),
        delivery: DeliverySettings {
            lease: seconds(worker.lease_seconds),
            batch_size: worker.batch_size,
            at_once: MAILS_AT_ONCE,
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
        run_lease: WorkerSettings::RUN_LEASE,
        run_backoff: WorkerSettings::RUN_BACKOFF,
    })
}

fn schedule(job: &JobSettings) -> Result<JobSchedule, InvalidSchedule> {
    JobSchedule::parse(&job.cron, &job.zone)
}

pub(super) fn seconds(seconds: u64) -> SignedDuration {
    SignedDuration::from_secs(i64::try_from(seconds).unwrap_or(i64::MAX))
}

/// Whether mails could leave now; none does. In words for who runs it.
pub(super) async fn reach_mail(settings: &MailSettings) -> Result<(), String> {
    let transport = transport(settings).map_err(|error| error.message())?;
    transport.check().await.map_err(|failure| failure.to_string())
}

fn unusable(key: &str, error: &dyn std::fmt::Display) -> CliError {
    CliError::Refused(format!("{key} cannot be used: {error}; change it in the configuration"))
}

fn mailer(settings: &MailSettings) -> Result<Mailer, CliError> {
    let address =
        EmailAddress::parse(&settings.from_address).map_err(|error| unusable("mail.from_address", &error))?;
    let from = Sender { address, name: Some(settings.from_name.clone()) };
    if settings.transport == MailTransportKind::Directory {
        tracing::warn!(
            folder = %settings.directory.display(),
            "mails are written into a folder, nobody receives them: configure [mail] and [mail.smtp]"
        );
    }
    let bounces = Some(settings.bounce_address.as_str()).filter(|address| !address.is_empty());
    let bounces = bounces.map(EmailAddress::parse).transpose();
    let bounces = bounces.map_err(|error| unusable("mail.bounce_address", &error))?;
    let mailer = Mailer::new(transport(settings)?, from, &settings.message_id_host)
        .map_err(|error| unusable("mail.message_id_host", &error))?;
    Ok(mailer.with_bounce_address(bounces))
}

fn transport(settings: &MailSettings) -> Result<Arc<dyn MailTransport>, CliError> {
    Ok(match settings.transport {
        MailTransportKind::Directory => Arc::new(DirectoryTransport::new(&settings.directory)),
        MailTransportKind::Smtp => {
            let config = smtp(&settings.smtp, &settings.message_id_host);
            Arc::new(SmtpTransport::new(config).map_err(|error| unusable("mail.smtp", &error))?)
        }
    })
}

fn smtp(settings: &SmtpSettings, hello_name: &str) -> SmtpConfig {
    let SmtpSettings { host, port, tls, username, password, timeout_seconds } = settings;
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
        sign_in,
        hello_name: hello_name.to_owned(),
        timeout: Duration::from_secs(*timeout_seconds),
        connections: MAILS_AT_ONCE,
    }
}
