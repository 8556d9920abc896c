//! What one selection weighs, and how weights add up.

/// The measures of a part of a document. Siblings add (`beside`); a field wraps what is below it.
///
/// The cost is a pair, because a fragment on a connection doesn't know the size of the page it is spread on: `fixed`
/// is paid once, `per_item` (what stands under `nodes` and `edges`) once for each item of that page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Weight {
    pub(super) nesting: u64,
    pub(super) depth: u64,
    pub(super) fields: u64,
    pub(super) selections: u64,
    pub(super) aliases: u64,
    pub(super) directives: u64,
    pub(super) fixed: u64,
    pub(super) per_item: u64,
    pub(super) introspection_lists: u64,
}

impl Weight {
    /// The weight of two parts that stand side by side.
    pub(super) fn beside(self, other: Self) -> Self {
        Self {
            nesting: self.nesting.max(other.nesting),
            depth: self.depth.max(other.depth),
            fields: self.fields.saturating_add(other.fields),
            selections: self.selections.saturating_add(other.selections),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            fixed: self.fixed.saturating_add(other.fixed),
            per_item: self.per_item.saturating_add(other.per_item),
            introspection_lists: self.introspection_lists.max(other.introspection_lists),
        }
    }

    /// The cost of this as a subtree of a field with the given page, or of a connection with the default one.
    pub(super) const fn cost(&self, page: Option<u64>, default_page: u64) -> u64 {
        match page {
            Some(items) => self.fixed.saturating_add(self.per_item).saturating_mul(items),
            None => self.fixed.saturating_add(self.per_item.saturating_mul(default_page)),
        }
    }

    /// The same with a spread or an inline fragment, and its directives, around it.
    pub(super) const fn spread(mut self, directives: usize) -> Self {
        self.selections = self.selections.saturating_add(1);
        self.directives = self.directives.saturating_add(directives as u64);
        self
    }
}
