//! Calendars as others read them: feeds, single files, parts of mails.

mod changes;
mod desk;
mod feeds;
mod mails;
mod rights;
