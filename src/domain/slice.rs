//! A stretch of a list, by keyset.

/// Which part of a list is wanted: after the row with this key, so many rows.
#[derive(Debug, Clone, Copy)]
pub struct Slice<Key> {
    /// The key of the last row seen; none begins at the start.
    pub after: Option<Key>,
    /// How many rows at the most. A page asks for one more than it shows, to know whether more follow.
    pub limit: u64,
}
