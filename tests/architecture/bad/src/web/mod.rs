//! HTTP.
use async_graphql::{Request, Response, Schema}; //~ Guarded
use async_graphql::http::GraphiQLSource;
use async_graphql_axum::GraphQLRequest;
use axum::Router;
use crate::{app, auth, console, domain, graphql};
use crate::worker; //~ Layer
