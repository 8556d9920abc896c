//! Which keys there are: those of `config/default.toml`, and no others.

use figment::value::{Dict, Value};

use super::closest::closest;
use super::error::{Problem, show};

/// Finds the keys of `given` that `known` has not, and sections where a value belongs or the reverse.
pub(super) fn unknown_keys(origin: &str, given: &Dict, known: &Dict) -> Vec<Problem> {
    let mut problems = Vec::new();
    collect(origin, "", given, known, &mut problems);
    problems
}

fn collect(origin: &str, parent: &str, given: &Dict, known: &Dict, problems: &mut Vec<Problem>) {
    for (name, value) in given {
        let key = join(parent, name);
        let problem = |given, allowed, suggestion| Problem {
            origin: origin.to_owned(),
            key: key.clone(),
            given,
            allowed,
            suggestion,
        };
        match (known.get(name), value) {
            (None, _) => {
                let names = || known.keys().map(String::as_str);
                let allowed = format!("unknown key; there are {}", names().collect::<Vec<_>>().join(", "));
                problems.push(problem(None, allowed, closest(name, names()).map(|near| join(parent, near))));
            }
            (Some(Value::Dict(_, known)), Value::Dict(_, given)) => {
                collect(origin, &key, given, known, problems)
            }
            (Some(Value::Dict(..)), _) => {
                problems.push(problem(None, "is a section, not a value".to_owned(), None));
            }
            (Some(_), Value::Dict(..)) => {
                problems.push(problem(Some(show(&key, value)), "expected a value".to_owned(), None));
            }
            (Some(_), _) => {}
        }
    }
}

/// A key's path.
pub(super) fn join(parent: &str, name: &str) -> String {
    if parent.is_empty() { name.to_owned() } else { format!("{parent}.{name}") }
}
