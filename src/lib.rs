//! Roundel schedules weekly group and individual psychotherapy across time zones, keeps the attendance ledger, says
//! early which clients may not return, and e-mails reminders. One binary, a GraphQL API; SQLite by default,
//! PostgreSQL for many nodes.
//!
//! # Layers
//!
//! ```text
//! cli ─► web ─► graphql ─► app ─► storage ─► domain
//!  │      └──► auth ────────►│        ▲
//!  └─► worker ──────────────►│        └── migrations (its own crate; knows nothing of this one)
//!               mail ◄── app::reminders, app::links, worker
//! config, telemetry, metrics: leaves; cli reads them and hands typed values on
//! ```
//!
//! `tests/architecture` holds every module to this picture.
//!
//! # The path of one change
//!
//! *A coordinator moves Tuesday's session to 18:30.*
//!
//! 1. `web/graphql_http.rs` reads the request, `auth` finds the caller behind the token, `graphql/guard` prices the
//!    document before anything is executed.
//! 2. `graphql/mutations/sessions.rs` turns the id into a `SessionId` and the input into a
//!    `RescheduleSession`.
//! 3. `app/series/reschedule_session.rs` asks `domain::access` whether the caller may, opens a write transaction, locks
//!    the session, and lets `domain::series::move_session` (pure) compute the move or name why not.
//! 4. In that one transaction: the session with a new notice version, everybody's time (the database refuses a double
//!    booking), what clients were last told, reminders of the old time superseded, an audit event, an entry of the
//!    change feed. Clients are mailed of it later, unless it is undone soon.
//! 5. The answer is the session read anew with the edges the document selects, or a typed refusal. If it holds records of
//!    clients, `graphql/reads` has the audit log told whose before the answer is given.
//! 6. Once it is committed, `app/changes` reads the entry, in this process and in every other, and each WebSocket of the
//!    clinic that watches (`web/socket`) runs its subscription's document (`graphql/subscriptions`) with the rights its
//!    caller has by then.
//! 7. Later `worker` seals the audit rows into the clinic's chain, plans and claims the reminder of the new time, reads
//!    everything once more, writes the mail and keeps its bytes, sends it outside any transaction, and records the outcome.
//! 8. The client says by the mail's link whether they come: `web/links` shows the page, `app/links` takes the answer.
//!
//! Nothing on this path reads the clock, chance, the environment or a global: `app::App` carries them.
//!
//! # Where things are
//!
//! | module | owns |
//! | --- | --- |
//! | [`domain`] | what is true of group therapy: rules and words, pure |
//! | [`app`] | use cases, one file per command |
//! | [`storage`] | rows, transactions, the two databases |
//! | [`graphql`] | the schema, payloads, the guard, execution, what answers show of clients |
//! | [`web`], [`auth`] | HTTP, WebSockets, the pages behind clients' links, and who is asking |
//! | [`mail`] | messages, their words, how they leave |
//! | [`worker`] | jobs, when they run, and once |
//! | [`cli`], [`config`], [`telemetry`] | the command line, settings, logs |
//! | [`metrics`] | what a monitoring system is told |

pub mod app;
pub mod auth;
pub mod cli;
pub mod config;
pub mod domain;
pub mod graphql;
pub mod mail;
pub mod metrics;
pub mod storage;
pub mod telemetry;
pub mod web;
pub mod worker;
