//! Calendars for other programs: feeds behind secret links, and single files.
//!
//! Owns: who may have a link, making and revoking it, reading what is behind it. Must not know: HTTP, iCalendar.
//! Example: `read_feed(&app, &request)` is what the web's route calls, with nobody signed in.
//! Calendar parts of mails are made where the mail is (`app::reminders`). The next kind of feed is a `FeedSubject`.

mod create_feed;
mod queries;
mod read_feed;
mod revoke_feed;
mod settings;

pub use create_feed::{CreateCalendarFeed, CreateCalendarFeedError, CreatedCalendarFeed, create_feed};
pub use queries::{list_feeds, read_session_file};
pub use read_feed::{FeedAnswer, FeedRequest, read_feed};
pub use revoke_feed::revoke_feed;
pub use settings::CalendarSettings;
