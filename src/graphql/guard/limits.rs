//! How much a document may ask for.

use std::fmt;

/// The limits of one request's document; fragments count at every place they are spread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Length of the text, in bytes.
    pub document_bytes: u64,
    /// Names, numbers, strings and punctuators of the text; comments and commas are none.
    pub tokens: u64,
    /// Brackets within brackets in the text, and selection sets within selection sets across fragments. It bounds
    /// the recursion of every later walk; the parser gives up at 64.
    pub nesting: u64,
    /// Operations and fragments. Only one may be an operation.
    pub definitions: u64,
    /// Fields within fields, the root's included. An introspection field counts 1 with all below it.
    pub depth: u64,
    /// Fields of the operation itself.
    pub root_fields: u64,
    /// Fields, spreads and inline fragments.
    pub selections: u64,
    /// Renamed fields, `__typename` too.
    pub aliases: u64,
    /// Directives on anything.
    pub directives: u64,
    /// Fields to be resolved: those under a page count once for each item of it.
    pub cost: u64,
    /// The size of a connection asked for without `first` or `last`, in items. The resolvers use the same.
    pub default_page: u64,
    /// Whether `__schema` and `__type` may be asked for.
    pub introspection: bool,
    /// Fields within fields from `__schema` or `__type` on; graphql-js' standard query has 15.
    pub introspection_depth: u64,
    /// `fields`, `inputFields`, `interfaces`, `possibleTypes` within each other under introspection: each multiplies
    /// the answer by the size of the schema. graphql-js (`MaxIntrospectionDepthRule`) allows 2 too.
    pub introspection_lists: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            document_bytes: 65_536,
            tokens: 4_000,
            nesting: 48,
            definitions: 30,
            depth: 12,
            root_fields: 20,
            selections: 2_000,
            aliases: 50,
            directives: 30,
            cost: 50_000,
            default_page: 50,
            introspection: false,
            introspection_depth: 20,
            introspection_lists: 2,
        }
    }
}

/// Which limit a document exceeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Limit {
    /// `Limits::document_bytes`.
    DocumentBytes,
    /// `Limits::tokens`.
    Tokens,
    /// `Limits::nesting`.
    Nesting,
    /// `Limits::definitions`.
    Definitions,
    /// `Limits::depth`.
    Depth,
    /// `Limits::root_fields`.
    RootFields,
    /// `Limits::selections`.
    Selections,
    /// `Limits::aliases`.
    Aliases,
    /// `Limits::directives`.
    Directives,
    /// `Limits::cost`.
    Cost,
    /// `Limits::introspection_depth`.
    IntrospectionDepth,
    /// `Limits::introspection_lists`.
    IntrospectionLists,
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::DocumentBytes => "document bytes",
            Self::Tokens => "tokens",
            Self::Nesting => "nesting",
            Self::Definitions => "definitions",
            Self::Depth => "depth",
            Self::RootFields => "root fields",
            Self::Selections => "selections",
            Self::Aliases => "aliases",
            Self::Directives => "directives",
            Self::Cost => "cost",
            Self::IntrospectionDepth => "introspection depth",
            Self::IntrospectionLists => "introspection lists",
        })
    }
}
