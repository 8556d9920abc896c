//! Who imports whom, and which crate is named where.

use super::references::{Reference, References, Target, collect};
use super::rules::{ASSEMBLY, GUARDED, LAYERS, PRINTS, PURE, Rule, Violation};
use super::source::{SourceFile, Tree};

/// Checks every file of `src`.
pub fn check(tree: &Tree) -> Vec<Violation> {
    let mut violations: Vec<Violation> = tree.sources().flat_map(check_file).collect();
    violations.sort();
    violations.dedup();
    violations
}

fn check_file(file: &SourceFile) -> Vec<Violation> {
    let found = collect(file);
    let mut violations = Vec::new();
    let mut broken = |line: usize, rule: Rule, detail: String| {
        violations.push(Violation { file: file.path.clone(), line, rule, detail });
    };
    let layer = file.layer().unwrap_or_default();
    if file.layer().is_some() && allowed(&layer).is_none() {
        broken(
            1,
            Rule::UnknownLayer,
            format!("`{layer}` has no place in LAYERS (tests/architecture/rules.rs)"),
        );
    }
    for reference in &found.paths {
        if let Some((rule, detail)) = judge(file, &layer, reference) {
            broken(reference.line, rule, detail);
        }
    }
    check_words(&layer, &found, broken);
    violations
}

/// What is wrong about one path, if anything.
fn judge(file: &SourceFile, layer: &str, reference: &Reference) -> Option<(Rule, String)> {
    match &reference.target {
        Target::Inside(path) => judge_inside(file, layer, path, reference),
        Target::Outside(path) => {
            let (guarded, places) = guard_of(path)?;
            if !reference.in_test && !places.iter().any(|place| is_below(&file.module(), place)) {
                let detail = format!("`{guarded}` is named only in {}", places.join(", "));
                return Some((Rule::Guarded, detail));
            }
            let stranger = importers(layer).find(|importer| !places.contains(importer))?;
            let detail = format!("hands `{guarded}` on to `{stranger}`, which may not know it");
            hands_on(reference).then_some((Rule::ReExport, detail))
        }
    }
}

fn judge_inside(
    file: &SourceFile,
    layer: &str,
    path: &[String],
    reference: &Reference,
) -> Option<(Rule, String)> {
    let Some(to) = path.first().filter(|name| allowed(name).is_some()) else {
        let detail = "name the module something comes from, not the crate root".to_owned();
        let own = path.first().is_some_and(|name| name == layer);
        return (!layer.is_empty() && !own).then_some((Rule::CrateRoot, detail));
    };
    if layer.is_empty() || to == layer {
        return None;
    }
    let may = allowed(layer)?;
    if !may.contains(&to.as_str()) && !ASSEMBLY.contains(&(file.path.as_str(), to.as_str())) {
        let detail = format!("`{layer}` imports `{to}`; it may import {}", list(may));
        return Some((Rule::Layer, detail));
    }
    let stranger = importers(layer).find(|importer| importer != to && !knows(importer, to))?;
    let detail = format!("hands `{to}` on to `{stranger}`, which may not import it");
    hands_on(reference).then_some((Rule::ReExport, detail))
}

/// The entries of `ASSEMBLY` that no file needs: it is gone, or does not import that layer.
pub fn unneeded_exceptions(tree: &Tree) -> Vec<(&'static str, &'static str)> {
    let imports = |file: &SourceFile, layer: &str| {
        collect(file).paths.iter().any(|reference| match &reference.target {
            Target::Inside(path) => path.first().is_some_and(|name| name == layer),
            Target::Outside(_) => false,
        })
    };
    let needed =
        |(path, layer): &(&str, &str)| tree.sources().any(|file| file.path == *path && imports(file, layer));
    ASSEMBLY.iter().copied().filter(|entry| !needed(entry)).collect()
}

fn check_words(layer: &str, found: &References, mut broken: impl FnMut(usize, Rule, String)) {
    const PRINTING: [&str; 4] = ["print", "println", "eprint", "eprintln"];
    for call in found.macros.iter().filter(|call| PRINTING.contains(&call.name.as_str())) {
        if layer != PRINTS && !call.in_test {
            broken(
                call.line,
                Rule::Print,
                format!("`{}!` belongs in `{PRINTS}`; elsewhere trace", call.name),
            );
        }
    }
    for word in found.asyncs.iter().filter(|_| layer == PURE) {
        broken(word.line, Rule::Async, format!("`{}` in `{PURE}`, which is synchronous", word.name));
    }
}

/// What a layer may import, if it is one.
fn allowed(layer: &str) -> Option<&'static [&'static str]> {
    LAYERS.iter().find(|(name, _)| *name == layer).map(|(_, may)| *may)
}

fn knows(layer: &str, other: &str) -> bool {
    allowed(layer).is_some_and(|may| may.contains(&other))
}

fn importers(layer: &str) -> impl Iterator<Item = &'static str> {
    LAYERS.iter().filter(move |(_, may)| may.contains(&layer)).map(|(name, _)| *name)
}

fn hands_on(reference: &Reference) -> bool {
    reference.reexported && !reference.in_test
}

/// The most particular guard a path falls under, and where it may be named.
fn guard_of(path: &[String]) -> Option<(&'static str, &'static [&'static str])> {
    let under = GUARDED.iter().filter(|(guarded, _)| is_below(path, guarded));
    under.max_by_key(|(guarded, _)| guarded.len()).copied()
}

fn is_below(path: &[String], prefix: &str) -> bool {
    let mut names = path.iter();
    prefix.split("::").all(|wanted| names.next().is_some_and(|name| name == wanted))
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "nothing of ours".to_owned() } else { names.join(", ") }
}
