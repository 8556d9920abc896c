//! How much one course may have, and what can't be taken for a course that goes on.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp};

use super::column::CourseColumn as Column;
use super::course::NewSession;
use super::gather::Refusals;
use super::placed::Placed;
use crate::domain::series::SessionCount;

/// More clients than any group has had, those who left among them.
const MOST_CLIENTS: usize = 100;
/// Twice as many as a series may hold: half of them may have been cancelled.
const MOST_SESSIONS: usize = 120;
/// A course that has not met for so long is over, or its file is old.
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_hours(8 * 7 * 24);

/// Whether it is small enough for a course; what isn't is refused before anything is made of it.
pub(super) fn is_of_size(refusals: &mut Refusals, rows: &[Placed<'_>]) -> bool {
    let Some(first) = rows.first() else { return false };
    let clients: HashSet<_> = rows.iter().map(|row| row.client_id).collect();
    if clients.len() > MOST_CLIENTS {
        let reason = format!("has {} clients: at most {MOST_CLIENTS} in one course", clients.len());
        refusals.add(first.line, Column::Group, said(first), reason);
    }
    let starts: HashSet<_> = rows.iter().map(|row| row.planned.starts_at).collect();
    if starts.len() > MOST_SESSIONS {
        let reason = format!("has {} sessions: at most {MOST_SESSIONS} in one course", starts.len());
        refusals.add(first.line, Column::Group, said(first), reason);
    }
    clients.len() <= MOST_CLIENTS && starts.len() <= MOST_SESSIONS
}

fn said(first: &Placed<'_>) -> String {
    first.cells.group.as_ref().map(ToString::to_string).unwrap_or_default()
}

/// Whether the course can go on; one that nobody can have meant to is refused: sessions would be planned and mails sent.
pub(super) fn can_go_on(
    refusals: &mut Refusals,
    first: &Placed<'_>,
    sessions: &[NewSession],
    planned: Option<SessionCount>,
    now: Timestamp,
) -> bool {
    let Some(last) = sessions.last() else { return false };
    if now.duration_since(last.planned.starts_at) > LONGEST_PAUSE {
        let reason = format!(
            "must say when everybody left: the last session was on {}, more than eight weeks ago",
            last.planned.local_start.date()
        );
        refusals.add(first.line, Column::EndedOn, "", reason);
        return false;
    }
    if planned.is_none() && last.planned.starts_at <= now {
        let reason = "must say how many sessions the course has in all: it goes on, and no row is of a session to come";
        refusals.add(first.line, Column::PlannedSessions, "", reason);
        return false;
    }
    true
}

/// Refuses sessions to come of therapists who may no longer act.
pub(super) fn check_therapists(
    refusals: &mut Refusals,
    rows: &[Placed<'_>],
    now: Timestamp,
    has_coming: bool,
) {
    let last = rows.iter().max_by_key(|row| row.planned.starts_at);
    let leads_on = |row: &Placed<'_>| {
        row.planned.starts_at > now
            || has_coming && last.is_some_and(|last| last.therapist_id == row.therapist_id)
    };
    if let Some(row) = rows.iter().rev().find(|row| row.is_therapist_disabled && leads_on(row)) {
        let reason = "may no longer act: sessions to come need another therapist";
        refusals.add(row.line, Column::Therapist, &row.cells.therapist, reason);
    }
}
