//! Viability of coming sessions.

use async_graphql::{ID, SimpleObject};

use crate::domain::dashboards as domain;
use crate::graphql::ids::id;
use crate::graphql::scalars::{Instant, LocalDate, LocalDateTime};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// How likely something is, so coarsely that hardly anything can be told of one person.
    Likelihood = domain::Likelihood {
        /// With a probability of 0.8 or more.
        Likely,
        /// With a probability of 0.5 or more, and less than 0.8.
        Uncertain,
        /// With less than that.
        Unlikely,
    }
}

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

/// A coming session of a group. Everybody who is expected comes with the chance that the forecast gives them as their course
/// stands today (attendance so far), as if the session were their next, independently of the others: an estimate from attendance
/// in other clinics, or calibrated on the clinic's own. How the sessions before it will go is not foretold, so sessions of which
/// nothing else is known have the same chance. What is known of a session itself changes it: what was answered about it, an
/// absence announced beforehand (whoever is marked as staying away is not expected), and a holiday week, which is one with a day
/// on which the site of the course is closed all day. A guest of whose course the asker leads nothing comes with the chance of
/// somebody of whom nothing is known.
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
    /// Members and guests for whom nobody has marked that they stay away; null if withheld.
    expected: Option<u32>,
    /// How likely at least `viableSize` of them come; null if withheld.
    viable: Option<Likelihood>,
    /// How many of them come on average; null for whoever may not read clients.
    mean: Option<f64>,
    /// The probability that at least `minSize` of them come; null for whoever may not read clients.
    chance_of_min_size: Option<f64>,
    /// The probability that at least `viableSize` of them come; null for whoever may not read clients.
    chance_of_viable_size: Option<f64>,
    /// Whether any of it is withheld, since the asker may not read clients: the chances always, `expected` and `viable` where
    /// fewer than five are expected.
    is_suppressed: bool,
}

impl From<domain::ViableSession> for ViableSession {
    fn from(session: domain::ViableSession) -> Self {
        let is_suppressed = session.is_suppressed();
        let domain::ViableSession {
            session_id,
            group_id,
            group_name,
            starts_at,
            local_start,
            min_size,
            viable_size,
            outlook,
            chances,
        } = session;
        let shown = outlook.figures();
        Self {
            session_id: id(session_id),
            group_id: id(group_id),
            group_name,
            starts_at: Instant(starts_at),
            local_start: LocalDateTime(local_start),
            min_size,
            viable_size,
            expected: shown.map(|outlook| outlook.expected),
            viable: shown.map(|outlook| outlook.viable.into()),
            mean: chances.map(|chances| chances.mean),
            chance_of_min_size: chances.map(|chances| chances.of_min_size),
            chance_of_viable_size: chances.map(|chances| chances.of_viable_size),
            is_suppressed,
        }
    }
}

impl From<domain::Viability> for Viability {
    fn from(dashboard: domain::Viability) -> Self {
        let domain::Viability { period, today: _, sessions } = dashboard;
        Self {
            from: LocalDate(period.from()),
            until: LocalDate(period.until()),
            coming: sessions.into_iter().map(ViableSession::from).collect(),
        }
    }
}
