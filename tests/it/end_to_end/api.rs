//! A client of the API that knows nothing but the schema and the documents.

use graphql_client::{GraphQLQuery, Response};
use reqwest::{RequestBuilder, StatusCode};

/// The API with one token.
pub(super) struct Api {
    http: reqwest::Client,
    url: String,
    token: String,
}

impl Api {
    pub(super) fn new(url: String, token: String) -> Self {
        Self { http: reqwest::Client::new(), url, token }
    }

    /// Sends one operation and expects no error: its data.
    pub(super) async fn ask<Q: GraphQLQuery>(&self, variables: Q::Variables) -> Q::ResponseData {
        let response = self.post::<Q>(variables).send().await.unwrap();
        let answer: Response<Q::ResponseData> = response.json().await.unwrap();
        assert!(answer.errors.is_none(), "{:#?}", answer.errors);
        answer.data.unwrap()
    }

    /// Sends one operation: the status and the body as it came.
    pub(super) async fn bytes<Q: GraphQLQuery>(&self, variables: Q::Variables) -> (StatusCode, String) {
        let response = self.post::<Q>(variables).send().await.unwrap();
        (response.status(), response.text().await.unwrap())
    }

    /// Sends one operation: the code of its only error, and the name the answer gives the request.
    pub(super) async fn refusal<Q: GraphQLQuery>(&self, variables: Q::Variables) -> (String, String) {
        let response = self.post::<Q>(variables).send().await.unwrap();
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let answer: Response<serde_json::Value> = response.json().await.unwrap();
        let errors = answer.errors.unwrap_or_else(|| panic!("not refused: {:#?}", answer.data));
        let code = &errors[0].extensions.as_ref().unwrap()["code"];
        (code.as_str().unwrap().to_owned(), id)
    }

    /// Sends a document as text, as if a proxy had passed it on for `forwarded_for`: the answer.
    pub(super) async fn forwarded(&self, document: &str, forwarded_for: &str) -> serde_json::Value {
        let body = serde_json::json!({ "query": document });
        let request = self.http.post(&self.url).bearer_auth(&self.token).json(&body);
        request.header("x-forwarded-for", forwarded_for).send().await.unwrap().json().await.unwrap()
    }

    /// Sends a document as text: the answer's body as it came.
    pub(super) async fn body(&self, document: &str) -> String {
        let body = serde_json::json!({ "query": document });
        let request = self.http.post(&self.url).bearer_auth(&self.token).json(&body);
        request.send().await.unwrap().text().await.unwrap()
    }

    fn post<Q: GraphQLQuery>(&self, variables: Q::Variables) -> RequestBuilder {
        self.http.post(&self.url).bearer_auth(&self.token).json(&Q::build_query(variables))
    }
}
