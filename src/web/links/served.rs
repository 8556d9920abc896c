//! What pages are read from, how long that may take, and what becomes of a failure.

use std::sync::Arc;
use std::time::Duration;

use axum::http::StatusCode;
use axum::response::Response;
use tokio::sync::Semaphore;

use super::pages::{no_page, try_again};
use crate::app::{App, Failure};

/// What the pages behind clients' links are read from.
#[derive(Clone)]
pub struct Links {
    pub(super) app: App,
    time_limit: Duration,
    places: Arc<Semaphore>,
}

impl Links {
    /// How many are served at once: a link can be guessed at no faster than that.
    const AT_ONCE: usize = 8;

    /// Reads them from `app`; waiting and working take at most `time_limit` together.
    #[must_use]
    pub fn new(app: App, time_limit: Duration) -> Self {
        Self { app, time_limit, places: Arc::new(Semaphore::new(Self::AT_ONCE)) }
    }

    /// Does what a request asks for; the one page of links that do not count if there is nothing behind it.
    #[expect(clippy::disallowed_methods, reason = "a limit on one request, whatever the clock shows")]
    pub(super) async fn serve<T>(
        &self,
        work: impl Future<Output = Result<Option<T>, Failure>>,
    ) -> Result<T, Response> {
        let working = async {
            // Never closed.
            let _place = self.places.acquire().await;
            work.await
        };
        match tokio::time::timeout(self.time_limit, working).await {
            Ok(Ok(Some(found))) => Ok(found),
            Ok(Ok(None)) => Err(no_page()),
            Ok(Err(failure)) => Err(failed(failure)),
            Err(_) => Err(try_again(StatusCode::SERVICE_UNAVAILABLE)),
        }
    }
}

fn failed(failure: Failure) -> Response {
    match failure {
        Failure::NotFound => no_page(),
        Failure::Busy | Failure::Unavailable(_) => try_again(StatusCode::SERVICE_UNAVAILABLE),
        Failure::Denied(_) | Failure::VanishedZone(_) | Failure::Internal(_) => {
            let cause: &(dyn std::error::Error + 'static) = &failure;
            tracing::error!(cause, "cannot serve a client's link");
            try_again(StatusCode::INTERNAL_SERVER_ERROR)
        }
    }
}
