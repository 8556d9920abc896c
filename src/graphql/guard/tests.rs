//! Each limit at its edge, the bombs, and text made to hurt.

use std::fmt::Write as _;

use async_graphql::{Variables, value};
use proptest::prelude::*;

use super::{Admitted, Limit, Limits, Refusal, admit};

/// The query that graphql-js 16 and GraphiQL send to learn a schema.
const STANDARD_INTROSPECTION: &str = include_str!("introspection.graphql");

fn wide() -> Limits {
    Limits { introspection: true, ..Limits::default() }
}

fn ask(text: &str, limits: &Limits) -> Result<Admitted, Refusal> {
    admit(text, &Variables::default(), limits)
}

/// Admitted with the limit at `value`, refused by that very limit one below.
fn is_exactly(text: &str, limit: Limit, value: u64, set: impl Fn(&mut Limits, u64)) {
    let mut limits = wide();
    set(&mut limits, value);
    assert_eq!(ask(text, &limits).err(), None, "{text} at {limit} {value}");
    set(&mut limits, value - 1);
    assert_eq!(ask(text, &limits).err(), Some(Refusal::TooMuch { limit, allowed: value - 1 }), "{text}");
}

fn cost(text: &str) -> u64 {
    ask(text, &wide()).unwrap().price.cost
}

#[test]
fn each_limit_is_passed_at_its_value_and_exceeded_one_above() {
    is_exactly("{a{...F}} fragment F on T{b{c}}", Limit::Depth, 3, |l, v| l.depth = v);
    is_exactly("{a ...on Q{b ...F}} fragment F on Q{c}", Limit::RootFields, 3, |l, v| l.root_fields = v);
    is_exactly("{a ...on Q{b ...F}} fragment F on Q{c}", Limit::Selections, 5, |l, v| l.selections = v);
    is_exactly("{x:a{y:__typename b ...F} ...F} fragment F on T{z:c}", Limit::Aliases, 4, |l, v| {
        l.aliases = v
    });
    is_exactly(
        "query($v:Int@d)@d{a@d ...@d{b} ...F@d} fragment F on T@d{c}",
        Limit::Directives,
        6,
        |l, v| {
            l.directives = v;
        },
    );
    is_exactly("{a} fragment F on T{b}", Limit::Definitions, 2, |l, v| l.definitions = v);
    is_exactly("{a{...F}} fragment F on T{...on T{b}}", Limit::Nesting, 4, |l, v| l.nesting = v);
    is_exactly("{__schema{types{name}}}", Limit::IntrospectionDepth, 3, |l, v| l.introspection_depth = v);
    is_exactly(
        "{__type{fields{type{...F}}}} fragment F on T{fields{name}}",
        Limit::IntrospectionLists,
        2,
        |l, v| {
            l.introspection_lists = v;
        },
    );
    is_exactly("{a(first:10){nodes{b c}}}", Limit::Cost, 31, |l, v| l.cost = v);
}

#[test]
fn a_page_multiplies_what_is_below_it() {
    assert_eq!(cost("{a{b c}}"), 3);
    assert_eq!(cost("{a(first:10){b c}}"), 21);
    assert_eq!(cost("{a(first:10){nodes{b(last:3){edges{node{c}}}}}}"), 1 + 10 * (1 + 1 + 3 * 3));
    assert_eq!(
        cost("{a{total nodes{b}}}"),
        1 + 1 + 50 * 2,
        "a connection without a size has the default one"
    );
    assert_eq!(cost("{a(first:10){...F} d(first:2){...F}} fragment F on C{nodes{b}}"), 21 + 5);
    assert_eq!(cost("{nodes{a}}"), 2, "a root field of that name is no page");
    assert_eq!(cost("{a(first:-4){b}}"), 2);
}

#[test]
fn much_work_for_a_small_page_has_its_price() {
    assert_eq!(cost("{mailPreview(first:1){nodes{kind}}}"), 5_000 + 1 + 2);
    assert_eq!(cost("{x:mailPreview{nodes{kind}}}"), 5_000 + 1 + 50 * 2);
    let usual = Limits { cost: 20_000, ..Limits::default() };
    let page = "mailPreview(first:100){nodes{kind text}}";
    let three = format!("a:{page} b:{page} c:{page}");
    assert_eq!(ask(&format!("{{{three}}}"), &usual).err(), None);
    let refused = ask(&format!("{{{three} d:mailPreview(first:1){{nodes{{kind}}}}}}"), &usual).err();
    assert_eq!(refused, Some(Refusal::TooMuch { limit: Limit::Cost, allowed: 20_000 }));
}

#[test]
fn a_page_size_comes_from_a_variable_or_its_default() {
    let text = "query($n:Int=7){a(first:$n){b}}";
    assert_eq!(cost(text), 8);
    let variables = Variables::from_value(value!({ "n": 20 }));
    assert_eq!(admit(text, &variables, &wide()).unwrap().price.cost, 21);
    let huge = Variables::from_value(value!({ "n": u64::MAX }));
    let refused = admit("query($n:Int){a(first:$n){b(first:$n){c}}}", &huge, &wide()).err();
    assert_eq!(refused, Some(Refusal::TooMuch { limit: Limit::Cost, allowed: 50_000 }));
}

#[test]
fn the_standard_introspection_query_passes_where_introspection_is_on() {
    assert_eq!(ask(STANDARD_INTROSPECTION, &wide()).err(), None);
    assert_eq!(ask(STANDARD_INTROSPECTION, &Limits::default()).err(), Some(Refusal::NoIntrospection));
    assert_eq!(
        ask("{...F} fragment F on Q{__type(name:\"A\"){name}}", &Limits::default()).err(),
        Some(Refusal::NoIntrospection)
    );
    assert_eq!(ask("{__typename}", &Limits::default()).err(), None);
}

#[test]
fn fragments_that_double_each_other_are_refused_at_once() {
    for leaf in ["__typename", "...Missing", "a(first:0){b}"] {
        let mut bomb = String::from("{...F0}");
        for n in 0..28 {
            let _ = write!(bomb, "fragment F{n} on Q{{...F{m} ...F{m}}}", m = n + 1);
        }
        let _ = write!(bomb, "fragment F28 on Q{{{leaf}}}");
        assert!(bomb.len() < 1_200);
        let refused = ask(&bomb, &wide()).err();
        assert_eq!(refused, Some(Refusal::TooMuch { limit: Limit::Selections, allowed: 2_000 }), "{leaf}");
        let unused = bomb.replace("{...F0}", "{a}");
        assert_eq!(ask(&unused, &wide()).err(), refused);
        let more = bomb + "fragment F29 on Q{a} fragment F30 on Q{a}";
        assert_eq!(
            ask(&more, &wide()).err(),
            Some(Refusal::TooMuch { limit: Limit::Definitions, allowed: 30 })
        );
    }
}

#[test]
fn a_fragment_that_contains_itself_is_refused() {
    let cycle = "{a} fragment F on Q{b{...G}} fragment G on Q{...F}";
    assert_eq!(ask(cycle, &wide()).err(), Some(Refusal::FragmentCycle));
}

#[test]
fn a_request_has_exactly_one_operation() {
    assert_eq!(ask("query A{a} query B{b}", &wide()).err(), Some(Refusal::SeveralOperations));
    assert_eq!(ask("query A{a} query A{b}", &wide()).err(), Some(Refusal::SeveralOperations));
    assert_eq!(ask("{a} {b}", &wide()).err(), Some(Refusal::SeveralOperations));
    assert_eq!(ask("fragment F on Q{a}", &wide()).err(), Some(Refusal::NoOperation));
    assert_eq!(
        ask("{a} fragment F on Q{a} fragment F on Q{a}", &wide()).err(),
        Some(Refusal::DuplicateFragment)
    );
}

#[test]
fn a_syntax_error_gives_the_place_and_not_the_text() {
    let refused = ask("{\n  secretName(arg: §)\n}", &wide()).unwrap_err();
    assert_eq!(refused.to_string(), "syntax error at 2:19");
    assert!(matches!(ask(r#"{a(b:"\uD800")}"#, &wide()), Err(Refusal::Syntax { .. })));
}

#[test]
fn sixty_four_kibibytes_made_to_hurt_are_refused_and_the_stack_holds() {
    let fill = |unit: &str| unit.repeat(65_536 / unit.len());
    let units = [
        "{a",
        "{a(b:[",
        "{a(b:{c:",
        "...{",
        "[",
        "\"",
        "\"\"\"",
        "\\\"",
        "#",
        "a:",
        "a@b",
        "query($a:[",
        "{\"",
        " ",
        "\u{feff}",
        "é",
    ];
    for unit in units {
        assert!(ask(&fill(unit), &wide()).is_err(), "{unit}");
        let _ = ask(&format!("{{a(b:\"{}\")}}", fill(unit)), &Limits { document_bytes: 80_000, ..wide() });
    }
    let deepest = "{a".repeat(48) + &"}".repeat(48);
    let limits = Limits { depth: 48, ..wide() };
    assert_eq!(ask(&deepest, &limits).err(), None, "the parser copes with what the scan lets pass");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(\\PC|[\\{\\}\\[\\]\\(\\)\"\\\\#\n:$@!.]|query|fragment|on|first){0,60}") {
        let _ = ask(&text, &wide());
    }

    #[test]
    fn documents_nearly_right_do_not_make_it_panic(parts in prop::collection::vec(
        prop::sample::select(vec!["{", "}", "a", "...F", "fragment F on Q", "fragment G on Q", "...G", "(first:3)",
            "(first:$n)", "query($n:Int=2)", "@d", "x:", "nodes", "...", "__schema", "\"\"\"", "\"", "[", "]"]), 0..40)) {
        let _ = ask(&parts.join(" "), &wide());
    }

    #[test]
    fn more_below_never_costs_less(page in 1_u64..100, more in 1_u64..100) {
        let text = |n: u64| format!("{{a(first:{n}){{nodes{{b}}}}}}");
        prop_assert!(cost(&text(page + more)) > cost(&text(page)));
    }
}
