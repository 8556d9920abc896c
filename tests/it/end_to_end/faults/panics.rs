//! A resolver that panics in the middle of a change.

use async_graphql::{Context, EmptySubscription, Object, Schema};
use reqwest::StatusCode;
use roundel::app::staff::{IssueToken, issue_token};
use roundel::domain::access::Scope;
use roundel::graphql::{Endpoint, Policy};
use roundel::storage::{Database, StorageError, write};
use roundel::web::{Timing, router, serve};
use sea_orm::ConnectionTrait as _;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::support::{TestClinic, TestDatabase, both, web_state};

const SECRET: &str = "a text that nobody is to read";

struct Query;

#[Object]
impl Query {
    async fn alive(&self) -> bool {
        true
    }
}

struct Mutation;

#[Object]
impl Mutation {
    /// Writes, and goes wrong before its transaction is over.
    async fn half(&self, ctx: &Context<'_>) -> async_graphql::Result<bool> {
        let db = ctx.data::<Database>()?;
        let changed: Result<bool, StorageError> = write(
            db,
            |error| error,
            |_| async { false },
            |tx| async move {
                tx.execute_unprepared("UPDATE site SET name = 'half-written'").await?;
                panic!("{SECRET}")
            },
        )
        .await;
        Ok(changed?)
    }
}

both! {
    async fn a_panic_in_mid_change_leaves_nothing_and_ends_its_request_only(db) {
        let clinic = TestClinic::open_at(db, "2026-03-02T12:00:00Z").await;
        let app = &clinic.app;
        let command = IssueToken {
            staff_member_id: clinic.created.admin.id,
            label: "panics".parse().unwrap(),
            scopes: Scope::ALL.to_vec(),
            expires_at: None,
        };
        let token = issue_token(app, &clinic.admin, command).await.unwrap().secret.expose().to_owned();
        let state = web_state(
            app,
            Endpoint::new(
                Schema::build(Query, Mutation, EmptySubscription).data(clinic.database.db.clone()).finish(),
                Policy::default(),
            ),
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/graphql", listener.local_addr().unwrap());
        let (stop, stopped) = oneshot::channel::<()>();
        let serving = tokio::spawn(serve(listener, router(state), Timing::default(), async {
            let _ = stopped.await;
        }));
        let http = reqwest::Client::new();
        let ask = |query: &'static str| {
            let request = http.post(&url).bearer_auth(&token).json(&json!({ "query": query }));
            async move { request.send().await.unwrap() }
        };
        // More often than the pool has connections: each is given back.
        for _ in 0..10 {
            let answer = ask("mutation { half }").await;
            assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
            let named = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
            let body: Value = answer.json().await.unwrap();
            let error = &body["errors"][0];
            assert_eq!(error["message"], "Internal error");
            assert_eq!(error["extensions"], json!({ "code": "INTERNAL", "requestId": named }));
            assert!(!body.to_string().contains(SECRET), "{body:#}");
        }
        let alive: Value = ask("{ alive }").await.json().await.unwrap();
        assert_eq!(alive["data"]["alive"], true);
        let database = &clinic.database;
        let half = "SELECT count(*) AS n FROM site WHERE name = 'half-written'";
        assert_eq!(TestDatabase::number_on(&database.url_text, half).await, 0);
        // Nor does an open transaction stand in anybody's way.
        database.execute("UPDATE site SET name = 'whole'").await;
        stop.send(()).unwrap();
        serving.await.unwrap();
    }
}
