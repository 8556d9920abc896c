//! Who of a group came to which of its sessions.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::period::Period;
use super::table::{Table, Value};
use crate::domain::attendance::AttendanceStatus;
use crate::domain::ids::{ClientId, EnrollmentId, GroupId, SessionId};

/// A group's members and sessions, and the status where they meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatMap {
    /// The dates of the sessions.
    pub period: Period,
    /// The group.
    pub group_id: GroupId,
    /// Its sessions in the order of their starts.
    pub sessions: Vec<HeatMapSession>,
    /// Whoever has a place of their own in one of them, in the order in which they joined.
    pub members: Vec<HeatMapMember>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatMapSession {
    /// The session.
    pub session_id: SessionId,
    /// When it starts.
    pub starts_at: Timestamp,
    /// The same on its own wall clock.
    pub local_start: DateTime,
    /// Whether it was cancelled.
    pub is_cancelled: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeatMapMember {
    /// The client.
    pub client_id: ClientId,
    /// Their course.
    pub enrollment_id: EnrollmentId,
    /// The first letters of the name; two may share them.
    pub initials: String,
    /// The status at each session, in the order of these; none where they have no place.
    pub statuses: Vec<Option<AttendanceStatus>>,
}

impl HeatMap {
    /// A row for each place. Ids of enrollments are left out for who may not read clients.
    #[must_use]
    pub fn table(&self, with_ids: bool) -> Table {
        const HEADER: [&str; 7] =
            ["member", "initials", "enrollment_id", "session_id", "starts_at", "local_start", "status"];
        let rows = (1..).zip(&self.members).flat_map(|(number, member)| {
            let HeatMapMember { client_id: _, enrollment_id, initials, statuses } = member;
            let id = if with_ids { enrollment_id.to_string().into() } else { Value::Nothing };
            let places = self.sessions.iter().zip(statuses);
            places.filter_map(move |(session, status)| {
                let status = (*status)?;
                Some(vec![
                    Value::Whole(number),
                    initials.clone().into(),
                    id.clone(),
                    session.session_id.to_string().into(),
                    session.starts_at.to_string().into(),
                    session.local_start.to_string().into(),
                    status.to_string().into(),
                ])
            })
        });
        Table { header: &HEADER, rows: rows.collect() }
    }
}
