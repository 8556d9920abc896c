//! The series that are revised, and the people it concerns.

use super::people::{People, load_people};
use crate::app::Failure;
use crate::domain::access::Reach;
use crate::domain::attendance::Participation;
use crate::domain::ids::{SeriesId, SessionId};
use crate::domain::series::{EditableSession, EditedSeries, RestoreError, Session, SessionSeries};
use crate::domain::time::Zone;
use crate::storage::Connection;

/// What is to become of series, and who is expected then.
#[derive(Debug, Clone)]
pub(in crate::app) struct Revision {
    /// The series as they are.
    pub(in crate::app) found: Vec<SessionSeries>,
    /// Each of them and its sessions afterwards.
    pub(in crate::app) edited: Vec<EditedSeries>,
    /// Who takes part in their sessions.
    pub(in crate::app) people: People,
}

impl Revision {
    /// Loads who takes part; `places` are those in all sessions that the series have now. As many statements for one
    /// series as for all.
    pub(in crate::app) async fn of(
        on: &Connection,
        reach: Reach,
        found: Vec<SessionSeries>,
        edited: Vec<EditedSeries>,
        places: Vec<Participation>,
    ) -> Result<Self, Failure> {
        let people = load_people(on, reach, &edited, places).await?;
        Ok(Self { found, edited, people })
    }

    /// The zone of a session's wall time afterwards; of one that is added, its series'.
    pub(super) fn zone_at(&self, series: SeriesId, session: Option<SessionId>) -> Option<&Zone> {
        let edited = self.edited.iter().find(|edited| edited.series.id == series)?;
        let changed = edited.changed.iter().find(|one| Some(one.after.id) == session);
        Some(changed.map_or(&edited.series.rule.zone, |one| &one.after.zone))
    }

    /// The series with a session that would be restored in vain, and why.
    pub(in crate::app) fn restored_in_vain(&self) -> Vec<(SeriesId, RestoreError)> {
        let why = |series: &SessionSeries| Some((series.id, self.people.restored_in_vain(series)?));
        self.found.iter().filter_map(why).collect()
    }

    /// A series that is over and would get sessions all the same.
    pub(in crate::app) fn over(&self) -> Option<&SessionSeries> {
        let grows = self.edited.iter().filter(|edited| !edited.added.is_empty());
        grows.map(|edited| &edited.series).find(|series| self.people.is_over(series))
    }
}

/// The sessions with whether attendance is recorded for them.
pub(in crate::app) fn editable(sessions: &[Session], places: &[Participation]) -> Vec<EditableSession> {
    let marked: std::collections::HashSet<_> = places
        .iter()
        .filter(|place| place.has_mark_of_presence_or_absence())
        .map(|place| place.session_id)
        .collect();
    sessions
        .iter()
        .map(|session| EditableSession { session: session.clone(), is_marked: marked.contains(&session.id) })
        .collect()
}
