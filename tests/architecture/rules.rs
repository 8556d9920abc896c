//! The tables: layers, guarded crates, names, and what a broken rule is called.

use std::fmt;

/// Each top-level module of `src`, with the modules it may import besides itself.
///
/// ```text
/// cli ─► web ─► console ─► graphql ─► app ─► storage ─► domain
///  │      └──► auth ────────────────►  │        ▲
///  └─► worker ──────────────────────►  │        └── migrations
///               mail ◄── app::reminders, app::links, worker
/// ```
pub const LAYERS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("storage", &["domain"]),
    ("mail", &["domain"]),
    ("app", &["domain", "storage", "mail"]),
    ("metrics", &[]), // counts; whoever counts is handed it
    ("graphql", &["app", "domain", "metrics"]),
    ("auth", &["app", "domain"]),
    ("console", &["graphql"]),
    ("worker", &["app", "domain", "mail", "metrics"]),
    ("web", &["graphql", "auth", "app", "domain", "console", "metrics"]),
    ("config", &["domain"]), // parses values into the domain's types
    ("telemetry", &[]),
    (
        "cli",
        &["domain", "app", "graphql", "auth", "console", "worker", "web", "config", "telemetry", "metrics"],
    ),
    ("main", &["cli"]), // src/main.rs: parse, run, exit code
];

/// Files that may import a layer their own may not: what puts the program together.
pub const ASSEMBLY: &[(&str, &str)] = &[
    ("src/cli/demo/files.rs", "mail"), // knows the mails that the demo wrote by their names
    ("src/cli/open.rs", "storage"),    // opens the database every command works on
    ("src/cli/work.rs", "mail"),       // builds the transport that the settings name
];

/// The layer that is pure: no `async`, nothing awaited.
pub const PURE: &str = "domain";

/// The only layer that prints.
pub const PRINTS: &str = "cli";

/// Paths outside this crate and the modules that may name them. The longest path that fits decides.
pub const GUARDED: &[(&str, &[&str])] = &[
    ("sea_orm", &["storage"]),
    ("sea_orm_migration", &["storage"]),
    ("sea_query", &["storage"]),
    ("sqlx", &["storage"]),
    ("roundel_migrations", &["storage"]),
    ("async_graphql", &["graphql"]),
    // What the HTTP layer receives and answers with.
    ("async_graphql::BatchRequest", &["graphql", "web"]),
    ("async_graphql::BatchResponse", &["graphql", "web"]),
    ("async_graphql::ParseRequestError", &["graphql", "web"]),
    ("async_graphql::Request", &["graphql", "web"]),
    ("async_graphql::Response", &["graphql", "web"]),
    ("async_graphql::ServerError", &["graphql", "web"]),
    ("async_graphql::Value", &["graphql", "web"]),
    ("async_graphql::Variables", &["graphql", "web"]),
    ("async_graphql::http", &["graphql", "web"]),
    ("async_graphql_axum", &["web"]),
    ("lettre", &["mail"]),
    ("prometheus_client", &["metrics"]),
    ("axum", &["web", "console", "auth"]),
    ("tower", &["web", "console", "auth"]),
    ("tower_http", &["web", "console", "auth"]),
    // Civil time is jiff's; chrono stands at sea-orm's boundary and in the worker's cron expressions.
    // Configuration checks that an expression ever fires.
    ("chrono", &["storage", "worker::schedule", "config::worker"]),
    ("chrono_tz", &["worker::schedule", "config"]),
    ("std::env", &["config", "cli"]),
];

/// Names that say nothing about what is inside.
pub const FORBIDDEN_NAMES: &[&str] =
    &["util", "utils", "common", "helper", "helpers", "manager", "service", "misc"];

/// The longest a source file may be, in lines.
pub const LONGEST_FILE_LINES: usize = 500;

/// What can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// A module imports a layer it may not know.
    Layer,
    /// A top-level module is missing from `LAYERS`.
    UnknownLayer,
    /// The crate root is imported whole or for a name of its own, which hides the layer meant.
    CrateRoot,
    /// A `pub use` hands a layer or crate on to modules that may not import it themselves.
    ReExport,
    /// A guarded crate or module is named outside its place.
    Guarded,
    /// Something prints outside `cli`.
    Print,
    /// The pure layer is asynchronous.
    Async,
    /// A `mod.rs` holds more than docs, `mod` and `use`.
    ModHoldsCode,
    /// A `mod.rs` does not begin with its docs.
    ModUndocumented,
    /// A folder of sources is not a module with a `mod.rs`.
    FolderWithoutMod,
    /// A file is too long.
    TooLong,
    /// A file or module has a name that says nothing.
    ForbiddenName,
    /// A dependency of `Cargo.toml` is used nowhere.
    UnusedDependency,
    /// A dependency is used by tests only and is not a dev-dependency.
    TestOnlyDependency,
    /// An exception of `dependencies` is not needed any more.
    StaleException,
}

impl Rule {
    /// Every rule.
    pub const ALL: [Self; 15] = [
        Self::Layer,
        Self::UnknownLayer,
        Self::CrateRoot,
        Self::ReExport,
        Self::Guarded,
        Self::Print,
        Self::Async,
        Self::ModHoldsCode,
        Self::ModUndocumented,
        Self::FolderWithoutMod,
        Self::TooLong,
        Self::ForbiddenName,
        Self::UnusedDependency,
        Self::TestOnlyDependency,
        Self::StaleException,
    ];
}

/// One line that breaks one rule.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// The file, from the root of the checkout.
    pub file: String,
    /// Counted from 1.
    pub line: usize,
    /// Which rule.
    pub rule: Rule,
    /// What was found and what would be right.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {:?}: {}", self.file, self.line, self.rule, self.detail)
    }
}
