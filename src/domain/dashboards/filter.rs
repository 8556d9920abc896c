//! Whose figures are wanted.

use jiff::civil::Date;

use crate::domain::ids::{GroupId, ProgramId, SiteId, StaffMemberId};

/// Whose figures are wanted, and over which dates; what is none does not narrow.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DashboardFilter {
    /// Courses of this site.
    pub site_id: Option<SiteId>,
    /// Courses of this program.
    pub program_id: Option<ProgramId>,
    /// Courses in this group.
    pub group_id: Option<GroupId>,
    /// Sessions that this member of staff leads, and courses with such a session.
    pub therapist_id: Option<StaffMemberId>,
    /// The first date.
    pub from: Option<Date>,
    /// The last date, which belongs to it.
    pub until: Option<Date>,
}
