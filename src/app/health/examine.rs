//! Looking at the database from this host.

use jiff::{SignedDuration, Timestamp};

use crate::app::reminders::list_paused_clinics;
use crate::app::{App, Failure};
use crate::domain::audit::LogExposure;
use crate::domain::clinics::Clinic;
use crate::domain::ids::ClinicId;
use crate::domain::name::Name;
use crate::domain::neutral::telling_words;
use crate::domain::slice::Slice;
use crate::storage::{clinics, health, job_runs, log_exposure};

/// How many clinics are read at a time.
const PAGE: u64 = 100;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// The database's product and version.
    pub product: String,
    /// How long it took to answer.
    pub took: SignedDuration,
    /// How far this host's clock is ahead of the database's; a file has no clock of its own.
    pub clock_ahead: Option<SignedDuration>,
    /// When a worker last took up a job, if ever.
    pub worker_seen_at: Option<Timestamp>,
    /// How far the role that the service uses could change the audit log, with the role's name; a file has none.
    pub log_exposure: Option<(String, LogExposure)>,
    /// The clinics of which some mails end without crisis lines.
    pub without_crisis_lines: Vec<ClinicId>,
    /// The clinics whose mails carry a name that tells what appointments are for, with that name: it was stored before such
    /// names were refused.
    pub telling_mail_names: Vec<(ClinicId, Name)>,
    /// The clinics whose mails are paused.
    pub paused_clinics: Vec<Clinic>,
    /// The time by this host's clock.
    pub now: Timestamp,
}

/// Asks the database for its version and time, when a worker last worked, and which clinics have no crisis lines or a name in
/// their mails that tells too much. It asks nobody's rights: only the console calls it, and of a clinic's records it reads none.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn examine(app: &App) -> Result<Examination, Failure> {
    let asked_at = app.now();
    let health = health::read_database_health(app.db.reader()).await?;
    let now = app.now();
    let took = now.duration_since(asked_at);
    // The answer was made about half-way between question and answer.
    let clock_ahead = health.clock.map(|theirs| now.duration_since(theirs) - took / 2);
    let runs = job_runs::list_runs(app.db.reader(), None, 1).await?;
    let worker_seen_at = runs.first().map(|run| run.started_at);
    let log_exposure = log_exposure(app.db.reader(), None).await?;
    let without_crisis_lines = clinics::list_clinics_without_crisis_lines(app.db.reader()).await?;
    let telling_mail_names = telling_mail_names(app).await?;
    let paused_clinics = list_paused_clinics(app).await?;
    Ok(Examination {
        product: health.product,
        took,
        clock_ahead,
        worker_seen_at,
        log_exposure,
        without_crisis_lines,
        telling_mail_names,
        paused_clinics,
        now,
    })
}

/// The clinics whose name in mails is not neutral, oldest first.
async fn telling_mail_names(app: &App) -> Result<Vec<(ClinicId, Name)>, Failure> {
    let (mut telling, mut after) = (Vec::new(), None);
    loop {
        let page = clinics::list_clinics(app.db.reader(), Slice { after, limit: PAGE }).await?;
        let Some(last) = page.last() else { return Ok(telling) };
        after = Some(last.id);
        let names = page.into_iter().map(|clinic| (clinic.id, clinic.mail_name));
        telling.extend(names.filter(|(_, name)| !telling_words(name.as_str()).is_empty()));
    }
}
