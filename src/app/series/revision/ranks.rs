//! Ordinals before and after, and the sessions to come.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::ids::SessionId;
use crate::domain::series::{EditedSeries, PlannedSession, RankedSession, Session, ordinals};

/// The ordinals of sessions; cancelled ones have none.
pub type Ranks = BTreeMap<SessionId, u16>;

/// The ordinals of a series' sessions before and after, and the sessions to come in order, with theirs.
pub(in crate::app) fn ranked(
    stored: &[Session],
    edited: &EditedSeries,
    now: Timestamp,
) -> (Ranks, Ranks, Vec<PlannedSession>) {
    let before = ordinals(&stored.iter().map(rank).collect::<Vec<_>>());
    let after: Vec<Session> = stored
        .iter()
        .map(|session| {
            let changed = edited.changed.iter().find(|one| one.after.id == session.id);
            changed.map_or_else(|| session.clone(), |one| one.after.clone())
        })
        .collect();
    let ranks_after = ordinals(&after.iter().map(rank).collect::<Vec<_>>());
    // What is added comes after all others.
    let mut ordinal = u16::try_from(ranks_after.len()).unwrap_or(u16::MAX);
    let mut coming: Vec<PlannedSession> = after
        .iter()
        .filter(|session| session.starts_at > now)
        .filter_map(|session| Some(session.as_planned(*ranks_after.get(&session.id)?)))
        .collect();
    coming.sort_unstable_by_key(|session| session.ordinal);
    for added in &edited.added {
        ordinal = ordinal.saturating_add(1);
        coming.push(PlannedSession { ordinal, ..*added });
    }
    (before, ranks_after, coming)
}

fn rank(session: &Session) -> RankedSession {
    RankedSession {
        session_id: session.id,
        starts_at: session.starts_at,
        is_cancelled: session.is_cancelled(),
    }
}
