//! What belongs to rows, on a page or within another edge, loaded for all of them at once: one statement
//! for each edge the document asks for, none for the others.
//!
//! Owns: looking ahead, and handing each row its share. Must not know: statements, rights.
//! Example: `clients(ctx, selection, records)` loads guardians only if the document selects `guardian`.
//! The next list with edges gets a file here; a record outside a list loads its edges when they are resolved.

mod clients;
mod groups;
mod mail_previews;
mod risk_flags;
mod safety_notices;
mod sessions;
mod staff;
mod waitlist;

pub(super) use clients::clients;
pub(super) use groups::{enrollments, groups};
pub(super) use mail_previews::mail_previews;
pub(super) use risk_flags::{enrollment, risk_flags, risk_history};
pub(super) use safety_notices::safety_notices;
pub(super) use sessions::sessions;
pub(super) use staff::staff_members;
pub(super) use waitlist::waitlist;
