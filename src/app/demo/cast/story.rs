//! What happened at a session, read off a person's marks.

/// What happened to somebody's place in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::app::demo) enum Happened {
    /// `A`: came.
    Attended,
    /// `L`: came after the start.
    CameLate,
    /// `P`: left before the end.
    LeftEarly,
    /// `N`: did not come, and said nothing.
    Missed,
    /// `C`: cancelled two days ahead.
    Cancelled,
    /// `K`: cancelled three hours ahead.
    CancelledLate,
    /// `E`: was excused by the clinic.
    Excused,
    /// `X`: was marked as missing, which was corrected soon after.
    MarkedInError,
    /// `.`: nobody has recorded it yet.
    NotRecorded,
}

impl Happened {
    const fn of(letter: u8) -> Self {
        match letter {
            b'L' => Self::CameLate,
            b'P' => Self::LeftEarly,
            b'N' => Self::Missed,
            b'C' => Self::Cancelled,
            b'K' => Self::CancelledLate,
            b'E' => Self::Excused,
            b'X' => Self::MarkedInError,
            b'.' => Self::NotRecorded,
            _ => Self::Attended,
        }
    }
}

/// What happened at the `index`th (from 0) of `count` past sessions to somebody with these `marks`: those before `|` are
/// of the first sessions, those after it of the last ones; whoever has none there attended.
pub(in crate::app::demo) fn happened(marks: &str, index: usize, count: usize) -> Happened {
    let (first, last) = marks.split_once('|').unwrap_or((marks, ""));
    let from_end = (index + last.len()).checked_sub(count);
    let letter = from_end.and_then(|at| last.as_bytes().get(at)).or_else(|| first.as_bytes().get(index));
    letter.map_or(Happened::Attended, |letter| Happened::of(*letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_at_both_ends_of_the_past_and_attendance_between() {
        let told: Vec<_> = (0..6).map(|index| happened("NX|K.", index, 6)).collect();
        let expected = [
            Happened::Missed,
            Happened::MarkedInError,
            Happened::Attended,
            Happened::Attended,
            Happened::CancelledLate,
            Happened::NotRecorded,
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn in_a_short_past_the_last_marks_count() {
        assert_eq!(happened("N|KK", 0, 1), Happened::CancelledLate);
        assert_eq!(happened("N|", 0, 1), Happened::Missed);
    }
}
