//! The words of attendance.

use crate::domain::attendance;
use crate::graphql::words::wire_enums;

wire_enums! {
    /// One client's attendance of one session.
    AttendanceStatus = attendance::AttendanceStatus {
        /// Nothing recorded; never assumed present, never a miss.
        Unrecorded,
        /// They were there.
        Attended,
        /// They were there for a part.
        AttendedPartially,
        /// They did not come and had not said so.
        NoShow,
        /// They gave notice, but later than the site's window allows.
        LateCancelled,
        /// They gave notice in time.
        CancelledByClient,
        /// Absent for a reason that counts as no opportunity.
        Excused,
        /// They were not expected; never in a denominator.
        NotExpected,
    }

    /// Why somebody was absent.
    AbsenceReason = attendance::AbsenceReason {
        /// Their own illness.
        Illness,
        /// Work.
        Work,
        /// Travel.
        Travel,
        /// Nobody to mind the children.
        Childcare,
        /// Getting there.
        Transport,
        /// Another reason.
        Other,
        /// Not known.
        Unknown,
    }
}
