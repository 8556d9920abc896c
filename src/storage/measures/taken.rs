//! What a questionnaire said on a day, as the columns of a reading and of its versions keep it.

use chrono::NaiveDate;
use serde_json::Value;

use crate::domain::measures::{Score, Taken};
use crate::storage::error::StorageError;
use crate::storage::values::{parse, to_date};

/// What the columns of a table `of` readings or versions say.
pub(super) fn from_columns(
    taken_on: NaiveDate,
    occasion: &str,
    items: Option<Value>,
    total: i64,
    of: &'static str,
) -> Result<Taken, StorageError> {
    let items = items.map(serde_json::from_value).transpose().map_err(|_| StorageError::Corrupt(of))?;
    let total = total.try_into().map_err(|_| StorageError::Corrupt(of))?;
    Ok(Taken { on: to_date(taken_on, of)?, occasion: parse(occasion, of)?, score: Score { items, total } })
}
