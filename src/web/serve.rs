//! Serving a router on a listener, until told to stop.
//!
//! `axum::serve` waits forever for a client's headers, and for a client to take its answer; this does not, and takes so
//! many connections and no more (`connections`).

use std::future::Future;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_io_timeout::TimeoutStream;

use super::connections::{Connections, Place};
use super::source::Peer;

/// How long the server waits for others, and for how many.
#[derive(Debug, Clone, Copy)]
pub struct Timing {
    /// For the headers of the next request, counted from the opening of the connection or from the last answer.
    pub headers: Duration,
    /// For the other side to take a piece of its answer.
    pub taken: Duration,
    /// How many connections there may be at once, 1 or more.
    pub connections: usize,
    /// For requests under way, once it was told to stop.
    pub shutdown: Duration,
    /// After the system refused a connection (too many open files), before the next try.
    pub accept_pause: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            headers: Duration::from_secs(15),
            taken: Duration::from_secs(15),
            connections: 1000,
            shutdown: Duration::from_secs(20),
            accept_pause: Duration::from_millis(200),
        }
    }
}

/// Serves until `shutdown` is ready, then lets requests under way finish. A connection's fault ends that connection.
#[expect(clippy::disallowed_methods, reason = "a limit on I/O: clients may never finish")]
pub async fn serve(
    listener: TcpListener,
    router: Router,
    timing: Timing,
    shutdown: impl Future<Output = ()>,
) {
    let (stop, stopping) = watch::channel(false);
    let mut shutdown = pin!(shutdown);
    let connections = Connections::new(timing.connections);
    loop {
        tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let place = tokio::select! {
                        () = &mut shutdown => break,
                        place = connections.place() => place,
                    };
                    let caller = Caller { router: router.clone(), peer: Peer(peer.ip().to_canonical()) };
                    open(stream, caller, place, timing, stopping.clone());
                }
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    connections.give_up_one();
                    pause(timing.accept_pause).await;
                }
            },
        }
    }
    drop((listener, stopping));
    stop.send_replace(true);
    // Every connection holds a receiver until it is over.
    if tokio::time::timeout(timing.shutdown, stop.closed()).await.is_err() {
        tracing::warn!("stopped with requests under way");
    }
}

/// Who calls, and what answers.
struct Caller {
    router: Router,
    peer: Peer,
}

/// Serves one connection in a task of its own. Once it became a WebSocket it is no concern of this file any more.
fn open(
    stream: TcpStream,
    Caller { router, peer }: Caller,
    mut place: Place,
    timing: Timing,
    mut stopping: watch::Receiver<bool>,
) {
    // Answers are written whole; waiting to fill a packet would only delay them.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "no TCP_NODELAY");
    }
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(timing.taken));
    let requests = place.requests();
    let service = TowerToHyperService::new(router);
    let marked = service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(peer);
        let under_way = requests.begin();
        let answering = service.call(request);
        async move { answering.await.map(|answer| under_way.answered_by(answer)) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(timing.headers)
        .serve_connection(TokioIo::new(Box::pin(stream)), marked)
        .with_upgrades();
    tokio::spawn(async move {
        let mut connection = pin!(connection);
        let served = tokio::select! {
            served = connection.as_mut() => served,
            _ = &mut place.cut => {
                tracing::debug!("an idle connection makes room for another");
                return;
            }
            () = told(&mut stopping) => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = served {
            tracing::debug!(%error, "a connection ended early");
        }
    });
}

/// Returns once the server stops.
async fn told(stopping: &mut watch::Receiver<bool>) {
    // Fails only when the sender is gone, and with it the server.
    let _ = stopping.wait_for(|stop| *stop).await;
}

#[expect(
    clippy::disallowed_methods,
    reason = "no work waits on this: only the operating system is given time"
)]
async fn pause(duration: Duration) {
    tokio::time::sleep(duration).await;
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::sync::oneshot;

    use super::*;

    const PATIENCE: Duration = Duration::from_secs(5);

    async fn started(
        router: Router,
    ) -> (std::net::SocketAddr, oneshot::Sender<()>, tokio::task::JoinHandle<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let timing = Timing { headers: Duration::from_millis(200), ..Timing::default() };
        let server = tokio::spawn(serve(listener, router, timing, async {
            let _ = stopped.await;
        }));
        (address, stop, server)
    }

    async fn answer_to(address: std::net::SocketAddr, sent: &[u8]) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(sent).await.unwrap();
        let mut answer = String::new();
        soon(stream.read_to_string(&mut answer)).await.unwrap();
        answer
    }

    /// What comes in time; a test never hangs.
    #[expect(clippy::disallowed_methods, reason = "a limit on I/O")]
    async fn soon<T>(work: impl Future<Output = T>) -> T {
        tokio::time::timeout(PATIENCE, work).await.unwrap()
    }

    #[tokio::test]
    async fn a_connection_that_sends_nothing_or_half_a_header_is_cut() {
        let (address, _stop, _server) = started(Router::new()).await;
        for sent in ["", "GET / HTTP/1.1\r\nhost: x\r\n"] {
            assert!(!answer_to(address, sent.as_bytes()).await.contains("200"), "{sent}");
        }
    }

    #[tokio::test]
    async fn an_idle_connection_is_cut_after_its_answer() {
        let (address, _stop, _server) = started(Router::new().route("/", get(|| async { "hello" }))).await;
        let answer = answer_to(address, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert!(answer.ends_with("hello"), "{answer}");
    }

    #[tokio::test]
    async fn a_request_under_way_is_finished_after_the_stop() {
        let (entered, mut seen) = tokio::sync::mpsc::channel::<()>(1);
        let (release, released) = tokio::sync::watch::channel(false);
        let slow = get(move || async move {
            let _ = entered.send(()).await;
            let _ = released.clone().wait_for(|go| *go).await;
            "done"
        });
        let (address, stop, server) = started(Router::new().route("/", slow)).await;
        let client = tokio::spawn(async move {
            answer_to(address, b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").await
        });
        seen.recv().await.unwrap();
        stop.send(()).unwrap();
        release.send(true).unwrap();
        assert!(client.await.unwrap().ends_with("done"));
        soon(server).await.unwrap();
    }
}
