//! Stretches of a course in which something holds.

/// From one moment of a course to another; a moment is the number of opportunities so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stretch {
    /// The first moment at which it holds.
    pub(super) from: usize,
    /// The last one.
    pub(super) until: usize,
    /// Whether that is the present.
    pub(super) stands: bool,
}

/// The stretches in which `holds`, of the moments from `first` to `now`.
pub(super) fn stretches(first: usize, now: usize, holds: impl Fn(usize) -> bool) -> Vec<Stretch> {
    let moments: Vec<(usize, bool)> = (first..=now).map(|moment| (moment, holds(moment))).collect();
    moments
        .chunk_by(|(_, one), (_, other)| one == other)
        .filter_map(|chunk| match (chunk.first(), chunk.last()) {
            (Some((from, true)), Some((until, _))) => {
                Some(Stretch { from: *from, until: *until, stands: *until == now })
            }
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_stretch_knows_its_bounds_and_whether_it_stands() {
        let shape = |now| {
            let found = stretches(1, now, |moment| [2, 3, 5].contains(&moment));
            found.iter().map(|one| (one.from, one.until, one.stands)).collect::<Vec<_>>()
        };
        assert_eq!(shape(5), [(2, 3, false), (5, 5, true)]);
        assert_eq!(shape(4), [(2, 3, false)]);
        assert_eq!(shape(0), []);
    }
}
