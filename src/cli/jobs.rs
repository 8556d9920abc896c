//! `roundel jobs`

use clap::Args;
use jiff::{SignedDuration, Timestamp};

use super::again::Again;
use super::error::CliError;
use super::mail::paused_mails;
use super::open::Opened;
use super::output::{line, note};
use super::work::{NOTHING_IS_SENT, worker_settings};
use crate::app::jobs::last_run;
use crate::app::reminders::list_paused_clinics;
use crate::config::{MailTransportKind, Settings};
use crate::domain::jobs::JobRun;
use crate::worker::{Job, jobs};

const EXAMPLES: &str = "\
Examples:
  roundel jobs
  roundel jobs --config /etc/roundel.toml

A line for each job, with tabs between: its name; the tick it last ran for; DONE, FAILED, CANCELLED, RUNNING, or WAITING \
for another try; for how many seconds it ran; its tries; the next tick, or the next try of one that waits; why it failed \
or waits. Instants are in UTC, a dash stands for nothing. Ticks follow the cron expressions of the configuration in force \
here (worker.jobs). That a clinic's mails are paused, or none is sent at all, is told on standard error.";

/// The worker's jobs: when each last ran and how it ended, and when it runs next.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct JobsArgs {}

/// Prints a line for each job.
///
/// # Errors
/// `Database` if it can't be used; `Output`.
pub(super) async fn run(settings: &Settings, again: &Again) -> Result<(), CliError> {
    let all = jobs::all(&worker_settings(settings)?);
    let opened = Opened::open(&settings.database, again).await?;
    note("job\tlast tick\toutcome\tseconds\ttries\tnext\twhy");
    for job in &all {
        let last = last_run(&opened.app, job.name()).await;
        let last = last.map_err(|failure| opened.failed("reading the jobs' runs", failure))?;
        line(&row(job, last.as_ref(), opened.app.now()))?;
    }
    let paused = list_paused_clinics(&opened.app).await;
    for told in paused
        .map_err(|failure| opened.failed("reading whose mails are paused", failure))?
        .iter()
        .filter_map(paused_mails)
    {
        note(&format!("warning: paused mails: {told}"));
    }
    if settings.mail.transport == MailTransportKind::DryRun {
        note(&format!("warning: {NOTHING_IS_SENT}"));
    }
    opened.close().await
}

fn row(job: &Job, last: Option<&JobRun>, now: Timestamp) -> String {
    const NOTHING: &str = "-";
    let or_nothing = |text: Option<String>| text.unwrap_or_else(|| NOTHING.to_owned());
    let name = job.name();
    let next_tick = job.schedule().next_after(now).map(|tick| tick.scheduled_at.to_string());
    let Some(last) = last else {
        return format!("{name}\t-\t-\t-\t-\t{}\t-", or_nothing(next_tick));
    };
    let JobRun {
        job: _,
        scheduled_at,
        started_at,
        finished_at,
        outcome,
        why,
        worker: _,
        attempt,
        next_attempt_at,
    } = last;
    let is_over = finished_at.is_some();
    let state = match outcome {
        Some(outcome) => outcome.word(),
        None if why.is_some() => "WAITING",
        None => "RUNNING",
    };
    let seconds = finished_at.map(|at| in_seconds(at.duration_since(*started_at)));
    let next = if is_over { next_tick } else { Some(next_attempt_at.to_string()) };
    let (seconds, next) = (or_nothing(seconds), or_nothing(next));
    let why = why.as_deref().map_or(NOTHING.to_owned(), |why| why.replace(['\t', '\n', '\r'], " "));
    format!("{name}\t{scheduled_at}\t{state}\t{seconds}\t{attempt}\t{next}\t{why}")
}

fn in_seconds(took: SignedDuration) -> String {
    format!("{:.1}", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::examples_parse;

    #[test]
    fn its_examples_parse() {
        examples_parse::<JobsArgs>("jobs", EXAMPLES);
    }
}
