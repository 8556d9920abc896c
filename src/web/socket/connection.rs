//! One socket, from its opening to its end, in one task.
//!
//! It does one thing after the other: what a client sends waits while an answer is made or taken, and a client that
//! takes nothing is dropped, so that nothing piles up for it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_graphql::Response;
use axum::extract::ws::{Message, WebSocket};
use serde_json::{Map, Value, json};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Interval, MissedTickBehavior, interval};
use tracing::Instrument as _;

use super::close::{Close, End};
use super::message::{self, FromClient, Presented, presented};
use super::wire::{Wire, broken};
use crate::app::changes::ChangeListener;
use crate::auth::BearerToken;
use crate::domain::access::Caller;
use crate::domain::changes::PublishedChange;
use crate::graphql::{Code, LiveSubscription, RequestId};
use crate::web::parameters::from_parameters;
use crate::web::state::WebState;

/// A connection that was begun: who watches, and what.
struct Begun {
    token: BearerToken,
    changes: ChangeListener,
    live: BTreeMap<String, LiveSubscription>,
    /// The last entry for each subscription that is told once a beat of all that happened in it.
    gathered: BTreeMap<String, Arc<PublishedChange>>,
}

struct Connection {
    wire: Wire,
    state: WebState,
    /// The token of the upgrade's headers, if it had one.
    token: Option<BearerToken>,
    begun: Option<Begun>,
    beats: Interval,
    /// Since the socket was opened.
    age: Duration,
    /// Since the client was last heard.
    silent: Duration,
    /// Since something was last watched.
    idle: Duration,
}

/// What happens next to a socket.
enum Event {
    Beat,
    Received(Option<Result<Message, axum::Error>>),
    Changed(Arc<PublishedChange>),
    Missed,
}

/// Serves one socket to its end. `id` names the request it came from, in the log.
pub(super) async fn serve(
    socket: WebSocket,
    state: WebState,
    id: RequestId,
    token: Option<BearerToken>,
    _place: OwnedSemaphorePermit,
) {
    let span = tracing::info_span!("socket", id = %id);
    async move {
        let sockets = state.sockets.clone();
        let mut beats = interval(sockets.limits.beat);
        // The first comes after one beat, not at once.
        beats.reset();
        beats.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let zero = Duration::ZERO;
        let wire = Wire { socket, patience: sockets.limits.send };
        let mut connection =
            Connection { wire, state, token, begun: None, beats, age: zero, silent: zero, idle: zero };
        let end = tokio::select! {
            biased;
            () = sockets.stopped() => Close::GoingAway.into(),
            end = connection.work() => end,
        };
        tracing::info!(?end, "a socket ends");
        connection.wire.end(end).await;
    }
    .instrument(span)
    .await;
}

impl Connection {
    async fn work(&mut self) -> End {
        loop {
            let event = self.event().await;
            let done = match event {
                Event::Beat => self.on_beat().await,
                Event::Received(Some(Ok(message))) => self.on_message(message).await,
                Event::Received(Some(Err(error))) => Err(broken(&error)),
                Event::Received(None) => Err(End::Gone),
                Event::Changed(change) => self.on_change(change).await,
                Event::Missed => Err(Close::TryAgain.into()),
            };
            if let Err(end) = done {
                return end;
            }
        }
    }

    async fn event(&mut self) -> Event {
        let Self { wire, begun, beats, .. } = self;
        let changed = async {
            match begun {
                Some(begun) => begun.changes.next().await.map_or(Event::Missed, Event::Changed),
                None => std::future::pending().await,
            }
        };
        // In this order: a client that never stops sending holds up neither its own cut nor what it watches.
        tokio::select! {
            biased;
            _ = beats.tick() => Event::Beat,
            event = changed => event,
            received = wire.socket.recv() => Event::Received(received),
        }
    }

    /// Looks whether the socket is to be cut, and whether its token still counts.
    async fn on_beat(&mut self) -> Result<(), End> {
        let limits = self.state.sockets.limits;
        let was_silent = self.silent;
        self.age += limits.beat;
        self.silent += limits.beat;
        self.idle += limits.beat;
        let Some(begun) = &self.begun else {
            return if self.age > limits.init { Err(Close::InitTimeout.into()) } else { Ok(()) };
        };
        if !begun.live.is_empty() {
            self.idle = Duration::ZERO;
        } else if self.idle > limits.idle {
            return Err(Close::Idle.into());
        }
        if self.silent > limits.silence {
            return Err(End::Gone);
        }
        if was_silent < limits.ping && self.silent >= limits.ping {
            self.wire.send(Message::Ping(Vec::new().into())).await?;
        }
        let Some(begun) = &mut self.begun else { return Ok(()) };
        let gathered = std::mem::take(&mut begun.gathered);
        let known = caller(&self.state, &begun.token).await?;
        if gathered.is_empty() {
            return Ok(());
        }
        let known = known.ok_or(Close::TryAgain)?;
        for (id, change) in gathered {
            self.deliver(&id, &known, change).await?;
        }
        Ok(())
    }

    async fn on_message(&mut self, message: Message) -> Result<(), End> {
        self.silent = Duration::ZERO;
        let text = match message {
            Message::Text(text) => text,
            Message::Ping(_) | Message::Pong(_) => return Ok(()),
            Message::Binary(_) => return Err(Close::BadMessage.into()),
            Message::Close(_) => return Err(End::Left),
        };
        match FromClient::read(&text).ok_or(Close::BadMessage)? {
            FromClient::ConnectionInit { payload } => self.begin(payload).await,
            FromClient::Ping { payload } => self.wire.say(message::pong(payload)).await,
            FromClient::Pong { .. } => Ok(()),
            FromClient::Subscribe { id, payload } => self.subscribe(id, payload).await,
            FromClient::Complete { id } => {
                if let Some(begun) = &mut self.begun {
                    begun.live.remove(&id);
                }
                Ok(())
            }
        }
    }

    /// Takes the token of the message, or else of the upgrade.
    async fn begin(&mut self, payload: Option<Map<String, Value>>) -> Result<(), End> {
        if self.begun.is_some() {
            return Err(Close::SecondInit.into());
        }
        let token = match presented(payload.as_ref()) {
            Presented::Token(token) => Some(token),
            Presented::Nothing => self.token.take(),
            Presented::Nonsense => None,
        };
        let token = token.ok_or(Close::Forbidden)?;
        // Before the acknowledgement: what is committed after it is told.
        let changes = self.state.sockets.feed.listen();
        caller(&self.state, &token).await?.ok_or(Close::TryAgain)?;
        self.begun = Some(Begun { token, changes, live: BTreeMap::new(), gathered: BTreeMap::new() });
        self.wire.say(message::acknowledged()).await
    }

    async fn subscribe(&mut self, id: String, payload: Map<String, Value>) -> Result<(), End> {
        let Some(begun) = &self.begun else { return Err(Close::NotAcknowledged.into()) };
        if begun.live.contains_key(&id) {
            return Err(Close::TakenId.into());
        }
        let most = self.state.sockets.limits.subscriptions;
        if begun.live.len() >= most {
            let message = format!("A connection has at most {most} live subscriptions");
            return self.refuse(&id, Code::TooComplex, &message).await;
        }
        let named = RequestId::draw(self.state.entropy.as_ref());
        let request = match from_parameters(payload, named) {
            Ok(request) => request,
            Err(bad) => return self.refuse(&id, Code::BadRequest, &bad.to_string()).await,
        };
        let caller = caller(&self.state, &begun.token).await?.ok_or(Close::TryAgain)?;
        match self.state.graphql.subscribe(caller, request).await {
            Ok(subscription) => {
                if let Some(begun) = &mut self.begun {
                    begun.live.insert(id, subscription);
                }
                Ok(())
            }
            Err(refusal) => self.wire.say(message::error(&id, &json!(refusal.errors))).await,
        }
    }

    async fn refuse(&mut self, id: &str, code: Code, message: &str) -> Result<(), End> {
        let errors = json!([{ "message": message, "extensions": { "code": code.word() } }]);
        self.wire.say(message::error(id, &errors)).await
    }

    /// Tells each subscription that the entry concerns, by the rights its caller has now.
    async fn on_change(&mut self, change: Arc<PublishedChange>) -> Result<(), End> {
        let Some(begun) = &mut self.begun else { return Ok(()) };
        let mut concerned = Vec::new();
        for (id, live) in begun.live.iter().filter(|(_, live)| live.concerns(&change)) {
            if live.is_gathered() {
                begun.gathered.insert(id.clone(), Arc::clone(&change));
            } else {
                concerned.push(id.clone());
            }
        }
        if concerned.is_empty() {
            return Ok(());
        }
        // Without a caller the entry would be lost: they connect again, and read what they missed.
        let caller = caller(&self.state, &begun.token).await?.ok_or(Close::TryAgain)?;
        for id in concerned {
            self.deliver(&id, &caller, Arc::clone(&change)).await?;
        }
        Ok(())
    }

    /// Tells one subscription of an entry, if it is still there.
    async fn deliver(&mut self, id: &str, caller: &Caller, change: Arc<PublishedChange>) -> Result<(), End> {
        let Some(live) = self.begun.as_ref().and_then(|begun| begun.live.get(id)).cloned() else {
            return Ok(());
        };
        let named = RequestId::draw(self.state.entropy.as_ref());
        for answer in live.deliver(caller.clone(), change, named).await {
            self.tell(id, &answer).await?;
        }
        Ok(())
    }

    /// Sends a result; one without data ends its subscription: the right is gone, or a fault is ours.
    async fn tell(&mut self, id: &str, answer: &Response) -> Result<(), End> {
        let is_over = answer.data == async_graphql::Value::Null;
        let Some(begun) = &mut self.begun else { return Ok(()) };
        if !begun.live.contains_key(id) {
            return Ok(());
        }
        if is_over {
            begun.live.remove(id);
            return self.wire.say(message::error(id, &json!(answer.errors))).await;
        }
        self.wire.say(message::next(id, answer)).await
    }
}

/// The caller behind the token as they are now. While nobody can tell, nobody is told anything.
async fn caller(state: &WebState, token: &BearerToken) -> Result<Option<Caller>, End> {
    match state.authenticator.authenticate(token).await {
        Ok(Some(caller)) => Ok(Some(caller)),
        Ok(None) => Err(Close::Forbidden.into()),
        Err(fault) => {
            let cause: &(dyn std::error::Error + 'static) = &fault;
            tracing::warn!(cause, "cannot look a socket's token up again");
            Ok(None)
        }
    }
}
