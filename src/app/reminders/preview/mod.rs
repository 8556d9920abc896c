//! Mails before they leave: to whom, when, in which words, and what would keep them back.
//!
//! Owns: gathering what the worker's jobs will put into the outbox, and looking at it as they will. Must not know: any rule of
//! theirs (it calls the same planner, the same check before sending, the same words), how mails are shown. Writes nothing, draws no
//! link, and hands nothing over.
//! Example: `preview_mails(&app, &caller, wanted, slice)` is what the API and `roundel mail preview` call.
//! A new job that puts mails into the outbox is foretold in `foresee.rs`.

mod foresee;
mod look;
mod notices;
mod preview_mails;
mod settings;
mod welcomes;

pub use look::PreviewedMail;
pub use preview_mails::{PreviewMails, PreviewMailsError, preview_mails};
pub use settings::MailPreviews;
