//! The messages of `graphql-transport-ws`.

use async_graphql::Response;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::auth::BearerToken;

/// The sub-protocol's name.
pub(super) const PROTOCOL: &str = "graphql-transport-ws";

/// What a client says.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub(super) enum FromClient {
    /// Begins the connection; may carry the token.
    ConnectionInit { payload: Option<Map<String, Value>> },
    /// Asks for a pong.
    Ping { payload: Option<Map<String, Value>> },
    /// Answers a ping.
    Pong {
        #[serde(rename = "payload")]
        _payload: Option<Map<String, Value>>,
    },
    /// Begins to watch, under an id.
    Subscribe { id: String, payload: Map<String, Value> },
    /// Ends it.
    Complete { id: String },
}

impl FromClient {
    /// Reads a message; none if it is none.
    pub(super) fn read(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }
}

/// What the payload of `connection_init` says of a token.
pub(super) enum Presented {
    /// Nothing.
    Nothing,
    /// Something that is no token of ours.
    Nonsense,
    /// A token that may count.
    Token(BearerToken),
}

/// Finds the token in `{"authorization": "Bearer rdl_…"}`; the key in any case, as of the header.
pub(super) fn presented(payload: Option<&Map<String, Value>>) -> Presented {
    let given = payload.into_iter().flatten().find(|(key, _)| key.eq_ignore_ascii_case("authorization"));
    match given {
        None => Presented::Nothing,
        Some((_, Value::String(credentials))) => {
            BearerToken::of_credentials(credentials).map_or(Presented::Nonsense, Presented::Token)
        }
        Some(_) => Presented::Nonsense,
    }
}

/// The connection is begun.
pub(super) fn acknowledged() -> String {
    json!({ "type": "connection_ack" }).to_string()
}

/// The answer to a ping, with what it carried.
pub(super) fn pong(payload: Option<Map<String, Value>>) -> String {
    match payload {
        Some(payload) => json!({ "type": "pong", "payload": payload }).to_string(),
        None => json!({ "type": "pong" }).to_string(),
    }
}

/// A result of a subscription.
pub(super) fn next(id: &str, response: &Response) -> String {
    json!({ "id": id, "type": "next", "payload": response }).to_string()
}

/// A subscription that was refused or broke off.
pub(super) fn error(id: &str, errors: &Value) -> String {
    json!({ "id": id, "type": "error", "payload": errors }).to_string()
}
