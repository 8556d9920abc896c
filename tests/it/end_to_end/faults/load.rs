//! Clients that record people while something breaks, and the count afterwards.

#![expect(clippy::disallowed_methods, reason = "other processes are waited for: their clock is the real one")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::end_to_end::server::PATIENCE;

const DOCUMENT: &str = include_str!("../../../../graphql/operations/clients/create_client.graphql");
const LIST: &str = "query($after: String) { clients(first: 100, after: $after) { nodes { id preferredName } \
    pageInfo { hasNextPage endCursor } } }";

/// No load records more than so many, or asks more often.
const MOST_RECORDED: usize = 60;
const MOST_ASKED: usize = 1500;

/// How long a client waits after it was refused, and for an answer.
const PAUSE: Duration = Duration::from_millis(100);
const WAIT: Duration = Duration::from_secs(40);

/// Several clients at work; each sends a request again, with its key, until it is acknowledged.
pub(super) struct Load {
    shared: Arc<Shared>,
    clients: JoinSet<()>,
}

struct Shared {
    /// The server may come back at another port.
    url: Mutex<String>,
    token: String,
    http: reqwest::Client,
    stop: AtomicBool,
    asked: AtomicUsize,
    done: Mutex<Done>,
}

#[derive(Default)]
struct Done {
    /// The name of each person whose recording was acknowledged, with the id that was answered.
    acknowledged: BTreeMap<String, String>,
    /// How often which refusal came.
    refused: BTreeMap<String, usize>,
    slowest: Duration,
}

impl Load {
    /// Begins with so many clients.
    pub(super) fn begin(url: &str, token: &str, clients: usize) -> Self {
        let shared = Arc::new(Shared {
            url: Mutex::new(url.to_owned()),
            token: token.to_owned(),
            http: reqwest::Client::builder().timeout(WAIT).build().unwrap(),
            stop: AtomicBool::new(false),
            asked: AtomicUsize::new(0),
            done: Mutex::default(),
        });
        let mut set = JoinSet::new();
        for client in 0..clients {
            set.spawn(Arc::clone(&shared).work(client));
        }
        Self { shared, clients: set }
    }

    /// Goes on at another address.
    pub(super) fn redirect(&self, url: &str) {
        url.clone_into(&mut self.shared.url.lock().unwrap());
    }

    /// Waits until so many more are acknowledged.
    pub(super) async fn acknowledged(&self, more: usize) {
        let (begun, before) = (Instant::now(), self.count());
        while self.count() < before + more {
            assert!(
                begun.elapsed() < PATIENCE,
                "no progress: {:?}",
                self.shared.done.lock().unwrap().refused
            );
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until so many more are refused.
    pub(super) async fn refused(&self, more: usize) {
        let refused = || self.shared.done.lock().unwrap().refused.values().sum::<usize>();
        let (begun, before) = (Instant::now(), refused());
        while refused() < before + more {
            assert!(begun.elapsed() < PATIENCE, "nothing is refused: {} acknowledged", self.count());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    fn count(&self) -> usize {
        self.shared.done.lock().unwrap().acknowledged.len()
    }

    /// Ends: each client finishes what it has begun. The refusals that there were, and the slowest answer.
    pub(super) async fn end(mut self) -> Finished {
        self.shared.stop.store(true, Ordering::Relaxed);
        while let Some(ended) = self.clients.join_next().await {
            ended.unwrap();
        }
        let asked = self.shared.asked.load(Ordering::Relaxed);
        assert!(asked < MOST_ASKED, "{asked} requests");
        let done = std::mem::take(&mut *self.shared.done.lock().unwrap());
        let url = self.shared.url.lock().unwrap().clone();
        Finished { done, url, token: self.shared.token.clone() }
    }
}

/// What came of a load.
pub(super) struct Finished {
    done: Done,
    url: String,
    token: String,
}

impl Finished {
    /// Nothing but these refusals came; all were told within that time.
    pub(super) fn was_refused_by(&self, codes: &[&str], within: Duration) {
        let known: BTreeSet<&str> = codes.iter().copied().collect();
        let came: BTreeSet<&str> = self.done.refused.keys().map(String::as_str).collect();
        assert!(came.is_subset(&known), "{:?}", self.done.refused);
        assert!(self.done.slowest < within, "the slowest answer took {:?}", self.done.slowest);
    }

    /// Everybody whose recording was acknowledged is there, once, under the id that was answered; nobody else is.
    pub(super) async fn is_all_there(&self) {
        let mut found: Vec<(String, String)> = Vec::new();
        let mut after = Value::Null;
        loop {
            let body = json!({ "query": LIST, "variables": { "after": after } });
            let request = reqwest::Client::new().post(&self.url).bearer_auth(&self.token).json(&body);
            let answer: Value = request.send().await.unwrap().json().await.unwrap();
            let page = &answer["data"]["clients"];
            let nodes = page["nodes"].as_array().unwrap_or_else(|| panic!("{answer:#}"));
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            found.extend(nodes.iter().map(|node| (text(&node["preferredName"]), text(&node["id"]))));
            if page["pageInfo"]["hasNextPage"] == false {
                break;
            }
            after = page["pageInfo"]["endCursor"].clone();
        }
        found.sort_unstable();
        let expected: Vec<_> = self.done.acknowledged.clone().into_iter().collect();
        assert_eq!(found, expected);
        assert!(!expected.is_empty());
    }
}

impl Shared {
    async fn work(self: Arc<Self>, client: usize) {
        for number in 0..MOST_RECORDED {
            if self.stop.load(Ordering::Relaxed) {
                return;
            }
            let name = format!("Client {client}-{number}");
            let begun = Instant::now();
            while !self.record(&name, &format!("key-{client}-{number}")).await {
                // Sent until it is acknowledged, also after the end: so nobody is there of whom nobody knows.
                assert!(begun.elapsed() < PATIENCE * 2, "{name} is never acknowledged");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }

    /// Asks once; whether it was acknowledged.
    async fn record(&self, name: &str, key: &str) -> bool {
        self.asked.fetch_add(1, Ordering::Relaxed);
        let input = json!({
            "preferredName": name, "language": "en", "zone": "America/New_York", "idempotencyKey": key
        });
        let url = self.url.lock().unwrap().clone();
        let body = json!({ "query": DOCUMENT, "variables": { "input": input } });
        let begun = Instant::now();
        let outcome = match self.http.post(url).bearer_auth(&self.token).json(&body).send().await {
            Ok(response) => {
                let status = response.status();
                response.json().await.map_or_else(|_| Err("CUT".to_owned()), |body| told(status, &body))
            }
            Err(_) => Err("CUT".to_owned()),
        };
        let mut done = self.done.lock().unwrap();
        done.slowest = done.slowest.max(begun.elapsed());
        match outcome {
            Ok(id) => {
                let before = done.acknowledged.insert(name.to_owned(), id);
                assert!(before.is_none(), "{name} twice");
                true
            }
            Err(code) => {
                *done.refused.entry(code).or_default() += 1;
                false
            }
        }
    }
}

/// The id of an acknowledged change, or the code of the refusal, which must be clear.
fn told(status: StatusCode, body: &Value) -> Result<String, String> {
    let Some(error) = body["errors"].get(0) else {
        let payload = &body["data"]["createClient"];
        return Ok(payload["client"]["id"].as_str().unwrap_or_else(|| panic!("{body:#}")).to_owned());
    };
    let code = error["extensions"]["code"].as_str().unwrap_or_else(|| panic!("{status}: {body:#}"));
    for secret in ["sqlx", "sqlite", "postgres", "disk", "I/O", "clinic.db", "terminat"] {
        assert!(!body.to_string().contains(secret), "{secret}: {body:#}");
    }
    assert!(status == StatusCode::OK || status == StatusCode::SERVICE_UNAVAILABLE, "{status}: {body:#}");
    Err(code.to_owned())
}
