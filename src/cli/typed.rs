//! The settings as the modules take them: configuration knows none of them, and none of them reads configuration.

use std::sync::Arc;
use std::time::Duration;

use crate::app::App;
use crate::app::ambient::SystemEntropy;
use crate::auth::IssuedTokens;
use crate::config::Settings;
use crate::graphql::guard::Limits;
use crate::graphql::{Endpoint, Policy, build_schema};
use crate::web::{BodyLimits, Uploads, WebState};

/// What the web is made of, over an application.
pub(super) fn web_state(settings: &Settings, app: &App) -> WebState {
    let ready = app.clone();
    WebState {
        graphql: Endpoint::new(build_schema(app.clone()), policy(settings)),
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
        uploads: Some(Uploads { app: app.clone(), most_bytes: settings.http.import_limit_bytes }),
        development: settings.http.development,
    }
}

fn policy(settings: &Settings) -> Policy {
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
    }
}
