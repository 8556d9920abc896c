//! `[graphql]`

use serde::{Deserialize, Serialize};

use super::check::Checks;

/// What one GraphQL document may ask for. Fragments count as often as they are used.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct GraphqlSettings {
    /// How deeply fields may be nested.
    pub max_depth: u32,
    /// The highest price, in fields that may be answered.
    pub max_cost: u64,
    /// The most aliases.
    pub max_aliases: u32,
    /// The most operations and fragments.
    pub max_definitions: u32,
    /// The most directives.
    pub max_directives: u32,
    /// The most tokens.
    pub max_tokens: u32,
    /// The most fields at the root of an operation.
    pub max_root_fields: u32,
}

impl GraphqlSettings {
    pub(super) fn validate(&self, checks: &mut Checks) {
        checks.within("graphql.max_depth", self.max_depth.into(), 1..=50, "levels");
        checks.within("graphql.max_cost", self.max_cost, 100..=1_000_000, "fields");
        checks.within("graphql.max_aliases", self.max_aliases.into(), 0..=1000, "aliases");
        checks.within("graphql.max_definitions", self.max_definitions.into(), 1..=1000, "definitions");
        checks.within("graphql.max_directives", self.max_directives.into(), 0..=1000, "directives");
        checks.within("graphql.max_tokens", self.max_tokens.into(), 100..=100_000, "tokens");
        checks.within("graphql.max_root_fields", self.max_root_fields.into(), 1..=100, "fields");
    }
}
