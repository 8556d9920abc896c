//! Making and changing groups.

use async_graphql::{Context, ID, InputObject, Object, Result};

use crate::app::App;
use crate::app::groups::{self, CreateGroupError as Refusal, UpdateGroupError};
use crate::domain::access::Caller;
use crate::domain::groups::{self as domain, GuestSeats};
use crate::graphql::expose::{expose, expose_on, only};
use crate::graphql::ids::parse_id;
use crate::graphql::input::{InvalidField, invalid, optional_text, text};
use crate::graphql::loaders;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::selection::Selection;
use crate::graphql::types::{Admission, TherapyGroup};

/// A group to make.
#[derive(InputObject)]
pub(crate) struct CreateGroupInput {
    /// The program's id: a group program.
    program_id: ID,
    /// The site's id.
    site_id: ID,
    /// The name its staff see, 1 to 120 characters.
    name: String,
    /// Whether people may join while it runs.
    admission: Admission,
    /// Below this many members it does not run; the program's number if left out.
    min_size: Option<i64>,
    /// From this many members on it works as intended; the program's number if left out.
    viable_size: Option<i64>,
    /// The most members; the program's number if left out.
    max_size: Option<i64>,
    /// How many guests each session takes beside its members, 0 to 20: people of a sister group who make up for a session
    /// they missed. One if left out.
    guest_seats: Option<i64>,
    /// Names this request, as its sender likes: 1 to 100 visible ASCII characters, such as a UUID. Sent again with the
    /// same key, the same request answers what it made the first time; another one is refused.
    idempotency_key: Option<String>,
}

payload! {
    /// The answer to `createGroup`.
    "createGroup" => CreateGroupPayload {
        /// The new group.
        group: TherapyGroup
    }
    CreateGroupUserError, CreateGroupErrorCode {
        /// The clinic has no such program.
        ProgramNotFound,
        /// The clinic has no such site.
        SiteNotFound,
        /// The program treats people one by one.
        NotAGroupProgram,
        /// The sizes contradict each other.
        InvalidSizes,
        /// The key was sent before with another request: repeat that one, or send this with a new key.
        IdempotencyKeyReused,
    }
}

/// A change of a group; what is left out or null stays.
#[derive(InputObject)]
pub(crate) struct UpdateGroupInput {
    /// The group's id.
    group_id: ID,
    /// Its `rowVersion`, as last read.
    row_version: i64,
    /// The name its staff see, 1 to 120 characters.
    name: Option<String>,
    /// Below this many members it does not run.
    min_size: Option<i64>,
    /// From this many members on it works as intended.
    viable_size: Option<i64>,
    /// The most members: no fewer than it has.
    max_size: Option<i64>,
    /// How many guests each session takes beside its members, 0 to 20. Who has a seat already keeps it.
    guest_seats: Option<i64>,
}

payload! {
    /// The answer to `updateGroup`.
    "updateGroup" => UpdateGroupPayload {
        /// The group.
        group: TherapyGroup
    }
    UpdateGroupUserError, UpdateGroupErrorCode {
        /// Somebody changed the group meanwhile: read it again.
        Stale,
        /// The sizes contradict each other.
        InvalidSizes,
        /// It has more members already than it was to hold.
        MoreMembers,
    }
}

fn seats(given: Option<i64>) -> std::result::Result<Option<GuestSeats>, InvalidField> {
    given.map(|seats| GuestSeats::parse(seats).map_err(|error| invalid("guestSeats")(&error))).transpose()
}

async fn shown(ctx: &Context<'_>, record: domain::TherapyGroup) -> Result<TherapyGroup> {
    let selection = Selection::of(ctx).field("group");
    only(loaders::groups(ctx, selection, vec![record]).await?)
}

#[derive(Default)]
pub(crate) struct GroupMutations;

#[Object]
impl GroupMutations {
    /// Makes a group, without members or sessions yet.
    async fn create_group(&self, ctx: &Context<'_>, input: CreateGroupInput) -> Result<CreateGroupPayload> {
        use CreateGroupErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let CreateGroupInput {
            program_id,
            site_id,
            name,
            admission,
            min_size,
            viable_size,
            max_size,
            guest_seats,
            idempotency_key,
        } = input;
        let command = groups::CreateGroup {
            program_id: parse_id("programId", &program_id)?,
            site_id: parse_id("siteId", &site_id)?,
            name: parsed!(text("name", &name)),
            admission: admission.into(),
            min_size,
            viable_size,
            max_size,
            guest_seats: parsed!(seats(guest_seats)),
            idempotency_key: parsed!(optional_text("idempotencyKey", idempotency_key.as_deref())),
        };
        let refused = |code, field, error| Ok(CreateGroupPayload::refused(code, Some(field), error));
        match groups::create_group(app, caller, command).await {
            Ok(record) => CreateGroupPayload::done(ctx, shown(ctx, record).await?),
            Err(error @ Refusal::ProgramNotFound) => refused(Code::ProgramNotFound, "programId", error),
            Err(error @ Refusal::SiteNotFound) => refused(Code::SiteNotFound, "siteId", error),
            Err(error @ Refusal::NotAGroupProgram) => refused(Code::NotAGroupProgram, "programId", error),
            Err(error @ Refusal::Sizes(_)) => refused(Code::InvalidSizes, "maxSize", error),
            Err(error @ Refusal::KeyReused(_)) => {
                refused(Code::IdempotencyKeyReused, "idempotencyKey", error)
            }
            Err(Refusal::Failure(failure)) => Err(expose(failure)),
        }
    }

    /// Changes a group's name, sizes or guest seats. Members and sessions stay as they are.
    async fn update_group(&self, ctx: &Context<'_>, input: UpdateGroupInput) -> Result<UpdateGroupPayload> {
        use UpdateGroupErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let UpdateGroupInput { group_id, row_version, name, min_size, viable_size, max_size, guest_seats } =
            input;
        let command = groups::UpdateGroup {
            id: parse_id("groupId", &group_id)?,
            row_version,
            name: parsed!(optional_text("name", name.as_deref())),
            min_size,
            viable_size,
            max_size,
            guest_seats: parsed!(seats(guest_seats)),
        };
        let refused = |code, field, error| Ok(UpdateGroupPayload::refused(code, Some(field), error));
        match groups::update_group(app, caller, command).await {
            Ok(record) => UpdateGroupPayload::done(ctx, shown(ctx, record).await?),
            Err(error @ UpdateGroupError::Stale { .. }) => refused(Code::Stale, "rowVersion", error),
            Err(error @ UpdateGroupError::Sizes(_)) => refused(Code::InvalidSizes, "maxSize", error),
            Err(error @ UpdateGroupError::MoreMembers(_)) => refused(Code::MoreMembers, "maxSize", error),
            Err(UpdateGroupError::Failure(failure)) => Err(expose_on("groupId", failure)),
        }
    }
}
