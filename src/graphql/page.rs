//! Pages of a list: Relay connections by keyset, at most a hundred rows.

use std::fmt::Display;
use std::str::FromStr;

use async_graphql::connection::{Connection, Edge};
use async_graphql::{Context, Error, OutputType};

use super::error::ApiError;
use super::reads::{Shown, note};
use crate::domain::slice::Slice;

/// How many rows a page has if none is asked for.
const DEFAULT_ROWS: i32 = 50;
/// The most rows a page may have.
pub(crate) const MOST_ROWS: i32 = 100;

/// A page as asked for: `first` rows after the cursor `after`.
pub(super) struct PageRequest<Key> {
    rows: usize,
    after: Option<Key>,
}

impl<Key: FromStr + Clone> PageRequest<Key> {
    /// Reads the two arguments; a cursor is the id of the last row seen.
    pub(super) fn parse(first: Option<i32>, after: Option<&str>) -> Result<Self, Error> {
        let first = first.unwrap_or(DEFAULT_ROWS);
        if !(1..=MOST_ROWS).contains(&first) {
            let message = format!("first: {first} is out of range: from 1 to {MOST_ROWS}");
            return Err(ApiError::InvalidInput { field: "first", message }.into());
        }
        let invalid =
            || ApiError::InvalidInput { field: "after", message: "after: not a cursor of this list".into() };
        let after = after.map(|cursor| cursor.parse().map_err(|_| invalid())).transpose()?;
        Ok(Self { rows: usize::try_from(first).unwrap_or(1), after })
    }

    /// How many rows the page shows at the most, for a list that has no next page.
    pub(super) fn rows(&self) -> u64 {
        self.rows as u64
    }

    /// What to load: one row more than the page shows.
    pub(super) fn slice(&self) -> Slice<Key> {
        Slice { after: self.after.clone(), limit: self.rows as u64 + 1 }
    }

    /// The connection over its part of a list that is there already, in the order of its keys.
    ///
    /// # Errors
    /// An internal error if the request collects no reads.
    pub(super) fn part_of<Row, Node>(
        self,
        ctx: &Context<'_>,
        all: impl IntoIterator<Item = Row>,
        key: impl Fn(&Row) -> Key,
        node: impl Fn(Row) -> Node,
    ) -> Result<Connection<String, Node>, Error>
    where
        Key: Display + PartialOrd,
        Node: OutputType + Shown,
    {
        let is_behind = |row: &Row| self.after.as_ref().is_none_or(|after| key(row) > *after);
        let rows = all.into_iter().filter(is_behind).take(self.rows + 1).collect();
        self.connection(ctx, rows, key, node)
    }

    /// The connection over the rows loaded by [`Self::slice`].
    ///
    /// # Errors
    /// An internal error if the request collects no reads.
    pub(super) fn connection<Row, Node>(
        self,
        ctx: &Context<'_>,
        rows: Vec<Row>,
        key: impl Fn(&Row) -> Key,
        node: impl Fn(Row) -> Node,
    ) -> Result<Connection<String, Node>, Error>
    where
        Key: Display,
        Node: OutputType + Shown,
    {
        let mut connection = Connection::new(self.after.is_some(), rows.len() > self.rows);
        for row in rows.into_iter().take(self.rows) {
            let cursor = key(&row).to_string();
            let node = node(row);
            note(ctx, &node)?;
            connection.edges.push(Edge::new(cursor, node));
        }
        Ok(connection)
    }
}
