//! In what a session differs from its series.

/// What was decided for one session alone: an edit of the whole series leaves that as it is, unless told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Exceptions {
    /// Its date, wall time, zone or minutes.
    pub time: bool,
    /// Who leads it.
    pub therapist: bool,
    /// Room or meeting link.
    pub place: bool,
}

impl Exceptions {
    /// As the series says in everything.
    pub const NONE: Self = Self { time: false, therapist: false, place: false };
}
