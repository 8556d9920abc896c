//! The settings as the modules take them: configuration knows none of them, and none of them reads configuration.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::app::ambient::SystemEntropy;
use crate::app::calendars::CalendarSettings;
use crate::auth::IssuedTokens;
use crate::config::{Settings, SubscriptionsSettings};
use crate::domain::people::EmailAddress;
use crate::graphql::guard::Limits;
use crate::graphql::{Endpoint, Policy, build_schema};
use crate::metrics::Metrics;
use crate::web::{BodyLimits, Feeds, Links, Origins, SocketLimits, Sockets, Uploads, WebState};

/// What the web is made of, over an application.
pub(super) fn web_state(settings: &Settings, app: &App, metrics: &Metrics) -> WebState {
    let app = &app.clone().with_calendars(calendars(settings));
    let ready = app.clone();
    WebState {
        graphql: Endpoint::new(build_schema(app.clone()), policy(settings, metrics.clone())),
        metrics: metrics.clone(),
        authenticator: Arc::new(IssuedTokens(app.clone())),
        entropy: Arc::new(SystemEntropy),
        ready: Arc::new(move || {
            let app = ready.clone();
            Box::pin(async move { app.is_ready().await })
        }),
        body: BodyLimits {
            bytes: usize::try_from(settings.http.body_limit_bytes).unwrap_or(usize::MAX),
            time: Duration::from_secs(settings.http.request_timeout_seconds),
        },
        trusted_proxies: settings.http.proxies().collect(),
        sockets: sockets(settings, app),
        uploads: Some(Uploads { app: app.clone(), most_bytes: settings.http.import_limit_bytes }),
        feeds: Some(Feeds::new(app.clone(), Duration::from_secs(settings.http.request_timeout_seconds))),
        links: Some(Links::new(app.clone(), Duration::from_secs(settings.http.request_timeout_seconds))),
        development: settings.http.development,
        pages: Origins::of([settings.http.public_base_url.as_str()]),
    }
}

fn calendars(settings: &Settings) -> CalendarSettings {
    CalendarSettings {
        link_base: settings.http.public_base_url.clone(),
        organizer: EmailAddress::parse(&settings.mail.from_address).ok(),
    }
}

fn sockets(settings: &Settings, app: &App) -> Sockets {
    let SubscriptionsSettings { max_sockets, max_per_socket, init_timeout_seconds, poll_milliseconds: _ } =
        settings.subscriptions;
    let limits = SocketLimits {
        sockets: max_sockets,
        subscriptions: usize::try_from(max_per_socket).unwrap_or(usize::MAX),
        init: Duration::from_secs(init_timeout_seconds),
        ..SocketLimits::default()
    };
    let http = &settings.http;
    let own = std::iter::once(http.public_base_url.as_str());
    let origins = Origins::of(own.chain(http.allowed_origins.iter().map(String::as_str)));
    Sockets::new(limits, origins, app.changes().clone())
}

fn policy(settings: &Settings, metrics: Metrics) -> Policy {
    let graphql = &settings.graphql;
    Policy {
        limits: Limits {
            document_bytes: settings.http.body_limit_bytes,
            tokens: graphql.max_tokens.into(),
            definitions: graphql.max_definitions.into(),
            depth: graphql.max_depth.into(),
            root_fields: graphql.max_root_fields.into(),
            aliases: graphql.max_aliases.into(),
            directives: graphql.max_directives.into(),
            cost: graphql.max_cost,
            introspection: settings.http.allows_introspection(),
            ..Limits::default()
        },
        time_limit: Duration::from_secs(settings.http.request_timeout_seconds),
        metrics,
    }
}
