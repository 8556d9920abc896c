//! A client of the protocol, over another hand's WebSocket.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest as _;
use tokio_tungstenite::tungstenite::http::HeaderName;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

/// How long anything may take that is bound to come.
const PATIENCE: Duration = Duration::from_secs(20);

/// How long is waited for what must not come.
const A_WHILE: Duration = Duration::from_millis(700);

pub(super) struct Peer(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Peer {
    /// Opens a socket with these headers besides the sub-protocol's; the status of a refusal.
    pub(super) async fn open(url: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let mut request = url.into_client_request().unwrap();
        let protocol = ("sec-websocket-protocol", "graphql-transport-ws");
        for (name, value) in [protocol].iter().chain(headers) {
            let name: HeaderName = name.parse().unwrap();
            if value.is_empty() {
                request.headers_mut().remove(name);
            } else {
                request.headers_mut().insert(name, value.parse().unwrap());
            }
        }
        match soon(connect_async(request)).await {
            Ok((socket, _)) => Ok(Self(socket)),
            Err(Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    /// Begins the connection with a token.
    pub(super) async fn begin(&mut self, token: &str) {
        self.say(
            json!({ "type": "connection_init", "payload": { "authorization": format!("Bearer {token}") } }),
        )
        .await;
        assert_eq!(self.hear().await, json!({ "type": "connection_ack" }));
    }

    /// Begins to watch. A pong says that the subscription is there: messages are answered one after the other.
    pub(super) async fn watch(&mut self, id: &str, document: &str, variables: Value) {
        self.subscribe(id, document, variables).await;
        self.say(json!({ "type": "ping" })).await;
        assert_eq!(self.hear().await, json!({ "type": "pong" }));
    }

    pub(super) async fn subscribe(&mut self, id: &str, document: &str, variables: Value) {
        let payload = json!({ "query": document, "variables": variables });
        self.say(json!({ "id": id, "type": "subscribe", "payload": payload })).await;
    }

    pub(super) async fn say(&mut self, message: Value) {
        self.send(Message::text(message.to_string())).await;
    }

    pub(super) async fn send(&mut self, message: Message) {
        soon(self.0.send(message)).await.unwrap();
    }

    /// The next message.
    pub(super) async fn hear(&mut self) -> Value {
        loop {
            match soon(self.0.next()).await {
                Some(Ok(Message::Text(text))) => return serde_json::from_str(&text).unwrap(),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => (),
                other => panic!("no message but {other:?}"),
            }
        }
    }

    /// The data of the next result, which must be for that subscription.
    pub(super) async fn next(&mut self, id: &str) -> Value {
        let heard = self.hear().await;
        assert_eq!((&heard["type"], &heard["id"]), (&json!("next"), &json!(id)), "{heard:#}");
        assert!(heard["payload"].get("errors").is_none(), "{heard:#}");
        heard["payload"]["data"].clone()
    }

    /// The code of the error that ends that subscription.
    pub(super) async fn refused(&mut self, id: &str) -> String {
        let heard = self.hear().await;
        assert_eq!((&heard["type"], &heard["id"]), (&json!("error"), &json!(id)), "{heard:#}");
        heard["payload"][0]["extensions"]["code"].as_str().unwrap().to_owned()
    }

    /// The code that the socket is closed with, whatever came before it.
    pub(super) async fn closed(&mut self) -> u16 {
        loop {
            match soon(self.0.next()).await {
                Some(Ok(Message::Close(Some(frame)))) => return frame.code.into(),
                Some(Ok(_)) => (),
                other => panic!("not closed with a code: {other:?}"),
            }
        }
    }

    /// Closes the socket in order; passes if the other side does so too.
    pub(super) async fn leave(&mut self) {
        soon(self.0.close(None)).await.unwrap();
        let answer = soon(self.0.next()).await;
        assert!(matches!(answer, Some(Ok(Message::Close(_))) | None), "{answer:?}");
    }

    /// The code that a socket is closed with that is sent nothing else.
    pub(super) async fn closed_at_once(&mut self) -> u16 {
        match soon(self.0.next()).await {
            Some(Ok(Message::Close(Some(frame)))) => frame.code.into(),
            other => panic!("not closed at once: {other:?}"),
        }
    }

    /// Sends without reading anything, until the other side has had enough.
    pub(super) async fn flood(&mut self, message: &Value) {
        let text = message.to_string();
        let all = async { while self.0.send(Message::text(text.clone())).await.is_ok() {} };
        soon(all).await;
    }

    /// Passes if nothing but pings comes for a while.
    #[expect(clippy::disallowed_methods, reason = "what must not come is waited for by the real time")]
    pub(super) async fn hears_nothing(&mut self) {
        let heard = async {
            loop {
                match self.0.next().await {
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => (),
                    other => return other,
                }
            }
        };
        if let Ok(heard) = tokio::time::timeout(A_WHILE, heard).await {
            panic!("{heard:?}");
        }
    }
}

/// What comes in time; a test never hangs.
#[expect(clippy::disallowed_methods, reason = "a limit on I/O")]
pub(super) async fn soon<T>(work: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, work).await.unwrap()
}
