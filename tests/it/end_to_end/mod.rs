//! The program as it is deployed: a process, asked over HTTP by a client generated from the schema, mailing by SMTP.
//!
//! Owns: the running server, the typed client, the mail server that listens. Must not know: the program's insides;
//! the server's clock is the real one, so what needs another day is tested in process.
//! Example: `Server::start(&roundel)` then `server.api(token).ask::<Viewer>(…)`.
//! The next journey through the whole product is a file here.

mod api;
mod course;
mod database_gone;
mod database_gone_midway;
mod faults;
mod journey;
mod killed_workers;
mod metrics;
mod operations;
mod outbox;
mod outsiders;
mod process;
mod server;
mod setting;
mod signing_in;
mod sources;
mod time_zone;
mod uploads;
