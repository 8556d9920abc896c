//! Settings: one file per section, each with `validate()`.
//!
//! Owns: the keys, their defaults (`config/default.toml`, embedded), layering, and errors that name file or
//! variable, key, value and what is allowed. Must not know: what the settings are used for. A leaf.
//! Example: `load(&Sources { file: None, environment: own_variables(), flags: vec![] })?.http.listen`.
//! The next key is a field with a check in its section and a commented line in `config/default.toml`; a test
//! compares the two. The next section is a file beside these and a field of `Settings`.

mod check;
mod closest;
mod database;
mod error;
mod graphql;
mod http;
mod keys;
mod layers;
mod load;
mod log;
mod mail;
mod metrics;
mod settings;
mod smtp;
mod subscriptions;
mod worker;

#[cfg(test)]
mod tests;

pub use database::{DatabaseSettings, DatabaseUrl};
pub use error::{ConfigError, Problem};
pub use graphql::GraphqlSettings;
pub use http::{HttpSettings, Introspection};
pub use layers::{FlagValue, REFERENCE, Sources, own_variables};
pub use load::{Effective, explain, given_by, load};
pub use log::{LogFormat, LogSettings};
pub use mail::{MailSettings, MailTransportKind};
pub use metrics::MetricsSettings;
pub use settings::Settings;
pub use smtp::{SmtpSettings, SmtpTls};
pub use subscriptions::SubscriptionsSettings;
pub use worker::{JobSettings, JobsSettings, WorkerSettings};
