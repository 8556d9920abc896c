//! A clinic served in process, as one of perhaps several nodes.

use std::net::SocketAddr;
use std::time::Duration;

use roundel::app::App;
use roundel::app::changes::publish_changes;
use roundel::app::staff::{IssueToken, issue_token};
use roundel::domain::access::{Caller, Scope};
use roundel::graphql::{Endpoint, Policy, build_schema};
use roundel::web::{Origins, SocketLimits, Sockets, Timing, WebState, router, serve};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::peer::Peer;
use crate::support::{TestClinic, web_state};

/// The page that may open a socket.
pub(super) const PAGE: &str = "https://roundel.example.org";

/// How often a node looks for what others changed; long where only a notice may be the reason that it did.
pub(super) const OFTEN: Duration = Duration::from_millis(100);

/// A server of one application.
pub(super) struct Node {
    address: SocketAddr,
    pub(super) sockets: Sockets,
    stop: watch::Sender<bool>,
    serving: JoinHandle<()>,
    publishing: JoinHandle<()>,
}

impl Node {
    /// Serves the clinic's application with the usual limits.
    pub(super) async fn of(clinic: &TestClinic) -> Self {
        Self::start(&clinic.app, SocketLimits::default(), OFTEN).await
    }

    /// Serves an application.
    pub(super) async fn start(app: &App, limits: SocketLimits, look_every: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let sockets = Sockets::new(limits, Origins::of([PAGE]), app.changes().clone());
        let state = WebState {
            sockets: sockets.clone(),
            pages: Origins::of(["https://appointments.example.org"]),
            ..web_state(app, Endpoint::new(build_schema(app.clone()), Policy::default()))
        };
        let (stop, stopped) = watch::channel(false);
        let until = |mut stopped: watch::Receiver<bool>| async move {
            let _ = stopped.wait_for(|stop| *stop).await;
        };
        let serving = tokio::spawn(serve(listener, router(state), Timing::default(), until(stopped.clone())));
        let app = app.clone();
        let publishing = tokio::spawn(async move { publish_changes(&app, look_every, until(stopped)).await });
        Self { address, sockets, stop, serving, publishing }
    }

    /// The path of sockets.
    pub(super) fn url(&self) -> String {
        format!("ws://{}/graphql/ws", self.address)
    }

    /// A socket of a client that is no page.
    pub(super) async fn open(&self) -> Peer {
        Peer::open(&self.url(), &[]).await.unwrap()
    }

    /// A socket that was begun with that token.
    pub(super) async fn begun(&self, token: &str) -> Peer {
        let mut peer = self.open().await;
        peer.begin(token).await;
        peer
    }

    /// Stops as the program does: sockets are closed, requests finish.
    pub(super) async fn stop(self) {
        self.stop.send_replace(true);
        self.sockets.close().await;
        self.serving.await.unwrap();
        self.publishing.await.unwrap();
    }
}

/// A token of `caller`, who may do what its role and these scopes allow.
pub(super) async fn token_with(clinic: &TestClinic, caller: &Caller, scopes: &[Scope]) -> (String, String) {
    let command = IssueToken {
        staff_member_id: caller.staff_member().unwrap(),
        label: "socket".parse().unwrap(),
        scopes: scopes.to_vec(),
        expires_at: None,
    };
    let issuer = Caller { scopes: Scope::ALL.to_vec(), ..issuer_of(clinic, caller) };
    let issued = issue_token(&clinic.app, &issuer, command).await.unwrap();
    (issued.secret.expose().to_owned(), issued.token.id.to_string())
}

/// A token of `caller` with every scope.
pub(super) async fn token(clinic: &TestClinic, caller: &Caller) -> String {
    token_with(clinic, caller, Scope::ALL).await.0
}

fn issuer_of(clinic: &TestClinic, caller: &Caller) -> Caller {
    if caller.clinic_id == clinic.admin.clinic_id { clinic.admin.clone() } else { caller.clone() }
}
