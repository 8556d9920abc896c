//! Which sessions an edit speaks of.

use jiff::Timestamp;

use super::edit::{EditScope, SeriesEdit};
use super::error::EditError;
use super::plan::{EditableSession, KeptBecause, KeptSession};
use crate::domain::ids::SessionId;

/// The sessions that may change, by their index, and those in scope that stay.
pub(super) struct InScope {
    pub(super) targets: Vec<usize>,
    pub(super) kept: Vec<KeptSession>,
}

/// What is in scope of these sessions, which stand in the order of their starts.
pub(super) fn in_scope(
    sessions: &[EditableSession],
    edit: &SeriesEdit,
    now: Timestamp,
) -> Result<InScope, EditError> {
    let from = match edit.scope {
        EditScope::AllFuture => 0,
        EditScope::ThisSession(id) | EditScope::ThisAndFollowing(id) => {
            first(sessions, id, edit.restore, now)?
        }
    };
    let until = if let EditScope::ThisSession(_) = edit.scope { from + 1 } else { sessions.len() };
    let mut found = InScope { targets: Vec::new(), kept: Vec::new() };
    for (index, one) in sessions.iter().enumerate().take(until).skip(from) {
        if one.session.is_cancelled() && !edit.restore || one.session.starts_at <= now {
            continue;
        }
        if one.is_marked {
            if index == from && !matches!(edit.scope, EditScope::AllFuture) {
                return Err(EditError::Marked);
            }
            found.kept.push(KeptSession::of(&one.session, KeptBecause::Marked));
        } else {
            found.targets.push(index);
        }
    }
    Ok(found)
}

/// The session that the edit begins with.
fn first(
    sessions: &[EditableSession],
    id: SessionId,
    restore: bool,
    now: Timestamp,
) -> Result<usize, EditError> {
    let found = sessions.iter().enumerate().find(|(_, one)| one.session.id == id);
    let (index, one) = found.ok_or(EditError::NotOfSeries)?;
    if one.session.is_cancelled() && !restore {
        Err(EditError::Cancelled)
    } else if one.session.starts_at <= now {
        Err(EditError::Begun)
    } else {
        Ok(index)
    }
}
