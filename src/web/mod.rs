//! HTTP: what comes in over the network, and the headers and status codes that go out.
//!
//! Owns: routes, `/graphql` as the GraphQL-over-HTTP specification wants it, request ids, health, GraphiQL,
//! WebSockets, calendar feeds, clients' links, serving.
//! Must not know: the schema's fields, storage. It sees a `graphql::Endpoint` and an `auth::Authenticate`.
//! Example: `serve(listener, router(state), &Timing::default(), shutdown).await` is the whole server.
//! The next route gets a file and one line in `router.rs`.

mod admission;
mod answer;
mod body;
mod calendars;
mod connections;
mod graphiql;
mod graphql_http;
mod headers;
mod health;
mod imports;
mod links;
mod media;
mod origins;
mod parameters;
mod request_id;
mod router;
mod scrape;
mod serve;
mod shown_path;
mod socket;
mod source;
mod state;
#[cfg(test)]
mod tests;

pub use calendars::Feeds;
pub use imports::Uploads;
pub use links::Links;
pub use origins::Origins;
pub use router::router;
pub use scrape::{Scraped, scrape_router};
pub use serve::{Timing, serve};
pub use socket::{SocketLimits, Sockets};
pub use state::{BodyLimits, ReadyCheck, WebState};
