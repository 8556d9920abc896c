//! Serving the metrics, where they are asked for.

use jiff::Timestamp;
use tokio::net::TcpListener;

use super::error::CliError;
use super::output::note;
use crate::app::App;
use crate::config::Settings;
use crate::metrics::Metrics;
use crate::web::{self, Scraped, Sockets};

/// The metrics of this process, and where they are served, if they are.
pub(super) struct Scraping {
    /// What is counted.
    pub(super) metrics: Metrics,
    listener: Option<TcpListener>,
}

impl Scraping {
    /// Takes the address to listen on.
    ///
    /// # Errors
    /// `Refused` if it can't be had.
    pub(super) async fn begin(settings: &Settings, now: Timestamp) -> Result<Self, CliError> {
        let metrics = Metrics::default();
        metrics.started(now.as_second());
        let Some(address) = settings.metrics.address() else { return Ok(Self { metrics, listener: None }) };
        let listener = TcpListener::bind(address).await.map_err(|error| {
            CliError::Refused(format!(
                "cannot listen on {address} ({error}); choose another address as metrics.listen"
            ))
        })?;
        note(&format!("metrics on http://{}/metrics", listener.local_addr()?));
        Ok(Self { metrics, listener: Some(listener) })
    }

    /// Serves them until `stop` is ready.
    pub(super) async fn serve(self, app: &App, sockets: Option<Sockets>, stop: impl Future<Output = ()>) {
        let Self { metrics, listener } = self;
        let Some(listener) = listener else { return };
        let router = web::scrape_router(Scraped { metrics, app: app.clone(), sockets });
        web::serve(listener, router, web::Timing { connections: 20, ..web::Timing::default() }, stop).await;
    }
}
