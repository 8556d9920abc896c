//! Therapy groups: who may join, how many, and where a group stands.
//!
//! Owns: a group's words and sizes. Must not know: its members' names, sessions, rows.
//! Example: `GroupSizes::parse(3, 5, 12)` refuses sizes that contradict each other.
//! Admission rules for late joiners come here, as functions of the group and the sessions held.

mod group;

pub use group::{
    Admission, GroupSizes, GroupStatus, GuestSeats, InvalidGroupSizes, InvalidGuestSeats, TherapyGroup,
};
