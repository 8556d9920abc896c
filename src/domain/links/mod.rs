//! Links by which clients answer from a mail.
//!
//! Owns: what a link is for and how long it counts, where an appointment stands for whoever opens its link, what an answer
//! does. Must not know: rows, mails, HTTP, the words of a page.
//! Example: `plan_answer(Standing::of(&session, &place, told_version, now), Answer::Confirm, now)`.
//! The next purpose is a variant of `LinkOf`: ask first what somebody else learns who finds the mail.

mod answer;
mod link;
mod standing;

pub use answer::{Answer, AnswerPlan, DeclineReason, plan_answer};
pub use link::{Addressee, LinkOf, LinkPurpose, LinkedAppointment, NewLink, PresentedLink, stop_expiry};
pub use standing::Standing;
