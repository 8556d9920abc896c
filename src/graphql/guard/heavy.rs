//! Fields that cost more than what they answer.
//!
//! The guard sees the document before the schema does, so it knows these by name. A test holds the table to the schema.

/// A root field's name, and what asking for it costs beside what is selected of it: as much whatever the size of its page.
const HEAVY: &[(&str, u64)] = &[
    // Reads all that is still to be planned for its days, up to twenty stretches of a thousand places: three of them fit into a document
    // by default.
    ("mailPreview", 5_000),
];

/// What a field of that name costs beside itself and what is below it.
pub(super) fn work(field: &str) -> u64 {
    HEAVY.iter().find(|(name, _)| *name == field).map_or(0, |(_, cost)| *cost)
}

/// The names of the fields that cost more than what they answer.
pub fn heavy_fields() -> impl Iterator<Item = &'static str> {
    HEAVY.iter().map(|(name, _)| *name)
}
