//! Putting clients on the waiting list, and changing their entries.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result};

use crate::app::App;
use crate::app::waitlist::{
    self, AddToWaitlistError as AddRefusal, SetWaitlistStatusError as StatusRefusal,
    UpdateWaitlistEntryError as UpdateRefusal, Waiting,
};
use crate::domain::access::Caller;
use crate::domain::waitlist::{WaitlistStatus as Status, WaitlistStatusError};
use crate::graphql::expose::{expose, expose_on, only};
use crate::graphql::ids::{parse_id, parse_optional_id};
use crate::graphql::input::{optional_text, text};
use crate::graphql::loaders;
use crate::graphql::patch::{change, patch};
use crate::graphql::payload::{parsed, payload};
use crate::graphql::scalars::LocalDate;
use crate::graphql::selection::Selection;
use crate::graphql::types::{WaitlistEntry, WaitlistPriority, WaitlistStatus, WithdrawalReason};

/// A client to put on the waiting list.
#[derive(InputObject)]
pub(crate) struct AddToWaitlistInput {
    /// The client's id.
    client_id: ID,
    /// The program's id.
    program_id: ID,
    /// The site's id; any site will do if left out.
    site_id: Option<ID>,
    /// Since when the client waits, a date of the site's wall calendar (of the clinic's first site's, if none is
    /// named), not in the future; today if left out.
    referred_on: Option<LocalDate>,
    /// How soon the client should begin.
    #[graphql(default_with = "WaitlistPriority::Routine")]
    priority: WaitlistPriority,
    /// Where it stands already: REFERRED, SCREENED or WAITING.
    #[graphql(default_with = "WaitlistStatus::Referred")]
    status: WaitlistStatus,
    /// Names this request, as its sender likes: 1 to 100 visible ASCII characters, such as a UUID. Sent again with the
    /// same key, the same request answers what it made the first time; another one is refused.
    idempotency_key: Option<String>,
}

payload! {
    /// The answer to `addToWaitlist`.
    "addToWaitlist" => AddToWaitlistPayload {
        /// The new entry.
        entry: WaitlistEntry
    }
    AddToWaitlistUserError, AddToWaitlistErrorCode {
        /// The clinic has no such client.
        ClientNotFound,
        /// The clinic has no such program.
        ProgramNotFound,
        /// The clinic has no such site.
        SiteNotFound,
        /// The referral lies in the future.
        ReferredInFuture,
        /// The client is on the list for this program already.
        AlreadyWaiting,
        /// The key was sent before with another request: repeat that one, or send this with a new key.
        IdempotencyKeyReused,
    }
}

/// An edit of an open entry; what is left out stays.
#[derive(InputObject)]
pub(crate) struct UpdateWaitlistEntryInput {
    /// The entry's id.
    id: ID,
    /// The version that was read.
    row_version: i64,
    /// The site's id; null if any site will do.
    site_id: MaybeUndefined<ID>,
    /// Since when the client waits, a date of the site's wall calendar, not in the future.
    referred_on: MaybeUndefined<LocalDate>,
    /// How soon the client should begin.
    priority: MaybeUndefined<WaitlistPriority>,
}

payload! {
    /// The answer to `updateWaitlistEntry`.
    "updateWaitlistEntry" => UpdateWaitlistEntryPayload {
        /// The entry as it is now.
        entry: WaitlistEntry
    }
    UpdateWaitlistEntryUserError, UpdateWaitlistEntryErrorCode {
        /// The clinic has no such site.
        SiteNotFound,
        /// The referral would lie in the future.
        ReferredInFuture,
        /// The wait is over.
        Closed,
        /// Somebody changed it meanwhile: read it again.
        Stale,
    }
}

/// What an entry becomes.
#[derive(InputObject)]
pub(crate) struct SetWaitlistStatusInput {
    /// The entry's id.
    id: ID,
    /// The version that was read.
    row_version: i64,
    /// The new status: one step on or back between REFERRED, SCREENED and WAITING; WITHDRAWN; or, of a withdrawn entry,
    /// its `formerStatus`, which takes the withdrawal back.
    status: WaitlistStatus,
    /// Why it is withdrawn; for WITHDRAWN only, which needs it.
    withdrawal_reason: Option<WithdrawalReason>,
}

payload! {
    /// The answer to `setWaitlistStatus`.
    "setWaitlistStatus" => SetWaitlistStatusPayload {
        /// The entry as it is now.
        entry: WaitlistEntry
    }
    SetWaitlistStatusUserError, SetWaitlistStatusErrorCode {
        /// No way leads from the entry's status to this one.
        NotNext,
        /// A withdrawal needs a reason, and nothing else takes one.
        WithdrawalReason,
        /// The client has another open entry for the program by now.
        AlreadyWaiting,
        /// Somebody changed it meanwhile: read it again.
        Stale,
    }
}

#[derive(Default)]
pub(crate) struct WaitlistMutations;

#[Object]
impl WaitlistMutations {
    /// Puts a client on the waiting list for a program. Enrolling them in a group of that program, or beginning a
    /// treatment, closes the entry.
    async fn add_to_waitlist(
        &self,
        ctx: &Context<'_>,
        input: AddToWaitlistInput,
    ) -> Result<AddToWaitlistPayload> {
        use AddToWaitlistErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let AddToWaitlistInput {
            client_id,
            program_id,
            site_id,
            referred_on,
            priority,
            status,
            idempotency_key,
        } = input;
        let command = waitlist::AddToWaitlist {
            client_id: parse_id("clientId", &client_id)?,
            program_id: parse_id("programId", &program_id)?,
            site_id: parse_optional_id("siteId", site_id.as_ref())?,
            referred_on: referred_on.map(|date| date.0),
            priority: priority.into(),
            status: status.into(),
            idempotency_key: parsed!(optional_text("idempotencyKey", idempotency_key.as_deref())),
        };
        let refused =
            |code, field, error: AddRefusal| Ok(AddToWaitlistPayload::refused(code, Some(field), error));
        match waitlist::add_to_waitlist(app, caller, command).await {
            Ok(record) => AddToWaitlistPayload::done(ctx, shown(ctx, record).await?),
            Err(error @ AddRefusal::ClientNotFound) => refused(Code::ClientNotFound, "clientId", error),
            Err(error @ AddRefusal::ProgramNotFound) => refused(Code::ProgramNotFound, "programId", error),
            Err(error @ AddRefusal::SiteNotFound) => refused(Code::SiteNotFound, "siteId", error),
            Err(error @ AddRefusal::ReferredOn(_)) => refused(Code::ReferredInFuture, "referredOn", error),
            Err(error @ AddRefusal::Status(_)) => refused(Code::InvalidInput, "status", error),
            Err(error @ AddRefusal::AlreadyWaiting) => refused(Code::AlreadyWaiting, "clientId", error),
            Err(error @ AddRefusal::KeyReused(_)) => {
                refused(Code::IdempotencyKeyReused, "idempotencyKey", error)
            }
            Err(AddRefusal::Failure(failure)) => Err(expose(failure)),
        }
    }

    /// Changes an open entry: since when, how soon, where.
    async fn update_waitlist_entry(
        &self,
        ctx: &Context<'_>,
        input: UpdateWaitlistEntryInput,
    ) -> Result<UpdateWaitlistEntryPayload> {
        use UpdateWaitlistEntryErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let UpdateWaitlistEntryInput { id, row_version, site_id, referred_on, priority } = input;
        let command = waitlist::UpdateWaitlistEntry {
            id: parse_id("id", &id)?,
            row_version,
            site_id: parsed!(patch(site_id, |given| text("siteId", &given))),
            referred_on: parsed!(change("referredOn", referred_on, |given| Ok(given.0))),
            priority: parsed!(change("priority", priority, |given| Ok(given.into()))),
        };
        let refused = |code, field, error: UpdateRefusal| {
            Ok(UpdateWaitlistEntryPayload::refused(code, Some(field), error))
        };
        match waitlist::update_waitlist_entry(app, caller, command).await {
            Ok(record) => UpdateWaitlistEntryPayload::done(ctx, shown(ctx, record).await?),
            Err(error @ UpdateRefusal::SiteNotFound) => refused(Code::SiteNotFound, "siteId", error),
            Err(error @ UpdateRefusal::ReferredOn(_)) => refused(Code::ReferredInFuture, "referredOn", error),
            Err(error @ UpdateRefusal::Closed(_)) => refused(Code::Closed, "id", error),
            Err(error @ UpdateRefusal::Stale { .. }) => refused(Code::Stale, "rowVersion", error),
            Err(UpdateRefusal::Failure(failure)) => Err(expose_on("id", failure)),
        }
    }

    /// Moves an entry on or back by a step, withdraws it, or takes a withdrawal back.
    async fn set_waitlist_status(
        &self,
        ctx: &Context<'_>,
        input: SetWaitlistStatusInput,
    ) -> Result<SetWaitlistStatusPayload> {
        use SetWaitlistStatusErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let SetWaitlistStatusInput { id, row_version, status, withdrawal_reason } = input;
        let command = waitlist::SetWaitlistStatus {
            id: parse_id("id", &id)?,
            row_version,
            status: Status::from(status),
            withdrawal_reason: withdrawal_reason.map(Into::into),
        };
        let refused = |code, field, error: StatusRefusal| {
            Ok(SetWaitlistStatusPayload::refused(code, Some(field), error))
        };
        match waitlist::set_waitlist_status(app, caller, command).await {
            Ok(record) => SetWaitlistStatusPayload::done(ctx, shown(ctx, record).await?),
            Err(error @ StatusRefusal::Status(WaitlistStatusError::NotNext { .. })) => {
                refused(Code::NotNext, "status", error)
            }
            Err(
                error @ StatusRefusal::Status(
                    WaitlistStatusError::NoReason | WaitlistStatusError::ReasonWithoutWithdrawal,
                ),
            ) => refused(Code::WithdrawalReason, "withdrawalReason", error),
            Err(error @ StatusRefusal::AlreadyWaiting) => refused(Code::AlreadyWaiting, "id", error),
            Err(error @ StatusRefusal::Stale { .. }) => refused(Code::Stale, "rowVersion", error),
            Err(StatusRefusal::Failure(failure)) => Err(expose_on("id", failure)),
        }
    }
}

/// The entry with the edges that the payload's document selects.
async fn shown(ctx: &Context<'_>, record: Waiting) -> Result<WaitlistEntry> {
    let selection = Selection::of(ctx).field("entry");
    only(loaders::waitlist(ctx, selection, vec![record]).await?)
}
