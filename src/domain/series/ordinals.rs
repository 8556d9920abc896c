//! "5 of 16": a session's place among those that take place.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::ids::SessionId;

/// What ranking needs to know of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RankedSession {
    /// Which session.
    pub session_id: SessionId,
    /// When it starts now, after whatever moves.
    pub starts_at: Timestamp,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
}

/// The ordinals of one series' sessions, from 1 in the order of their starts; cancelled sessions have none.
///
/// Derived and never stored: when a session is cancelled and one appended, the rest close ranks, and the 16 of
/// "5 of 16", the map's length, is whole again. Sessions that start together rank by id, so by birth.
#[must_use]
pub fn ordinals(sessions: &[RankedSession]) -> BTreeMap<SessionId, u16> {
    let mut standing: Vec<_> = sessions
        .iter()
        .filter(|session| !session.is_cancelled)
        .map(|session| (session.starts_at, session.session_id))
        .collect();
    standing.sort_unstable();
    standing.into_iter().zip(1..).map(|((_, session_id), ordinal)| (session_id, ordinal)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u128) -> SessionId {
        SessionId::from_uuid(uuid::Uuid::from_u128(n))
    }

    fn session(n: u128, second: i64, is_cancelled: bool) -> RankedSession {
        RankedSession { session_id: id(n), starts_at: Timestamp::from_second(second).unwrap(), is_cancelled }
    }

    #[test]
    fn sessions_rank_by_their_start_whatever_the_order_of_rows() {
        let ranked = ordinals(&[session(1, 300, false), session(2, 100, false), session(3, 200, false)]);
        assert_eq!(ranked, BTreeMap::from([(id(2), 1), (id(3), 2), (id(1), 3)]));
    }

    #[test]
    fn after_a_cancellation_and_an_appended_session_the_ranks_are_whole_again() {
        let ranked = ordinals(&[
            session(1, 100, false),
            session(2, 200, true),
            session(3, 300, false),
            session(4, 400, false),
        ]);
        assert_eq!(ranked, BTreeMap::from([(id(1), 1), (id(3), 2), (id(4), 3)]));
    }

    #[test]
    fn sessions_that_start_together_rank_by_birth() {
        let ranked = ordinals(&[session(9, 100, false), session(4, 100, false)]);
        assert_eq!(ranked, BTreeMap::from([(id(4), 1), (id(9), 2)]));
    }
}
