//! The routes.

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{any, get, post};
use tower_http::catch_panic::CatchPanicLayer;

use super::state::WebState;
use super::{answer, calendars, graphiql, graphql_http, headers, health, imports, links, request_id, socket};

/// All routes of the service. Every answer carries `x-request-id` and the security headers.
pub fn router(state: WebState) -> Router {
    let mut routes = Router::new()
        .route("/graphql", get(graphql_http::by_get).post(graphql_http::by_post))
        .route("/graphql/ws", any(socket::upgrade))
        .route("/calendars/{file}", get(calendars::by_get))
        .route("/m/{secret}", get(links::show).post(links::act))
        .route("/m/{secret}/calendar.ics", get(links::calendar_file))
        .route("/m/stop/{secret}", get(links::show_stop).post(links::act_on_reminders))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready));
    if state.uploads.is_some() {
        routes = routes.route("/imports", post(imports::by_post));
    }
    if state.development {
        routes = routes.merge(graphiql::routes());
    }
    headers::secure(routes.layer(CatchPanicLayer::custom(answer::panicked)))
        .layer(from_fn_with_state(state.clone(), request_id::name_request))
        .with_state(state)
}
