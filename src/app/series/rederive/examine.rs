//! What an operator should know of releases of the tz database.

use super::report::{RederiveReport, WhyLeft};
use crate::app::{App, Failure};
use crate::domain::series::{Rederived, rederive};
use crate::domain::time::{Zone, tzdb_version};
use crate::storage::stale_sessions::{
    StaleSession, count_sessions_by_release, list_stale_sessions, list_zones_of_sessions,
};

/// How many stale sessions are looked at one by one.
const MOST_LOOKED_AT: u64 = 500;

/// By which releases the planned sessions ahead were derived, and which of them would be elsewhere now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SessionTimes {
    /// How many sessions each release derived, by its name.
    pub by_release: Vec<(String, u64)>,
    /// Zones that a series or a session ahead is stored with and the compiled-in data lack.
    pub unknown_zones: Vec<String>,
    /// The soonest of those that would be elsewhere now or can't be derived, and why, in words.
    pub left: Option<String>,
}

/// Counts, and derives without writing. It asks nobody's rights: only the console calls it, and it tells ids and names of
/// zones.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn examine_session_times(app: &App) -> Result<SessionTimes, Failure> {
    let (now, on) = (app.now(), app.db.reader());
    let by_release = count_sessions_by_release(on, now).await.map_err(Failure::from)?;
    let zones = list_zones_of_sessions(on, now).await.map_err(Failure::from)?;
    let unknown_zones = zones.into_iter().filter(|name| Zone::parse(name).is_err()).collect();
    let mut left = RederiveReport::default();
    let stale = list_stale_sessions(on, tzdb_version(), now, MOST_LOOKED_AT).await.map_err(Failure::from)?;
    for StaleSession { id, starts_at: _, session } in stale {
        match session.map(|session| rederive(&session)) {
            Ok(Ok(Rederived::Unmoved)) => {}
            Ok(Ok(Rederived::Moved { .. })) => left.leave(id, WhyLeft::NotYet),
            Ok(Err(beyond)) => left.leave(id, beyond.into()),
            Err(unknown) => left.leave(id, WhyLeft::UnknownZone(unknown)),
        }
    }
    Ok(SessionTimes { by_release, unknown_zones, left: left.left_in_words() })
}
