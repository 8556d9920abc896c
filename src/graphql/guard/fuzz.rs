//! Text that nobody means well, and whether the price keeps its promise. `PROPTEST_CASES` says how many cases are tried.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use async_graphql::{Context, EmptyMutation, EmptySubscription, Object, Request, Schema, Variables};
use futures_util::FutureExt as _;
use proptest::prelude::*;

use super::{Limits, admit};

/// No text is looked at for longer, even by a debug build on a busy machine.
const MOST_TIME: Duration = Duration::from_secs(1);

/// The documents of `graphql/operations`.
fn documents() -> &'static [String] {
    static DOCUMENTS: OnceLock<Vec<String>> = OnceLock::new();
    DOCUMENTS.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("graphql/operations");
        let folders = fs::read_dir(root).unwrap().map(|folder| folder.unwrap().path());
        let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()));
        let mut documents: Vec<_> = files.map(|file| fs::read_to_string(file).unwrap()).collect();
        documents.sort_unstable();
        assert!(documents.len() > 30);
        documents
    })
}

#[expect(clippy::disallowed_methods, reason = "what is measured is the time it really takes")]
fn is_looked_at_in_time(text: &str, variables: &Variables) {
    let begun = Instant::now();
    let limits = Limits { introspection: true, ..Limits::default() };
    let admitted = admit(text, variables, &limits);
    assert!(begun.elapsed() < MOST_TIME, "{:?}: {text}", begun.elapsed());
    if let Ok(admitted) = admitted {
        assert!(admitted.price.cost <= limits.cost && admitted.price.depth <= limits.depth, "{text}");
    }
}

const TOKENS: &[&str] = &[
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    ":",
    "!",
    "$",
    "@",
    "...",
    "=",
    "|",
    "&",
    "\"",
    "\"\"\"",
    "\\",
    "#",
    "\n",
    ",",
    "query",
    "mutation",
    "subscription",
    "fragment",
    "on",
    "F",
    "G",
    "a",
    "nodes",
    "edges",
    "first",
    "last",
    "sessions",
    "week",
    "__typename",
    "__schema",
    "__type",
    "fields",
    "type",
    "null",
    "true",
    "0",
    "-1",
    "99999999999999999999",
    "1e999",
    "\u{feff}",
    "é",
    "\u{0}",
    "{a}",
    "{...F}",
    "fragment F on Q {",
    "@include(if:",
];

/// One way to spoil a document.
#[derive(Debug, Clone)]
enum Spoil {
    Insert(&'static str),
    Remove(usize),
    Repeat(usize, usize),
    Swap(usize),
}

fn spoils() -> impl Strategy<Value = Vec<(prop::sample::Index, Spoil)>> {
    let spoil = prop_oneof![
        prop::sample::select(TOKENS).prop_map(Spoil::Insert),
        (1_usize..40).prop_map(Spoil::Remove),
        ((1_usize..60), (2_usize..40)).prop_map(|(length, times)| Spoil::Repeat(length, times)),
        (1_usize..40).prop_map(Spoil::Swap),
    ];
    prop::collection::vec((any::<prop::sample::Index>(), spoil), 1..8)
}

fn spoilt(document: &str, spoils: &[(prop::sample::Index, Spoil)]) -> String {
    let mut text: Vec<char> = document.chars().collect();
    for (at, spoil) in spoils {
        let at = at.index(text.len() + 1);
        let rest = text.len() - at;
        match *spoil {
            Spoil::Insert(token) => drop(text.splice(at..at, token.chars())),
            Spoil::Remove(length) => drop(text.drain(at..at + length.min(rest))),
            Spoil::Repeat(length, times) => {
                let piece = text[at..at + length.min(rest)].repeat(times);
                drop(text.splice(at..at, piece));
            }
            Spoil::Swap(length) => {
                let piece: Vec<char> = text.drain(at..at + length.min(rest)).collect();
                text.splice(0..0, piece);
            }
        }
    }
    text.into_iter().collect()
}

fn anything() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<f64>().prop_map(Into::into),
        ".{0,20}".prop_map(Into::into),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| prop::collection::vec(inner, 0..6).prop_map(Into::into))
}

/// A type whose every field is counted when it is resolved, and whose pages are full.
struct Counting;

fn counted(ctx: &Context<'_>) {
    ctx.data_unchecked::<Arc<AtomicU64>>().fetch_add(1, Ordering::Relaxed);
}

fn items(count: usize) -> Vec<Counting> {
    (0..count).map(|_| Counting).collect()
}

#[Object(name = "Query")]
impl Counting {
    async fn leaf(&self, ctx: &Context<'_>) -> i32 {
        counted(ctx);
        1
    }
    async fn child(&self, ctx: &Context<'_>) -> Self {
        counted(ctx);
        Self
    }
    /// A plain list, with as many items as it is priced at.
    async fn misses(&self, ctx: &Context<'_>) -> Vec<Self> {
        counted(ctx);
        items(4)
    }
    async fn page(&self, ctx: &Context<'_>, first: Option<usize>) -> Page {
        counted(ctx);
        Page(first.unwrap_or(3))
    }
}

struct Page(usize);

#[Object]
impl Page {
    async fn nodes(&self, ctx: &Context<'_>) -> Vec<Counting> {
        counted(ctx);
        items(self.0)
    }
    async fn total(&self, ctx: &Context<'_>) -> usize {
        counted(ctx);
        self.0
    }
}

/// A selection of the counting schema; fragments of it are spread in more than one place.
fn selection() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("leaf ".to_owned()),
        Just("__typename ".to_owned()),
        Just("...F ".to_owned()),
        (0..9).prop_map(|n| format!("x{n}: leaf ")),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        let several = prop::collection::vec(inner, 1..4).prop_map(|parts| parts.concat());
        prop_oneof![
            several.clone().prop_map(|below| format!("child {{ {below} }} ")),
            (0..9, several.clone()).prop_map(|(n, below)| format!("m{n}: misses {{ {below} }} ")),
            (0..99, 1..6, several.clone()).prop_map(|(n, first, below)| format!(
                "p{n}: page(first: {first}) {{ total nodes {{ {below} }} }} "
            )),
            (0..99, several.clone()).prop_map(|(n, below)| format!("q{n}: page {{ nodes {{ {below} }} }} ")),
            (0..99, several.clone())
                .prop_map(|(n, below)| format!("v{n}: page(first: $n) {{ nodes {{ {below} }} }} ")),
            several.prop_map(|below| format!("... on Query @include(if: true) {{ {below} }} ")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bytes_are_looked_at_in_time(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        is_looked_at_in_time(&String::from_utf8_lossy(&bytes), &Variables::default());
    }

    #[test]
    fn a_soup_of_tokens_is_looked_at_in_time(
        tokens in prop::collection::vec(prop::sample::select(TOKENS), 0..200),
        between in prop::sample::select(vec!["", " "]),
    ) {
        is_looked_at_in_time(&tokens.join(between), &Variables::default());
    }

    #[test]
    fn a_spoilt_document_is_looked_at_in_time(
        document in prop::sample::select(documents()), spoils in spoils(), value in anything(),
    ) {
        let names = ["first", "after", "id", "input", "n"];
        let variables = names.into_iter().map(|name| (name.to_owned(), value.clone())).collect();
        let variables = Variables::from_json(serde_json::Value::Object(variables));
        is_looked_at_in_time(&spoilt(&document, &spoils), &variables);
    }

    #[test]
    fn execution_never_resolves_more_fields_than_were_priced(
        root in prop::collection::vec(selection(), 1..4), fragment in selection(), page in 0_usize..6,
    ) {
        let fragment = fragment.replace("...F", "leaf").replace("$n", "2");
        let text = format!("query($n: Int = 2) {{ {} }} fragment F on Query {{ {fragment} }}", root.concat());
        let variables = Variables::from_json(serde_json::json!({ "n": page }));
        let limits = Limits { default_page: 3, cost: 5_000, ..Limits::default() };
        if let Ok(admitted) = admit(&text, &variables, &limits) {
            let resolved = Arc::new(AtomicU64::new(0));
            let schema = Schema::build(Counting, EmptyMutation, EmptySubscription).data(Arc::clone(&resolved)).finish();
            // Some are refused by validation: two fields of one name that differ, a fragment or a variable not used.
            let response = schema.execute(Request::new(text.clone()).variables(variables));
            prop_assert!(response.now_or_never().is_some());
            let resolved = resolved.load(Ordering::Relaxed);
            prop_assert!(resolved <= admitted.price.cost, "{resolved} > {}: {text}", admitted.price.cost);
        }
    }
}
