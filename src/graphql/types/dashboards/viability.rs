//! Viability of coming sessions.

use async_graphql::{ID, SimpleObject};

use crate::domain::dashboards as domain;
use crate::graphql::ids::id;
use crate::graphql::scalars::{Instant, LocalDate, LocalDateTime};

/// Coming weekly sessions of groups, and the chance that enough people come.
#[derive(SimpleObject)]
pub(crate) struct Viability {
    /// The first date.
    from: LocalDate,
    /// The last date, which belongs to it.
    until: LocalDate,
    /// The sessions in the order of their starts.
    coming: Vec<ViableSession>,
}

/// A coming session of a group. Everybody who is expected comes with the chance that the forecast gives them for their next
/// session, independently of the others, as things stand now: an estimate from attendance in other clinics.
#[derive(SimpleObject)]
struct ViableSession {
    /// The session's id (`ses_…`).
    session_id: ID,
    /// The group's id (`grp_…`).
    group_id: ID,
    /// The group's name.
    group_name: String,
    /// When it starts, in UTC.
    starts_at: Instant,
    /// The same on its own wall clock.
    local_start: LocalDateTime,
    /// Below this many the group does not run.
    min_size: u32,
    /// From this many on it works as intended.
    viable_size: u32,
    /// Members and guests who have not said that they stay away; null if withheld.
    expected: Option<u32>,
    /// How many of them come on average; null if withheld.
    mean: Option<f64>,
    /// The probability that at least `minSize` of them come; null if withheld.
    chance_of_min_size: Option<f64>,
    /// The probability that at least `viableSize` of them come; null if withheld.
    chance_of_viable_size: Option<f64>,
    /// Whether its chances are withheld: fewer than five are expected, and the asker may not read clients.
    is_suppressed: bool,
}

impl From<domain::ViableSession> for ViableSession {
    fn from(session: domain::ViableSession) -> Self {
        let domain::ViableSession {
            session_id,
            group_id,
            group_name,
            starts_at,
            local_start,
            min_size,
            viable_size,
            chances,
        } = session;
        let shown = chances.figures();
        Self {
            session_id: id(session_id),
            group_id: id(group_id),
            group_name,
            starts_at: Instant(starts_at),
            local_start: LocalDateTime(local_start),
            min_size,
            viable_size,
            expected: shown.map(|chances| chances.expected),
            mean: shown.map(|chances| chances.mean),
            chance_of_min_size: shown.map(|chances| chances.of_min_size),
            chance_of_viable_size: shown.map(|chances| chances.of_viable_size),
            is_suppressed: chances.is_suppressed(),
        }
    }
}

impl From<domain::Viability> for Viability {
    fn from(dashboard: domain::Viability) -> Self {
        let domain::Viability { period, sessions } = dashboard;
        Self {
            from: LocalDate(period.from()),
            until: LocalDate(period.until()),
            coming: sessions.into_iter().map(ViableSession::from).collect(),
        }
    }
}
