//! The attendance heat map of a group.

use async_graphql::{ID, Object, SimpleObject};

use crate::domain::access::Action;
use crate::domain::dashboards as domain;
use crate::graphql::ids::id;
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::{Instant, LocalDate, LocalDateTime};
use crate::graphql::types::AttendanceStatus;

/// Who of a group came to which of its sessions, by initials.
#[derive(SimpleObject)]
pub(crate) struct GroupHeatMap {
    /// The first date of the sessions.
    from: LocalDate,
    /// The last date, which belongs to it.
    until: LocalDate,
    /// The group's id (`grp_…`).
    group_id: ID,
    /// The columns: its sessions in the order of their starts, cancelled ones too.
    columns: Vec<HeatMapColumn>,
    /// The rows: whoever has a place of their own in one of them, in the order in which they joined.
    rows: Vec<HeatMapRow>,
}

/// A session.
#[derive(SimpleObject)]
struct HeatMapColumn {
    /// The session's id (`ses_…`).
    session_id: ID,
    /// When it starts, in UTC.
    starts_at: Instant,
    /// The same on its own wall clock.
    local_start: LocalDateTime,
    /// Whether it was cancelled.
    is_cancelled: bool,
}

/// A member.
pub(crate) struct HeatMapRow {
    record: domain::HeatMapMember,
    may_read_clients: bool,
}

/// A member.
#[Object]
impl HeatMapRow {
    /// The upper-case first letters of the first three words of the preferred name. Two people may share them.
    async fn initials(&self) -> &str {
        &self.record.initials
    }

    /// The enrollment's id (`enr_…`); null to an asker without the right to read clients.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients])))]
    async fn enrollment_id(&self) -> Option<ID> {
        self.may_read_clients.then(|| id(self.record.enrollment_id))
    }

    /// The status at each of the sessions, in the order of the columns; null where they have no place.
    async fn statuses(&self) -> Vec<Option<AttendanceStatus>> {
        self.record.statuses.iter().map(|status| status.map(Into::into)).collect()
    }
}

impl GroupHeatMap {
    /// The map, with ids for who may read clients.
    pub(crate) fn of(map: domain::HeatMap, may_read_clients: bool) -> Self {
        let domain::HeatMap { period, group_id, sessions, members } = map;
        let column = |session: domain::HeatMapSession| {
            let domain::HeatMapSession { session_id, starts_at, local_start, is_cancelled } = session;
            HeatMapColumn {
                session_id: id(session_id),
                starts_at: Instant(starts_at),
                local_start: LocalDateTime(local_start),
                is_cancelled,
            }
        };
        Self {
            from: LocalDate(period.from()),
            until: LocalDate(period.until()),
            group_id: id(group_id),
            columns: sessions.into_iter().map(column).collect(),
            rows: members.into_iter().map(|record| HeatMapRow { record, may_read_clients }).collect(),
        }
    }
}
