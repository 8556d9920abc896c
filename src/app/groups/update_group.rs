//! Changing a group: its name, its sizes, its guest seats.

use serde_json::json;

use crate::app::access::require_on;
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach};
use crate::domain::groups::{GroupSizes, GuestSeats, InvalidGroupSizes, TherapyGroup};
use crate::domain::ids::GroupId;
use crate::domain::name::Name;
use crate::storage::groups;

/// An edit of one group; what is none stays.
#[derive(Debug, Clone)]
pub struct UpdateGroup {
    /// Which.
    pub id: GroupId,
    /// The version its editor saw.
    pub row_version: i64,
    /// The name its staff see.
    pub name: Option<Name>,
    /// Below this many members it does not run.
    pub min_size: Option<i64>,
    /// From this many members on it works as intended.
    pub viable_size: Option<i64>,
    /// The most members.
    pub max_size: Option<i64>,
    /// How many guests of sister groups each session takes; who sits already stays.
    pub guest_seats: Option<GuestSeats>,
}

/// Why a group can't be changed.
#[derive(Debug, thiserror::Error)]
pub enum UpdateGroupError {
    /// Somebody changed it meanwhile.
    #[error("the group was changed meanwhile: read it again (its version is {current})")]
    Stale {
        /// The version it has now.
        current: i64,
    },
    /// The sizes contradict each other.
    #[error(transparent)]
    Sizes(#[from] InvalidGroupSizes),
    /// It has more members already.
    #[error("the group has {0} members already: it cannot hold fewer")]
    MoreMembers(i64),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Changes a group of the caller's clinic; what it is given already changes nothing.
///
/// # Errors
/// What `UpdateGroupError` names.
pub async fn update_group(
    app: &App,
    caller: &Caller,
    command: UpdateGroup,
) -> Result<TherapyGroup, UpdateGroupError> {
    require_on(app, caller, Action::ManageSchedule, command.id).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let command = &command;
    app.write(|tx| async move {
        groups::lock_group(&tx, clinic_id, command.id).await.map_err(Failure::from)?;
        let found = groups::find_group(&tx, Reach::clinic(clinic_id), command.id).await;
        let before = found.map_err(Failure::from)?.ok_or(Failure::NotFound)?;
        let after = edited(&before, command)?;
        if after == before {
            return Ok(before);
        }
        if before.row_version != command.row_version {
            return Err(UpdateGroupError::Stale { current: before.row_version });
        }
        let after = TherapyGroup { row_version: before.row_version + 1, ..after };
        groups::update_group(&tx, clinic_id, &after).await.map_err(Failure::from)?;
        let details = json!({ "fields": touched(&before, &after) });
        records::done(&tx, app, caller, now, "updateGroup", after.id, details)
            .await
            .map_err(Failure::from)?;
        Ok(after)
    })
    .await
}

fn edited(group: &TherapyGroup, command: &UpdateGroup) -> Result<TherapyGroup, UpdateGroupError> {
    let UpdateGroup { id: _, row_version: _, name, min_size, viable_size, max_size, guest_seats } = command;
    let sizes = GroupSizes::parse(
        min_size.unwrap_or(group.sizes.least),
        viable_size.unwrap_or(group.sizes.viable),
        max_size.unwrap_or(group.sizes.most),
    )?;
    if sizes.most < group.enrolled_count {
        return Err(UpdateGroupError::MoreMembers(group.enrolled_count));
    }
    Ok(TherapyGroup {
        name: name.clone().unwrap_or_else(|| group.name.clone()),
        sizes,
        guest_seats: guest_seats.unwrap_or(group.guest_seats),
        ..group.clone()
    })
}

/// What changed, for the audit log: which fields, and no names.
fn touched(before: &TherapyGroup, after: &TherapyGroup) -> Vec<&'static str> {
    [
        ("name", before.name != after.name),
        ("sizes", before.sizes != after.sizes),
        ("guestSeats", before.guest_seats != after.guest_seats),
    ]
    .into_iter()
    .filter_map(|(field, is_changed)| is_changed.then_some(field))
    .collect()
}
