//! How storage fails.

use sea_orm::DbErr;

use super::dialect;
use crate::domain::time::VanishedZone;

/// A rule the database itself keeps, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Constraint {
    /// A group has no free place (`enrolled_count <= max_size`).
    GroupCapacity,
    /// A therapist, a room or a client is taken at that time.
    OccupancyOverlap,
    /// The client already has an open enrollment in that group.
    EnrollmentOpenOnce,
    /// The client already has an open entry of the waiting list for that program.
    WaitlistEntryOpenOnce,
    /// A site of that name exists.
    SiteNameOnce,
    /// The site has a room of that name.
    RoomNameOnce,
    /// The login exists.
    AccountEmailOnce,
    /// The login already belongs to that clinic's staff.
    StaffMemberAccountOnce,
    /// The client's external id is taken.
    ClientExternalIdOnce,
    /// A program of that code exists.
    ProgramCodeOnce,
    /// There is already a policy for that program, or for the clinic as a whole.
    ReminderPolicyOnce,
    /// That plan has been committed already.
    PlanOnce,
    /// Somebody else recorded a mark in the same moment.
    MarkVersionOnce,
    /// The clinic has an instrument of that name.
    InstrumentNameOnce,
    /// That instrument was taken of that course on that day already.
    MeasureOnceADay,
    /// A row that is referred to does not exist, or one that is referred to would vanish.
    Reference,
    /// Any other rule of the database.
    Other,
}

/// How a statement or a transaction fails. Lookups answer `Option`; this is for what was not expected, and for
/// constraints, which the use case names.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database refused a write by one of its rules.
    #[error("the database refused: {0:?}")]
    Constraint(Constraint),
    /// Another transaction was faster (deadlock, serialization failure, lock time-out); trying again may work.
    #[error("another transaction was faster")]
    LostRace,
    /// The database could not be reached.
    #[error("the database cannot be reached")]
    Unavailable(#[source] DbErr),
    /// A stored zone's name is not in the compiled-in time-zone data any more.
    #[error(transparent)]
    VanishedZone(#[from] VanishedZone),
    /// A stored value cannot be read back: the table and column say which.
    #[error("a stored value of {0} cannot be read")]
    Corrupt(&'static str),
    /// Any other failure of the database.
    #[error("the database failed")]
    Database(#[source] DbErr),
}

impl From<DbErr> for StorageError {
    fn from(error: DbErr) -> Self {
        if let Some(constraint) = dialect::constraint_of(&error) {
            Self::Constraint(constraint)
        } else if dialect::is_lost_race(&error) {
            Self::LostRace
        } else if dialect::is_unavailable(&error) {
            Self::Unavailable(error)
        } else {
            Self::Database(error)
        }
    }
}
