//! Notices: what clients were told about a session, what is news to them, and which mail tells it.
//!
//! Owns: when something is news, how a change settles a session's notice version, how several changes become one mail,
//! the check before sending. Must not know: rows, words of a mail, how long a debounce is.
//! Example: `NoticeKind::of(&[News { told: Some(told), current }])` is MOVED if the start differs: series previews
//! show by it who gets which mail.
//! The next kind of change is a variant of `Change`, found by `News::change`, with phrases in `mail::render`.

mod check;
mod kind;
mod news;
mod settle;
mod told;
mod welcomed;

pub use check::{NoticeLine, check};
pub use kind::NoticeKind;
pub use news::{Change, News};
pub use settle::{KnownPlace, PlaceNews, Settled, settle};
pub use told::Told;
pub use welcomed::WelcomeStanding;
