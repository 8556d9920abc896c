//! A closure as kept.

use jiff::Timestamp;

use super::span::ClosureSpan;
use crate::domain::ids::{ClosureId, ScheduleChangeId, SiteId, StaffMemberId};
use crate::domain::name::Name;
use crate::domain::time::Zone;

/// What is closed, or who is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ClosureOf {
    /// A site: nothing takes place there.
    Site(SiteId),
    /// A therapist, who has time off.
    Therapist(StaffMemberId),
}

/// A closure that is to be kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NewClosure {
    /// When, in the zone of the site or the therapist.
    pub span: ClosureSpan,
    /// Why, for staff to read; no client is told. A site's closure has one; time off needs none.
    pub reason: Option<Name>,
}

/// A closure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closure {
    /// Its id.
    pub id: ClosureId,
    /// Of what, or of whom.
    pub of: ClosureOf,
    /// The zone in which its dates and hours are read: the site's, or the therapist's.
    pub zone: Zone,
    /// When.
    pub span: ClosureSpan,
    /// Why, for staff to read.
    pub reason: Option<Name>,
    /// The change of the schedule that it was entered with, and is taken back with.
    pub change_id: ScheduleChangeId,
    /// Since when it counts no more, if so.
    pub withdrawn_at: Option<Timestamp>,
    /// Counts its changes, from 1.
    pub row_version: i64,
}
