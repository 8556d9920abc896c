//! Making a feed.

use serde_json::{Value, json};

use crate::app::access::{require_on, require_on_led_by};
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Reach, TokenSecret};
use crate::domain::calendars::{CalendarFeed, FeedSubject};
use crate::domain::ids::{CalendarFeedId, ClinicId};
use crate::storage::{Transaction, calendar_feeds, clients, clinics, staff};

/// A calendar to be had by a link.
#[derive(Debug, Clone, Copy)]
pub struct CreateCalendarFeed {
    /// Whose calendar.
    pub subject: FeedSubject,
    /// Whether the feeds there are of it are revoked.
    pub replace: bool,
}

/// A feed as made.
#[derive(Debug, Clone)]
pub struct CreatedCalendarFeed {
    /// What is kept of it.
    pub feed: CalendarFeed,
    /// Its secret link. It is here, and nowhere else: only the secret's hash is stored.
    pub url: String,
}

/// Why a feed can't be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateCalendarFeedError {
    /// The member of staff may no longer act; their feed would be answered as if there were none.
    #[error("the member of staff is disabled: enable them first (`enableStaffMember`)")]
    MemberDisabled,
    /// One of the common reasons; `NotFound` if the clinic has no such therapist, room or client.
    #[error(transparent)]
    Failure(#[from] Failure),
}

/// Makes a feed of a calendar of the caller's clinic. A therapist may of their own; of a client's calendar also only who
/// may read clients: the link shows when they come.
///
/// # Errors
/// What `CreateCalendarFeedError` names.
pub async fn create_feed(
    app: &App,
    caller: &Caller,
    command: CreateCalendarFeed,
) -> Result<CreatedCalendarFeed, CreateCalendarFeedError> {
    let CreateCalendarFeed { subject, replace } = command;
    ensure_may(app, caller, subject).await?;
    let (now, clinic_id) = (app.now(), caller.clinic_id);
    let feed = &CalendarFeed {
        id: CalendarFeedId::mint(now, app.entropy()),
        subject,
        created_at: now,
        created_by: caller.staff_member(),
        revoked_at: None,
        last_read_at: None,
    };
    let secret = &TokenSecret::mint(app.entropy());
    app.write(|tx| async move {
        ensure_there(&tx, clinic_id, subject).await?;
        let mut replaced = Vec::new();
        if replace {
            replaced = calendar_feeds::list_standing_feeds_of(&tx, clinic_id, subject)
                .await
                .map_err(Failure::from)?;
            for old in &replaced {
                calendar_feeds::revoke_feed(&tx, clinic_id, *old, now).await.map_err(Failure::from)?;
            }
        }
        calendar_feeds::insert_feed(&tx, clinic_id, feed, &secret.hash()).await.map_err(Failure::from)?;
        let mut details = of_subject(subject);
        details["replaced"] = replaced.iter().map(ToString::to_string).collect();
        records::done(&tx, app, caller, now, "createCalendarFeed", feed.id, details)
            .await
            .map_err(Failure::from)?;
        Ok(CreatedCalendarFeed { feed: feed.clone(), url: app.calendars().link(secret) })
    })
    .await
}

async fn ensure_may(app: &App, caller: &Caller, subject: FeedSubject) -> Result<(), Failure> {
    const ACTION: Action = Action::ManageCalendarFeeds;
    match subject {
        FeedSubject::Therapist(id) => require_on_led_by(app, caller, ACTION, &[id], id).await,
        FeedSubject::Room(id) => require_on_led_by(app, caller, ACTION, &[], id).await,
        FeedSubject::Client(id) => {
            require_on_led_by(app, caller, ACTION, &[], id).await?;
            require_on(app, caller, Action::ReadClients, id).await
        }
    }
}

async fn ensure_there(
    tx: &Transaction,
    clinic_id: ClinicId,
    subject: FeedSubject,
) -> Result<(), CreateCalendarFeedError> {
    let is_there = match subject {
        FeedSubject::Therapist(id) => {
            let member = staff::find_staff_member(tx, clinic_id, id).await.map_err(Failure::from)?;
            if member.as_ref().is_some_and(|member| member.disabled_at.is_some()) {
                return Err(CreateCalendarFeedError::MemberDisabled);
            }
            member.is_some()
        }
        FeedSubject::Room(id) => {
            clinics::find_room(tx, clinic_id, id).await.map_err(Failure::from)?.is_some()
        }
        FeedSubject::Client(id) => {
            clients::find_client(tx, Reach::clinic(clinic_id), id).await.map_err(Failure::from)?.is_some()
        }
    };
    if is_there { Ok(()) } else { Err(Failure::NotFound.into()) }
}

/// Whose calendar, for the audit log.
pub(super) fn of_subject(subject: FeedSubject) -> Value {
    match subject {
        FeedSubject::Therapist(id) => json!({ "therapist": id.to_string() }),
        FeedSubject::Room(id) => json!({ "room": id.to_string() }),
        FeedSubject::Client(id) => json!({ "client": id.to_string() }),
    }
}
