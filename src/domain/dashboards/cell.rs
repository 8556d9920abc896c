//! Figures about some people, withheld where these are too few.

use std::collections::BTreeSet;

use super::cell_of::CellOf;
use crate::domain::ids::ClientId;

/// The fewest people whose figures are shown to who may read aggregates only: below it, a figure tells of a person.
pub const FEWEST_PEOPLE: u32 = 5;

/// Figures about some people.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell<T> {
    people: u32,
    figures: T,
    is_suppressed: bool,
}

impl<T> Cell<T> {
    /// Figures about so many people, not withheld.
    pub const fn new(people: u32, figures: T) -> Self {
        Self { people, figures, is_suppressed: false }
    }

    /// How many people they are about; nothing if they are withheld.
    pub fn people(&self) -> Option<u32> {
        (!self.is_suppressed).then_some(self.people)
    }

    /// The figures, unless they are withheld.
    pub fn figures(&self) -> Option<&T> {
        (!self.is_suppressed).then_some(&self.figures)
    }

    /// Whether they are withheld.
    pub const fn is_suppressed(&self) -> bool {
        self.is_suppressed
    }

    /// Withholds them if they are about too few people, and says whether it did. Nobody is not too few: no person is told
    /// of.
    pub fn suppress_if_small(&mut self) -> bool {
        let is_small = (1..FEWEST_PEOPLE).contains(&self.people);
        self.is_suppressed |= is_small;
        is_small
    }
}

/// Withholds the small cells of one set whose total is shown, and with them the smallest of the others: the total less
/// what is shown is then always about at least [`FEWEST_PEOPLE`] people, however the small cells overlap. Where every
/// cell is small, all are withheld, and the total less nothing is the total.
pub fn suppress<'a, T: 'a>(cells: impl IntoIterator<Item = &'a mut Cell<T>>) {
    let mut cells: Vec<&mut Cell<T>> = cells.into_iter().collect();
    let mut has_small = false;
    for cell in &mut cells {
        has_small |= cell.suppress_if_small();
    }
    if has_small {
        let others = cells.iter_mut().filter(|cell| !cell.is_suppressed && cell.people > 0);
        if let Some(smallest) = others.min_by_key(|cell| cell.people) {
            smallest.is_suppressed = true;
        }
    }
}

/// Cells side by side, with the figures of all of them together.
#[derive(Debug, Clone, PartialEq)]
pub struct Partition<T> {
    /// The cells in order.
    pub cells: Vec<(CellOf, Cell<T>)>,
    /// All of them together; a person in several cells is counted once.
    pub total: Cell<T>,
}

impl<T> Partition<T> {
    /// These cells, put in order, and all of them together.
    pub fn new(mut cells: Vec<(CellOf, Cell<T>)>, total: Cell<T>) -> Self {
        cells.sort_by_cached_key(|(of, _)| of.rank());
        Self { cells, total }
    }

    /// Sorts items about clients into cells: `add` enters one into the figures of its cell, and of all.
    pub fn gather<Item>(
        items: impl IntoIterator<Item = (CellOf, ClientId, Item)>,
        add: impl Fn(&mut T, &Item),
    ) -> Self
    where
        T: Default,
    {
        let mut cells: Vec<(CellOf, BTreeSet<ClientId>, T)> = Vec::new();
        let (mut everybody, mut total) = (BTreeSet::new(), T::default());
        for (of, client, item) in items {
            let place = cells.iter().position(|(known, _, _)| *known == of).unwrap_or_else(|| {
                cells.push((of, BTreeSet::new(), T::default()));
                cells.len() - 1
            });
            if let Some((_, people, figures)) = cells.get_mut(place) {
                people.insert(client);
                add(figures, &item);
            }
            everybody.insert(client);
            add(&mut total, &item);
        }
        let cell = |(of, people, figures): (CellOf, BTreeSet<ClientId>, T)| {
            (of, Cell::new(count(people.len()), figures))
        };
        Self::new(cells.into_iter().map(cell).collect(), Cell::new(count(everybody.len()), total))
    }

    /// Withholds what is about too few people, so that neither cells nor their differences from the total tell of them.
    pub fn suppress(&mut self) {
        suppress(self.cells.iter_mut().map(|(_, cell)| cell));
        self.total.suppress_if_small();
    }

    /// What the cells of this and of another partition are cells of, each once.
    pub fn of_both<'a, Other>(&'a self, other: &'a Partition<Other>) -> Vec<&'a CellOf> {
        let more = other.cells.iter().filter(|(of, _)| self.cell(of).is_none());
        let mut both: Vec<&CellOf> =
            self.cells.iter().map(|(of, _)| of).chain(more.map(|(of, _)| of)).collect();
        both.sort_by_cached_key(|of| of.rank());
        both
    }

    /// The cell of that.
    pub fn cell(&self, of: &CellOf) -> Option<&Cell<T>> {
        self.cells.iter().find(|(known, _)| known == of).map(|(_, cell)| cell)
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    /// Which of cells with so many people are withheld.
    fn withheld(people: &[u32]) -> Vec<bool> {
        let mut cells: Vec<Cell<()>> = people.iter().map(|people| Cell::new(*people, ())).collect();
        suppress(&mut cells);
        cells.iter().map(Cell::is_suppressed).collect()
    }

    #[rstest]
    #[case(&[], &[])]
    #[case(&[5, 9], &[false, false])]
    #[case(&[4, 9, 7], &[true, false, true])]
    #[case(&[1, 2, 30, 6], &[true, true, false, true])]
    #[case(&[4, 0, 9], &[true, false, true])]
    #[case(&[4, 3], &[true, true])]
    #[case(&[0, 0], &[false, false])]
    fn a_small_cell_takes_the_smallest_of_the_others_with_it(
        #[case] people: &[u32],
        #[case] expected: &[bool],
    ) {
        assert_eq!(withheld(people), expected);
    }

    #[test]
    fn what_is_withheld_is_not_shown() {
        let mut cell = Cell::new(4, 7);
        assert_eq!((cell.people(), cell.figures()), (Some(4), Some(&7)));
        assert!(cell.suppress_if_small());
        assert_eq!((cell.people(), cell.figures(), cell.is_suppressed()), (None, None, true));
        assert!(!Cell::new(0, 0).suppress_if_small(), "nobody is not too few");
    }

    #[test]
    fn a_person_in_two_cells_is_one_of_all() {
        let client = ClientId::from_uuid(Uuid::from_u128(1));
        let gathered = Partition::gather(
            [(CellOf::Hour(9), client, 2), (CellOf::Hour(8), client, 3), (CellOf::Hour(9), client, 4)],
            |sum: &mut i32, item| *sum += item,
        );
        let shown: Vec<_> =
            gathered.cells.iter().map(|(of, cell)| (of.key(), cell.people(), cell.figures())).collect();
        assert_eq!(shown, [("08".to_owned(), Some(1), Some(&3)), ("09".to_owned(), Some(1), Some(&6))]);
        assert_eq!((gathered.total.people(), gathered.total.figures()), (Some(1), Some(&9)));
    }

    proptest! {
        #[test]
        fn the_total_less_what_is_shown_is_never_about_a_few(people in prop::collection::vec(0_u32..12, 0..8)) {
            // Cells without common people, the worst case for a subtraction.
            let hidden: Vec<u32> =
                people.iter().zip(withheld(&people)).filter(|(_, hidden)| *hidden).map(|(n, _)| *n).collect();
            let total: u32 = people.iter().sum();
            if !hidden.is_empty() && total >= FEWEST_PEOPLE {
                prop_assert!(hidden.iter().sum::<u32>() >= FEWEST_PEOPLE, "{people:?}");
            }
            prop_assert!(people.iter().zip(withheld(&people)).all(|(n, hidden)| *n == 0 || *n >= 5 || hidden));
        }
    }
}
