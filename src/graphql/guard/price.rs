//! The walk over the parsed document that adds up its weight.
//!
//! The rules of the cost: every field costs 1 and what is below it. A field with `first` or `last` pays all below it
//! that many times. A field without them pays what stands under its `nodes` and `edges` `default_page` times, and a
//! plain list (`lists`) pays what stands under it as often as it usually has items. A field whose work is none of its answer's size
//! (`heavy`) pays that beside.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet};
use async_graphql::{Name, Variables};

use super::heavy::work;
use super::limits::{Limit, Limits};
use super::lists::usual_items;
use super::page::{ITEM_FIELDS, Pages};
use super::refusal::Refusal;
use super::weight::Weight;

const INTROSPECTION_FIELDS: [&str; 2] = ["__schema", "__type"];
const INTROSPECTION_LISTS: [&str; 4] = ["fields", "inputFields", "interfaces", "possibleTypes"];

/// What an admitted document asks for, for logs and metrics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Fields to be resolved, pages multiplied.
    pub cost: u64,
    /// Fields within fields.
    pub depth: u64,
}

/// Prices the document's only operation, and every fragment so that none escapes by not being used.
pub(super) fn price(
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
    limits: &Limits,
) -> Result<Price, Refusal> {
    let mut scale =
        Scale { document, pages: Pages::new(operation, variables), limits, fragments: HashMap::new() };
    let mut weight = scale.set(&operation.selection_set.node, 1)?;
    let on_variables: usize =
        operation.variable_definitions.iter().map(|variable| variable.node.directives.len()).sum();
    weight.directives = weight.directives.saturating_add((operation.directives.len() + on_variables) as u64);
    check(&weight, limits)?;
    for name in document.fragments.keys() {
        let unused_too = scale.fragment(name, 1)?;
        allow(Limit::Selections, unused_too.selections, limits.selections)?;
        allow(Limit::Directives, unused_too.directives, limits.directives)?;
        allow(Limit::Aliases, unused_too.aliases, limits.aliases)?;
    }
    Ok(Price { cost: weight.cost(None, 1), depth: weight.depth })
}

fn check(weight: &Weight, limits: &Limits) -> Result<(), Refusal> {
    allow(Limit::Selections, weight.selections, limits.selections)?;
    allow(Limit::Depth, weight.depth, limits.depth)?;
    allow(Limit::RootFields, weight.fields, limits.root_fields)?;
    allow(Limit::Aliases, weight.aliases, limits.aliases)?;
    allow(Limit::Directives, weight.directives, limits.directives)?;
    allow(Limit::Cost, weight.cost(None, 1), limits.cost)
}

fn allow(limit: Limit, value: u64, allowed: u64) -> Result<(), Refusal> {
    if value > allowed { Err(Refusal::too_much(limit, allowed)) } else { Ok(()) }
}

struct Scale<'a> {
    document: &'a ExecutableDocument,
    pages: Pages<'a>,
    limits: &'a Limits,
    /// The fragments priced so far; `None` while one is being priced.
    fragments: HashMap<&'a Name, Option<Weight>>,
}

impl<'a> Scale<'a> {
    /// Weighs a selection set that stands `nesting` sets deep (1 for an operation's or a fragment's own).
    fn set(&mut self, set: &'a SelectionSet, nesting: u64) -> Result<Weight, Refusal> {
        allow(Limit::Nesting, nesting, self.limits.nesting)?;
        let mut weight = Weight::default();
        for item in &set.items {
            let part = match &item.node {
                Selection::Field(field) => self.field(&field.node, nesting)?,
                Selection::InlineFragment(inline) => self
                    .set(&inline.node.selection_set.node, nesting + 1)?
                    .spread(inline.node.directives.len()),
                Selection::FragmentSpread(spread) => self
                    .fragment(&spread.node.fragment_name.node, nesting + 1)?
                    .spread(spread.node.directives.len()),
            };
            weight = weight.beside(part);
        }
        weight.nesting += 1;
        Ok(weight)
    }

    /// Weighs a fragment at its first use; a later use takes what is known. An unknown one is validation's affair.
    fn fragment(&mut self, name: &Name, nesting: u64) -> Result<Weight, Refusal> {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return Ok(Weight::default());
        };
        match self.fragments.get(name) {
            Some(Some(known)) => {
                allow(Limit::Nesting, nesting - 1 + known.nesting, self.limits.nesting)?;
                return Ok(*known);
            }
            Some(None) => return Err(Refusal::FragmentCycle),
            None => self.fragments.insert(name, None),
        };
        let mut weight = self.set(&fragment.node.selection_set.node, nesting)?;
        weight.directives = weight.directives.saturating_add(fragment.node.directives.len() as u64);
        self.fragments.insert(name, Some(weight));
        Ok(weight)
    }

    fn field(&mut self, field: &'a Field, nesting: u64) -> Result<Weight, Refusal> {
        let below = match &field.selection_set.node {
            set if set.items.is_empty() => Weight::default(),
            set => self.set(set, nesting + 1)?,
        };
        let name = field.name.node.as_str();
        let is_connection = below.per_item > 0;
        let items = self.pages.asked(field).or_else(|| usual_items(name).filter(|_| !is_connection));
        let cost = below.cost(items, self.limits.default_page).saturating_add(1).saturating_add(work(name));
        let per_item = ITEM_FIELDS.contains(&name);
        let weight = Weight {
            nesting: below.nesting,
            depth: below.depth + 1,
            fields: 1,
            selections: below.selections.saturating_add(1),
            aliases: below.aliases.saturating_add(u64::from(field.alias.is_some())),
            directives: below.directives.saturating_add(field.directives.len() as u64),
            fixed: if per_item { 0 } else { cost },
            per_item: if per_item { cost } else { 0 },
            introspection_lists: below.introspection_lists + u64::from(INTROSPECTION_LISTS.contains(&name)),
        };
        if INTROSPECTION_FIELDS.contains(&name) { self.introspection(weight) } else { Ok(weight) }
    }

    /// Checks an introspection field by its own limits; above it, it is one field.
    fn introspection(&self, weight: Weight) -> Result<Weight, Refusal> {
        if !self.limits.introspection {
            return Err(Refusal::NoIntrospection);
        }
        allow(Limit::IntrospectionDepth, weight.depth, self.limits.introspection_depth)?;
        allow(Limit::IntrospectionLists, weight.introspection_lists, self.limits.introspection_lists)?;
        Ok(Weight { depth: 1, introspection_lists: 0, ..weight })
    }
}
