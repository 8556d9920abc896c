//! Making a group.

use jiff::Timestamp;
use serde_json::json;

use crate::app::access::require;
use crate::app::idempotency::made_before;
use crate::app::{App, Failure, IdempotencyKeyReused, records};
use crate::domain::access::{Action, Caller, Concern, Reach};
use crate::domain::command_text::CommandText;
use crate::domain::groups::{
    Admission, GroupSizes, GroupStatus, GuestSeats, InvalidGroupSizes, TherapyGroup,
};
use crate::domain::idempotency::{IdempotencyKey, KeyedRequest};
use crate::domain::ids::{ClinicId, GroupId, ProgramId, SiteId};
use crate::domain::name::Name;
use crate::domain::programs::{ProgramDraft, ProgramFormat};
use crate::storage::{Connection, clinics, groups, programs};

/// What a new group is to be.
#[derive(Debug, Clone)]
pub struct CreateGroup {
    /// The program it follows.
    pub program_id: ProgramId,
    /// The site it belongs to.
    pub site_id: SiteId,
    /// The name its staff see.
    pub name: Name,
    /// Whether people may join while it runs.
    pub admission: Admission,
    /// The fewest members; the program's if none.
    pub min_size: Option<i64>,
    /// From how many on it works; the program's if none.
    pub viable_size: Option<i64>,
    /// The most members; the program's if none.
    pub max_size: Option<i64>,
    /// How many guests of sister groups each session takes; one if none.
    pub guest_seats: Option<GuestSeats>,
    /// Names the request: sent again with the same key, it answers what it made the first time.
    pub idempotency_key: Option<IdempotencyKey>,
}

/// Why a group can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateGroupError {
    /// The clinic has no such program.
    #[error("no such program")]
    ProgramNotFound,
    /// The clinic has no such site.
    #[error("no such site")]
    SiteNotFound,
    /// The program treats people one by one.
    #[error(
        "this program treats people one by one: create an individual treatment, or choose a group program"
    )]
    NotAGroupProgram,
    /// The sizes contradict each other.
    #[error(transparent)]
    Sizes(#[from] InvalidGroupSizes),
    /// The key stands for another request.
    #[error(transparent)]
    KeyReused(#[from] IdempotencyKeyReused),
    /// One of the common reasons.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Makes a group, without members or sessions yet; the same request again answers the same group.
///
/// # Errors
/// What `CreateGroupError` names.
pub async fn create_group(
    app: &App,
    caller: &Caller,
    command: CreateGroup,
) -> Result<TherapyGroup, CreateGroupError> {
    require(app, caller, Action::ManageSchedule, Concern::Clinic).await?;
    let now = app.now();
    let (command, keyed) = (&command, &command.keyed());
    let id = GroupId::mint(now, app.entropy());
    app.write(|tx| async move {
        if let Some(made) = made_before::<_, CreateGroupError>(&tx, caller, now, keyed.as_ref(), id).await? {
            let group = groups::find_group(&tx, Reach::clinic(caller.clinic_id), made)
                .await
                .map_err(Failure::from)?;
            return Ok(group.ok_or(Failure::NotFound)?);
        }
        let (group, _) = draft_group(&tx, caller.clinic_id, command, id, now).await?;
        groups::insert_group(&tx, caller.clinic_id, &group).await.map_err(Failure::from)?;
        records::done(&tx, app, caller, now, "createGroup", group.id, json!({}))
            .await
            .map_err(Failure::from)?;
        Ok(group)
    })
    .await
}

/// The group that the command asks for, and its program; nothing is written.
///
/// # Errors
/// What `CreateGroupError` names, but for the key.
pub(in crate::app) async fn draft_group(
    on: &Connection,
    clinic_id: ClinicId,
    command: &CreateGroup,
    id: GroupId,
    now: Timestamp,
) -> Result<(TherapyGroup, ProgramDraft), CreateGroupError> {
    let CreateGroup {
        program_id,
        site_id,
        name,
        admission,
        min_size,
        viable_size,
        max_size,
        guest_seats,
        idempotency_key: _,
    } = command;
    let program = programs::find_program(on, clinic_id, *program_id)
        .await
        .map_err(Failure::from)?
        .ok_or(CreateGroupError::ProgramNotFound)?
        .draft;
    if program.format != ProgramFormat::Group {
        return Err(CreateGroupError::NotAGroupProgram);
    }
    let site = clinics::find_site(on, clinic_id, *site_id).await.map_err(Failure::from)?;
    site.ok_or(CreateGroupError::SiteNotFound)?;
    let sizes = GroupSizes::parse(
        min_size.unwrap_or(program.min_size),
        viable_size.unwrap_or(program.viable_size),
        max_size.unwrap_or(program.max_size),
    )?;
    let group = TherapyGroup {
        id,
        program_id: *program_id,
        site_id: *site_id,
        name: name.clone(),
        status: GroupStatus::Forming,
        admission: *admission,
        sizes,
        guest_seats: guest_seats.unwrap_or(GuestSeats::DEFAULT),
        enrolled_count: 0,
        created_at: now,
        row_version: 1,
    };
    Ok((group, program))
}

impl CreateGroup {
    /// The request under its key, if it has one.
    fn keyed(&self) -> Option<KeyedRequest> {
        const OPERATION: &str = "createGroup";
        let Self {
            program_id,
            site_id,
            name,
            admission,
            min_size,
            viable_size,
            max_size,
            guest_seats,
            idempotency_key,
        } = self;
        let mut text = CommandText::new(OPERATION)
            .field("program", program_id)
            .field("site", site_id)
            .field("name", name)
            .field("admission", admission)
            .list("min_size", min_size)
            .list("viable_size", viable_size)
            .list("max_size", max_size);
        // Left out, the text is that of requests from before there were guests.
        if let Some(seats) = guest_seats {
            text = text.field("guest_seats", seats.get());
        }
        KeyedRequest::new(OPERATION, idempotency_key.as_ref(), &text)
    }
}
