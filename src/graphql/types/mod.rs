//! The objects of the API: plain reads of what a root loaded.
//!
//! Owns: their fields and descriptions. Must not know: how anything is loaded or changed.
//! Example: `Site` shows `domain::clinics::Site`, whole.
//! The next type is a file here, and an entry of `node` if it has an id.

mod attendance;
mod attendance_rate;
mod clinic;
mod risk_flag;

pub(crate) use attendance::{AbsenceReason, Attendance, AttendanceMark, MarkStatus, MarkedParticipation};
pub(crate) use attendance_rate::{AttendanceRate, GroupAttendance, UnrecordedSession};
pub(crate) use clinic::{Clinic, Room, Site};
pub(crate) use risk_flag::{RiskFlag, RiskKind, RiskState};
