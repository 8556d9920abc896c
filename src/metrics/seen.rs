//! What is looked at when somebody asks, rather than counted.

use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;

use super::labels::StateLabel;

/// What was seen in the moment of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    /// Connections of the database's pool: used, and idle.
    pub connections: (u32, u32),
    /// WebSockets that are open; none where none are served.
    pub sockets: Option<u32>,
    /// What the database said, if it answered.
    pub database: Option<DatabaseSeen>,
}

/// What the database said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DatabaseSeen {
    /// Mails whose time has come and which are not sent, paused clinics' apart.
    pub due: u64,
    /// Mails whose time has come and which wait because their clinic's mails are paused.
    pub paused: u64,
    /// How long the first of these has been due, in seconds; 0 if there is none.
    pub oldest_due_seconds: i64,
    /// Rows of the audit log that are not sealed yet.
    pub unsealed: u64,
}

#[derive(Default)]
pub(super) struct Gauges {
    up: Gauge,
    connections: Family<StateLabel, Gauge>,
    sockets: Gauge,
    due: Gauge,
    paused: Gauge,
    oldest_due: Gauge,
    unsealed: Gauge,
}

impl Gauges {
    pub(super) fn register(&self, registry: &mut Registry) {
        let Self { up, connections, sockets, due, paused, oldest_due, unsealed } = self;
        registry.register("database_up", "Whether the database answered this scrape", up.clone());
        let help = "Connections of this process to the database, by state";
        registry.register("database_connections", help, connections.clone());
        registry.register("sockets_open", "WebSockets that are open", sockets.clone());
        registry.register("outbox_due", "Mails whose time has come and which are not sent", due.clone());
        let help = "Mails whose time has come and which wait because their clinic's mails are paused";
        registry.register("outbox_paused", help, paused.clone());
        let help = "How long the first unsent mail has been due, in seconds";
        registry.register("outbox_oldest_due_seconds", help, oldest_due.clone());
        registry.register(
            "audit_unsealed",
            "Rows of the audit log that are not sealed yet",
            unsealed.clone(),
        );
    }

    /// Sets them; what the database did not say stays as it was, and `database_up` tells so.
    pub(super) fn set(&self, seen: Seen) {
        let Seen { connections: (used, idle), sockets, database } = seen;
        self.connections.get_or_create(&StateLabel { state: "used" }).set(used.into());
        self.connections.get_or_create(&StateLabel { state: "idle" }).set(idle.into());
        self.sockets.set(sockets.unwrap_or_default().into());
        self.up.set(database.is_some().into());
        if let Some(DatabaseSeen { due, paused, oldest_due_seconds, unsealed }) = database {
            self.due.set(due.try_into().unwrap_or(i64::MAX));
            self.paused.set(paused.try_into().unwrap_or(i64::MAX));
            self.oldest_due.set(oldest_due_seconds);
            self.unsealed.set(unsealed.try_into().unwrap_or(i64::MAX));
        }
    }
}
