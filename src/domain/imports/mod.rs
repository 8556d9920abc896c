//! What clinics bring along in spreadsheets: CSV files, what each says, and what bringing it in would do.
//!
//! Owns: how a file is read, and one plan for each kind of file that is brought in, which a dry run shows and a real run
//! carries out. Must not know: where the file comes from, how rows are stored, who asks.
//! Example: `plan_import(&read_clients(bytes)?, &known, Duplicates::Skip, now)` names each line's effect.
//! The next kind of file is a folder beside `clients` and `courses`.

mod clients;
mod courses;
mod file;
mod histories;
mod upload;

pub use clients::{
    BeforeImport, ChangedClient, ChangedEntry, ClientCells, ClientColumn, ClientImport, ClientRow,
    DuplicateOf, Duplicates, GuardianCells, ImportCounts, ImportPlan, ImportedClient, ImportedEntry,
    KnownClients, KnownSite, KnownWaitlist, NewClient, NewEntry, PlannedEntry, PlannedRow, RowEffect,
    RowOutcome, WaitlistCells, plan_import, read_clients,
};
pub use courses::{
    CourseCells, CourseColumn, CourseEffect, CourseImport, CourseImportCounts, CourseOutcome, CoursePlan,
    CourseRow, CourseStanding, EndedCells, Ending, KnownCourse, KnownForCourses, KnownTreatment, MemberEnd,
    NewCourse, NewGroup, NewMember, NewSession, Notice, PlannedCourse, RefusedRow, Tally, plan_courses,
    read_courses,
};
pub use file::{FileColumn, RefusedCell, UnreadableFile};
pub use histories::{HistoryColumn, HistoryRow, read_histories};
pub use upload::UPLOAD_LIFETIME;
