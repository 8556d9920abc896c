//! Reading what is behind a feed's link.

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use crate::app::{App, Failure, records};
use crate::domain::access::{Caller, Origin, TokenSecret};
use crate::domain::audit::About;
use crate::domain::calendars::{EntryFacts, FeedSubject, FeedWindow, PresentedFeed, publish};
use crate::storage::{calendar_entries, calendar_feeds};

/// Somebody asks for a feed. They are nobody but the bearer of its link.
#[derive(Debug)]
pub struct FeedRequest<'a> {
    /// What stands where a secret should.
    pub presented: &'a str,
    /// The tags of what they have already; see [`FeedAnswer`].
    pub has: &'a [&'a str],
    /// By which request, for the audit log.
    pub origin: Origin,
}

/// What they are answered. A tag is a hash of the text: 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FeedAnswer {
    /// What they have is what there is.
    Unchanged {
        /// Its tag.
        tag: String,
    },
    /// The calendar.
    Calendar {
        /// Its tag.
        tag: String,
        /// The text.
        text: String,
    },
}

/// Reads the feed of that secret: two statements. That it was read is noted once in a while; that a client's calendar was
/// given is on record each time, as the client's own doing, and before it is given.
///
/// None, whatever the reason: malformed, unknown, revoked, of a disabled member of staff. It tells no more than that.
///
/// # Errors
/// `Failure` if the database fails.
pub async fn read_feed(app: &App, request: &FeedRequest<'_>) -> Result<Option<FeedAnswer>, Failure> {
    let FeedRequest { presented, has, origin } = request;
    let (now, on) = (app.now(), app.db.reader());
    let Ok(secret) = TokenSecret::parse(presented) else { return Ok(None) };
    let Some(feed) = calendar_feeds::find_presented_feed(on, &secret.hash()).await? else { return Ok(None) };
    let facts = calendar_entries::list_entries(on, feed.clinic_id, feed.subject, FeedWindow::at(now)).await?;
    let entries: Vec<_> = facts.into_iter().map(EntryFacts::entry).collect();
    let text = publish(&entries);
    let tag = hex::encode(Sha256::digest(&text));
    let is_new = !has.contains(&tag.as_str()) && !has.contains(&"*");
    record(app, feed, origin, is_new).await?;
    Ok(Some(if is_new { FeedAnswer::Calendar { tag, text } } else { FeedAnswer::Unchanged { tag } }))
}

async fn record(app: &App, feed: PresentedFeed, origin: &Origin, is_given: bool) -> Result<(), Failure> {
    let now = app.now();
    let PresentedFeed { clinic_id, id, subject, last_read_at: _ } = feed;
    let is_to_be_noted = feed.is_to_be_noted(now);
    let client = match subject {
        FeedSubject::Client(client) if is_given => Some(client),
        // A schedule names nobody; and nothing was shown to who has it already.
        FeedSubject::Client(_) | FeedSubject::Therapist(_) | FeedSubject::Room(_) => None,
    };
    if client.is_none() && !is_to_be_noted {
        return Ok(());
    }
    app.write(|tx| async move {
        if is_to_be_noted {
            calendar_feeds::note_feed_read(&tx, clinic_id, id, now).await?;
        }
        if let Some(client) = client {
            let caller = &Caller::client(clinic_id, client, origin.clone());
            let about = About { clients: BTreeSet::from([client]), sessions: BTreeSet::new() };
            records::read(&tx, app, caller, now, "calendarFeed".to_owned(), about).await?;
        }
        Ok(())
    })
    .await
}
