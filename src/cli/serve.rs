//! `roundel serve`

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use tokio::net::TcpListener;

use super::again::Again;
use super::error::CliError;
use super::open::{self, Opened, ServingLock};
use super::open_files::connections;
use super::output::note;
use super::scraping::Scraping;
use super::stop::Stopping;
use super::typed::web_state;
use super::work;
use crate::app::changes::publish_changes;
use crate::config::{FlagValue, Settings};
use crate::web;
use crate::worker::jobs::known;

const EXAMPLES: &str = "\
Examples:
  roundel serve --config config/development.toml
  roundel serve --listen 127.0.0.1:9000
  roundel serve --no-worker";

/// Serve the GraphQL API and, in the same process, plan and send the reminders.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ServeArgs {
    /// Do not plan or send mail in this process; then another one must run `roundel worker`
    #[arg(long)]
    pub no_worker: bool,
    /// Listen on this IP address and port instead of http.listen
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub listen: Option<SocketAddr>,
}

impl ServeArgs {
    /// The flags that stand for a key of the configuration.
    #[must_use]
    pub fn flags(&self) -> Vec<FlagValue> {
        self.listen.map(listen_flag).into_iter().collect()
    }
}

/// Serves until the process is told to stop (SIGINT, SIGTERM), then finishes what is under way.
///
/// # Errors
/// `Database` if it can't be used or another server uses the same SQLite file, `Refused` if the address can't be
/// listened on.
pub async fn run(args: &ServeArgs, settings: &Settings, again: &Again) -> Result<(), CliError> {
    let opened = Opened::open(&settings.database, again).await?;
    let lock = open::lock_for_serving(&settings.database)?;
    let listener = bind(settings.http.listen).await?;
    serve(settings, opened, (listener, lock), !args.no_worker, |address| {
        note(&format!("listening on http://{address}/graphql"));
        Ok(())
    })
    .await
}

/// Serves the API and, if asked to, works the jobs; tells `listening` the address once requests are taken. The lock is
/// held until the database is closed.
pub(super) async fn serve(
    settings: &Settings,
    mut opened: Opened,
    (listener, _lock): (TcpListener, ServingLock),
    with_worker: bool,
    listening: impl FnOnce(SocketAddr) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let jobs = known(&work::worker_settings(settings)?);
    opened.app = work::configured(opened.app, settings).with_jobs(jobs);
    let scraping = Scraping::begin(settings, opened.app.now()).await?;
    let worker =
        if with_worker { Some(work::worker(settings, &opened.app, &scraping.metrics)?) } else { None };
    // Before anybody is told: who is may ask it to stop at once.
    let stop = Stopping::begin();
    listening(listener.local_addr()?)?;
    let state = web_state(settings, &opened.app, &scraping.metrics);
    let sockets = state.sockets.clone();
    let scraped = scraping.serve(&opened.app, Some(sockets.clone()), stop.requested());
    let router = web::router(state);
    let serving = web::serve(listener, router, timing(settings), stop.requested());
    let working = async {
        if let Some(worker) = worker {
            worker.run(stop.requested()).await;
        }
    };
    let period = Duration::from_millis(settings.subscriptions.poll_milliseconds);
    let publishing = publish_changes(&opened.app, period, stop.requested());
    let closing = async {
        stop.requested().await;
        sockets.close().await;
    };
    tokio::join!(serving, working, publishing, closing, scraped);
    opened.close().await
}

fn timing(settings: &Settings) -> web::Timing {
    let idle = Duration::from_secs(settings.http.idle_timeout_seconds);
    web::Timing { headers: idle, taken: idle, connections: connections(settings), ..web::Timing::default() }
}

/// Takes the address to listen on.
///
/// # Errors
/// `Refused` if it can't be had.
pub(super) async fn bind(listen: SocketAddr) -> Result<TcpListener, CliError> {
    TcpListener::bind(listen).await.map_err(|error| {
        CliError::Refused(format!(
            "cannot listen on {listen} ({error}); choose another address with --listen"
        ))
    })
}

/// `--listen` as the key it stands for.
pub(super) fn listen_flag(listen: SocketAddr) -> FlagValue {
    FlagValue { flag: "--listen", key: "http.listen", value: listen.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::parsed::{examples_parse, parsed};
    use crate::config::{Sources, load};

    #[test]
    fn its_examples_parse() {
        examples_parse::<ServeArgs>("serve", EXAMPLES);
    }

    #[test]
    fn listen_overrides_the_configuration() {
        let args: ServeArgs = parsed("serve", "--listen [::1]:9000").unwrap();
        let settings = load(&Sources { flags: args.flags(), ..Sources::default() }).unwrap();
        assert_eq!(settings.http.listen.to_string(), "[::1]:9000");
        assert!(parsed::<ServeArgs>("serve", "--listen 9000").is_err());
    }
}
