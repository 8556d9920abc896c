//! What was answered: the items and their total, or the total alone.

use super::scale::{Items, Scale};

/// What was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Score {
    /// The answers, item by item; none if only the total is known.
    pub items: Option<Vec<u8>>,
    /// The total.
    pub total: i32,
}

/// Why answers are none of that instrument.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScoreError {
    /// Neither items nor a total.
    #[error("give the items, or the total")]
    Nothing,
    /// The instrument's items are not kept.
    #[error("this instrument is recorded by its total alone: leave the items out")]
    NoItems,
    /// Too few or too many.
    #[error(
        "{given} items were given, and the instrument has {expected}: answer each, or give the total alone"
    )]
    ItemCount {
        /// How many the instrument has.
        expected: usize,
        /// How many were given.
        given: usize,
    },
    /// One that can't be answered so.
    #[error("item {number} is {given}, and an answer is 0 to {most}")]
    ItemOutOfRange {
        /// Which, counted from 1.
        number: usize,
        /// What was given.
        given: i32,
        /// The greatest answer.
        most: u8,
    },
    /// A total that the instrument does not have.
    #[error("a total of {given} is out of range: from {minimum} to {maximum}")]
    TotalOutOfRange {
        /// What was given.
        given: i32,
        /// The least total.
        minimum: i32,
        /// The greatest total.
        maximum: i32,
    },
    /// The total is another than that of the items.
    #[error(
        "a total of {given} contradicts the items, which add up to {added}: leave it out, or correct the items"
    )]
    TotalContradicts {
        /// What was given.
        given: i32,
        /// What the items add up to.
        added: i32,
    },
}

impl Score {
    /// Reads answers: the items, from which the total follows, or the total alone.
    ///
    /// # Errors
    /// The first rule of `ScoreError` that they break.
    pub fn parse(scale: &Scale, items: Option<&[i32]>, total: Option<i32>) -> Result<Self, ScoreError> {
        let (minimum, maximum) = (scale.minimum, scale.maximum);
        match (items, total) {
            (None, None) => Err(ScoreError::Nothing),
            (None, Some(given)) if (minimum..=maximum).contains(&given) => {
                Ok(Self { items: None, total: given })
            }
            (None, Some(given)) => Err(ScoreError::TotalOutOfRange { given, minimum, maximum }),
            (Some(given), total) => {
                let items = answers(scale.items.ok_or(ScoreError::NoItems)?, given)?;
                let added = items.iter().map(|answer| i32::from(*answer)).sum();
                match total.filter(|total| *total != added) {
                    Some(given) => Err(ScoreError::TotalContradicts { given, added }),
                    None => Ok(Self { items: Some(items), total: added }),
                }
            }
        }
    }

    /// The answer to an item, counted from 1, if it is known.
    #[must_use]
    pub fn item(&self, number: usize) -> Option<u8> {
        self.items.as_ref()?.get(number.checked_sub(1)?).copied()
    }
}

fn answers(items: Items, given: &[i32]) -> Result<Vec<u8>, ScoreError> {
    let Items { count, most } = items;
    if given.len() != count {
        return Err(ScoreError::ItemCount { expected: count, given: given.len() });
    }
    let answer = |(number, given): (usize, &i32)| {
        let answer = u8::try_from(*given).ok().filter(|answer| *answer <= most);
        answer.ok_or(ScoreError::ItemOutOfRange { number, given: *given, most })
    };
    (1..).zip(given).map(answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::measures::Published;

    fn phq9(items: Option<&[i32]>, total: Option<i32>) -> Result<Score, ScoreError> {
        Score::parse(&Published::Phq9.scale(), items, total)
    }

    #[test]
    fn the_total_follows_from_the_items_or_stands_alone() {
        let items = [1, 2, 3, 0, 1, 2, 3, 0, 1];
        let score = phq9(Some(&items), None).unwrap();
        assert_eq!((score.total, score.item(9), score.item(10), score.item(0)), (13, Some(1), None, None));
        assert_eq!(phq9(Some(&items), Some(13)), Ok(score));
        let alone = phq9(None, Some(27)).unwrap();
        assert_eq!((alone.total, alone.item(9)), (27, None));
    }

    #[test]
    fn what_can_not_be_is_refused_with_the_value_and_the_way_out() {
        let contradiction = phq9(Some(&[0; 9]), Some(1));
        assert_eq!(contradiction, Err(ScoreError::TotalContradicts { given: 1, added: 0 }));
        assert_eq!(phq9(Some(&[0; 8]), None), Err(ScoreError::ItemCount { expected: 9, given: 8 }));
        for given in [-1, 4, 1000] {
            let refused = ScoreError::ItemOutOfRange { number: 3, given, most: 3 };
            assert_eq!(phq9(Some(&[0, 0, given, 0, 0, 0, 0, 0, 0]), None), Err(refused));
        }
        for given in [-1, 28] {
            let refused = ScoreError::TotalOutOfRange { given, minimum: 0, maximum: 27 };
            assert_eq!(phq9(None, Some(given)), Err(refused));
        }
        assert_eq!(phq9(None, None), Err(ScoreError::Nothing));
        let own = Scale { items: None, ..Published::Phq9.scale() };
        assert_eq!(Score::parse(&own, Some(&[0; 9]), None), Err(ScoreError::NoItems));
    }
}
