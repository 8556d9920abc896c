//! Revoking a feed.

use super::create_feed::of_subject;
use crate::app::access::{record_refusal_of_seen, require_for_own};
use crate::app::{App, Failure, records};
use crate::domain::access::{Action, Caller, Concern, decide};
use crate::domain::calendars::{CalendarFeed, FeedSubject};
use crate::domain::ids::{CalendarFeedId, StaffMemberId};
use crate::storage::{StorageError, calendar_feeds};

/// Revokes a feed of the caller's clinic for good: its link answers as if it had never been. One that is revoked already
/// stays so since when it was, and nothing is recorded.
///
/// # Errors
/// `NotFound` if the clinic has no such feed, or a therapist asks whose own it is not; otherwise `Failure` if denied or the
/// database fails.
pub async fn revoke_feed(app: &App, caller: &Caller, id: CalendarFeedId) -> Result<CalendarFeed, Failure> {
    require_for_own(app, caller, Action::ManageCalendarFeeds, id).await?;
    let (clinic_id, now) = (caller.clinic_id, app.now());
    let outcome = app
        .write(|tx| async move {
            let feed = calendar_feeds::find_feed(&tx, clinic_id, id).await.map_err(Failure::from)?;
            let feed = feed.ok_or(Failure::NotFound)?;
            let owner = owner(feed.subject);
            decide(caller, Action::ManageCalendarFeeds, Concern::LedBy(owner.as_slice()))?;
            if feed.revoked_at.is_some() {
                return Ok(feed);
            }
            calendar_feeds::revoke_feed(&tx, clinic_id, id, now).await.map_err(Failure::from)?;
            let details = of_subject(feed.subject);
            records::done(&tx, app, caller, now, "revokeCalendarFeed", id, details)
                .await
                .map_err(Failure::from)?;
            Ok(CalendarFeed { revoked_at: Some(now), ..feed })
        })
        .await;
    match outcome {
        Err(Failure::Denied(denied)) => {
            // Whoever is denied here sees only feeds of their own, and this is none.
            let seen = Ok::<Option<CalendarFeed>, StorageError>(None);
            Err(record_refusal_of_seen(app, caller, denied, id, seen).await)
        }
        other => other,
    }
}

/// Who may do with a feed as they like.
const fn owner(subject: FeedSubject) -> Option<StaffMemberId> {
    match subject {
        FeedSubject::Therapist(id) => Some(id),
        FeedSubject::Room(_) | FeedSubject::Client(_) => None,
    }
}
