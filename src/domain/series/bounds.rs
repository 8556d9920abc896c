//! Whether a series fits its treatment program.

use super::rule::SessionCount;

/// The series is shorter or longer than its program allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("series outside its program's bounds: {count} sessions planned, the program takes {min} to {max}")]
pub struct OutsideProgramBounds {
    /// The planned number of sessions.
    pub count: SessionCount,
    /// The program's fewest sessions.
    pub min: u16,
    /// The program's most sessions.
    pub max: u16,
}

/// Checks a planned number of sessions against its program's bounds, both included.
///
/// The promise is the number of sessions, so a series that counts calendar weeks is checked with the sessions that
/// are left of it.
///
/// # Errors
/// `OutsideProgramBounds`, with the numbers.
pub fn check_program_bounds(count: SessionCount, min: u16, max: u16) -> Result<(), OutsideProgramBounds> {
    if (min..=max).contains(&count.get()) { Ok(()) } else { Err(OutsideProgramBounds { count, min, max }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_bounds_belong_to_the_program() {
        let check = |count| check_program_bounds(SessionCount::parse(count).unwrap(), 12, 16);
        assert_eq!(check(12), Ok(()));
        assert_eq!(check(16), Ok(()));
        assert!(check(11).is_err());
        assert_eq!(
            check(17).unwrap_err().to_string(),
            "series outside its program's bounds: 17 sessions planned, the program takes 12 to 16"
        );
    }
}
