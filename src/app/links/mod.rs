//! What clients do by the links of their mails.
//!
//! Owns: reading what is behind a link, and the four acts: answering, stopping reminders, choosing a language, having the
//! appointment as a file. Must not know: HTTP, HTML, forms.
//! Example: `answer_appointment(&app, &request, Answer::Confirm)` is what the web's route calls, with nobody signed in.
//! None is answered whatever is wrong with a link. Showing changes nothing: mail programs open links by themselves. Links are
//! made where the mail is (`app::reminders`). The next act is a file here.

mod answer;
mod language;
mod page;
mod presented;
mod show;
mod stop;

pub use answer::{Answered, answer_appointment};
pub use language::choose_language;
pub use page::{AppointmentPage, LinkedPage, StopPage};
pub use presented::LinkRequest;
pub use show::{read_calendar_file, show_link};
pub use stop::set_reminders_stopped;
