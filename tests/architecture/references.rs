//! What one file names: paths of imports, code, types, attributes and (as far as tokens tell) macros.

use proc_macro2::{Ident, Spacing, Span, TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Item, UseTree, Visibility};

use super::source::{SourceFile, is_test_only};

/// Everything one file names, with lines counted from 1.
#[derive(Default)]
pub struct References {
    /// Paths, in the order of the file.
    pub paths: Vec<Reference>,
    /// Macros called, by their last name.
    pub macros: Vec<Spotted>,
    /// `async` and `.await`.
    pub asyncs: Vec<Spotted>,
    /// Modules written inside the file.
    pub inline_modules: Vec<Spotted>,
}

/// One path.
pub struct Reference {
    /// Where it begins.
    pub line: usize,
    /// What it leads to; a glob ends in `*`.
    pub target: Target,
    /// Whether it stands in a `use` that is visible outside its module.
    pub reexported: bool,
    /// Whether it is compiled for tests only.
    pub in_test: bool,
}

/// Where a path leads.
#[derive(Debug, PartialEq, Eq)]
pub enum Target {
    /// Into this crate, from its root.
    Inside(Vec<String>),
    /// To another crate, or to something in scope, which is then the module's own business.
    Outside(Vec<String>),
}

/// A word at a place.
pub struct Spotted {
    /// Counted from 1.
    pub line: usize,
    /// The word.
    pub name: String,
    /// Whether it is compiled for tests only.
    pub in_test: bool,
}

/// Reads one file.
pub fn collect(file: &SourceFile) -> References {
    let mut collector =
        Collector { found: References::default(), module: file.module(), in_test: file.is_test };
    collector.visit_file(&file.syntax);
    collector.found
}

struct Collector {
    found: References,
    module: Vec<String>,
    in_test: bool,
}

impl Collector {
    fn resolve(&self, names: &[String], from_outside: bool) -> Target {
        let mut at = match names.first().map(String::as_str) {
            _ if from_outside => return Target::Outside(names.to_vec()),
            Some("crate" | "roundel") => Vec::new(),
            Some("self" | "super") => self.module.clone(),
            _ => return Target::Outside(names.to_vec()),
        };
        for (index, name) in names.iter().enumerate() {
            match name.as_str() {
                "super" => drop(at.pop()),
                "self" => {}
                "crate" | "roundel" if index == 0 => {}
                _ => at.push(name.clone()),
            }
        }
        Target::Inside(at)
    }

    fn add(&mut self, span: Span, names: &[String], from_outside: bool, import: Option<&Visibility>) {
        let reexported = match import {
            Some(Visibility::Public(_)) => true,
            Some(Visibility::Restricted(to)) => to.path.is_ident("crate"),
            Some(Visibility::Inherited) | None => false,
        };
        let target = self.resolve(names, from_outside);
        let line = span.start().line;
        let in_test = self.in_test;
        self.found.paths.push(Reference { line, target, reexported, in_test });
    }

    fn spot(&self, span: Span, name: impl ToString) -> Spotted {
        Spotted { line: span.start().line, name: name.to_string(), in_test: self.in_test }
    }

    fn add_tree(&mut self, tree: &UseTree, before: &[String], outside: bool, visibility: &Visibility) {
        let with = |ident: &Ident| [before, &[ident.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.add_tree(&path.tree, &with(&path.ident), outside, visibility),
            UseTree::Name(name) => self.add(name.ident.span(), &with(&name.ident), outside, Some(visibility)),
            UseTree::Rename(name) => {
                self.add(name.ident.span(), &with(&name.ident), outside, Some(visibility))
            }
            UseTree::Glob(glob) => {
                let names = [before, &["*".to_owned()]].concat();
                self.add(glob.star_token.spans[0], &names, outside, Some(visibility));
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.add_tree(tree, before, outside, visibility);
                }
            }
        }
    }

    fn in_test<T>(&mut self, only: bool, visit: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.in_test;
        self.in_test |= only;
        let result = visit(self);
        self.in_test = outer;
        result
    }

    /// Reads tokens: `a::b`, `::a::b`, `a::{b, c::d}`, `name!`, `async`, `await`.
    fn scan(&mut self, tokens: TokenStream, before: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut index = 0;
        while let Some(token) = tokens.get(index) {
            match token {
                TokenTree::Group(group) => self.scan(group.stream(), &[]),
                TokenTree::Ident(first) => {
                    let from_outside = index >= 2 && is_double_colon(&tokens, index - 2);
                    index = self.scan_path(&tokens, index, first, from_outside, before);
                    continue;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            index += 1;
        }
    }

    /// Reads the path that begins with `first` at `index`; answers where it ends.
    fn scan_path(
        &mut self,
        tokens: &[TokenTree],
        mut index: usize,
        first: &Ident,
        from_outside: bool,
        before: &[String],
    ) -> usize {
        let mut names = [before, &[first.to_string()]].concat();
        index += 1;
        while is_double_colon(tokens, index) {
            match tokens.get(index + 2) {
                Some(TokenTree::Ident(next)) => names.push(next.to_string()),
                Some(TokenTree::Group(group)) => {
                    self.scan(group.stream(), &names);
                    return index + 3;
                }
                _ => break,
            }
            index += 3;
        }
        if names.len() > 1 {
            self.add(first.span(), &names, from_outside, None);
        } else if first == "async" || first == "await" {
            let spotted = self.spot(first.span(), first);
            self.found.asyncs.push(spotted);
        }
        if matches!(tokens.get(index), Some(TokenTree::Punct(mark)) if mark.as_char() == '!') {
            let spotted = self.spot(first.span(), names.last().cloned().unwrap_or_default());
            self.found.macros.push(spotted);
        }
        index
    }
}

fn is_double_colon(tokens: &[TokenTree], index: usize) -> bool {
    match (tokens.get(index), tokens.get(index + 1)) {
        (Some(TokenTree::Punct(first)), Some(TokenTree::Punct(second))) => {
            first.as_char() == ':' && first.spacing() == Spacing::Joint && second.as_char() == ':'
        }
        _ => false,
    }
}

fn attributes_of(item: &Item) -> &[syn::Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item(&mut self, item: &'ast Item) {
        self.in_test(is_test_only(attributes_of(item)), |this| visit::visit_item(this, item));
    }

    fn visit_impl_item_fn(&mut self, item: &'ast syn::ImplItemFn) {
        self.in_test(is_test_only(&item.attrs), |this| visit::visit_impl_item_fn(this, item));
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if module.content.is_some() {
            let spotted = self.spot(module.ident.span(), &module.ident);
            self.found.inline_modules.push(spotted);
        }
        self.module.push(module.ident.to_string());
        visit::visit_item_mod(self, module);
        self.module.pop();
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.add_tree(&item.tree, &[], item.leading_colon.is_some(), &item.vis);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        self.add(item.ident.span(), &[item.ident.to_string()], true, Some(&item.vis));
    }

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let names: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let (Some(first), true) = (path.segments.first(), names.len() > 1 || path.leading_colon.is_some())
        {
            self.add(first.ident.span(), &names, path.leading_colon.is_some(), None);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(name) = call.path.segments.last() {
            let spotted = self.spot(name.ident.span(), &name.ident);
            self.found.macros.push(spotted);
        }
        self.scan(call.tokens.clone(), &[]);
        visit::visit_macro(self, call);
    }

    fn visit_meta_list(&mut self, list: &'ast syn::MetaList) {
        self.scan(list.tokens.clone(), &[]);
        visit::visit_meta_list(self, list);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let Some(token) = &signature.asyncness {
            let spotted = self.spot(token.span, "async fn");
            self.found.asyncs.push(spotted);
        }
        visit::visit_signature(self, signature);
    }

    fn visit_expr_async(&mut self, block: &'ast syn::ExprAsync) {
        let spotted = self.spot(block.async_token.span, "async");
        self.found.asyncs.push(spotted);
        visit::visit_expr_async(self, block);
    }

    fn visit_expr_closure(&mut self, closure: &'ast syn::ExprClosure) {
        if let Some(token) = &closure.asyncness {
            let spotted = self.spot(token.span, "async");
            self.found.asyncs.push(spotted);
        }
        visit::visit_expr_closure(self, closure);
    }

    fn visit_expr_await(&mut self, wait: &'ast syn::ExprAwait) {
        let spotted = self.spot(wait.await_token.span, ".await");
        self.found.asyncs.push(spotted);
        visit::visit_expr_await(self, wait);
    }
}
