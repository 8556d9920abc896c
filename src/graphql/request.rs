//! One request to the schema, whoever brings it.

use std::fmt;
use std::sync::Arc;

use async_graphql::Variables;

use super::browser::Browser;
use crate::domain::randomness::Entropy;

/// Names one request in its answer and in the log: 32 hexadecimal digits outside.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId([u8; 16]);

impl RequestId {
    /// Draws a new one.
    #[must_use]
    pub fn draw(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        Self(bytes)
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A document and what it is executed with.
pub struct GraphQlRequest {
    /// Names the request in errors and in the log.
    pub id: RequestId,
    /// The document's text.
    pub query: String,
    /// Which operation to execute; as a document has one, it can only be that one's name.
    pub operation_name: Option<String>,
    /// The values of the operation's variables.
    pub variables: Variables,
    /// Whether the operation may change anything; not by GET.
    pub allow_mutation: bool,
    /// Where it comes from, and what its answer takes along.
    pub browser: Arc<Browser>,
}

impl GraphQlRequest {
    /// A request without variables that may change something.
    #[must_use]
    pub fn new(id: RequestId, query: impl Into<String>) -> Self {
        Self {
            id,
            query: query.into(),
            operation_name: None,
            variables: Variables::default(),
            allow_mutation: true,
            browser: Arc::default(),
        }
    }
}
