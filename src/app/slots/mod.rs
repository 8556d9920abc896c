//! Looking for a weekly hour at which everybody can.
//!
//! Owns: loading who and what has to be free, in four statements, however many. Must not know: how hours are weighed.
//! Example: `find_free_slots(&app, &caller, asked)` answers the hours at which a group's members and therapist are free.
//! The next reason not to be free is loaded here, as busy spans of whom it keeps away.

mod find_free_slots;
mod needs;

pub use find_free_slots::{
    AskSlots, AskSlotsError, FoundSlots, MOST_PEOPLE, MOST_THERAPISTS, SlotWish, find_free_slots,
};
