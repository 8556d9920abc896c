//! What clients are to be told of changed sessions.
//!
//! Owns: the rows of `notice`, from a change to the mail that tells it. A place has at most one latest row: what its
//! client was last told and, until its mail may have reached them, still has to be told. Must not know: what is news
//! (`domain::notices`), how a mail is sent.
//! Example: `lock_due(&tx, clinic_id, now, 100)` gives the rows of a hundred clients whose debounce is over.
//! Rows of `notice` are locked before those of `reminder_delivery`, by everybody who takes both; and with a place's latest row those that
//! it followed, in the order of their ids: whoever writes down what came of a mail finds them so, whatever follows them meanwhile.

mod due;
mod followed;
mod lines;
mod places;
mod told;
mod writes;

pub use due::{DueNotice, list_clinics_with_due, list_in_no_mail, lock_due, put_into_mails};
pub use followed::{hand_on_unsent, take_back_notices};
pub use lines::{load_lines, load_lines_to_come, lock_lines};
pub use places::{ChangedPlace, load_changed_places, lock_notices, withdraw_mails};
pub use writes::{NewNotice, keep_notices, set_notice_versions};
