//! The objects of the API: plain reads of what a root loaded.
//!
//! Owns: their fields and descriptions. Must not know: how anything is stored or changed.
//! Example: `Site` shows `domain::clinics::Site`, whole; `Client` also has edges, loaded with its page or when asked.
//! The next type is a file here, and an entry of `node` if it has an id.

mod api_token;
mod attendance;
mod attendance_rate;
mod audit;
mod availability;
mod brief_form;
mod calendar_feed;
mod client;
mod client_import;
mod client_merge;
mod clinic;
mod closure;
mod closure_preview;
mod companion;
mod course_import;
mod enrollment;
mod forming;
mod free_slots;
mod group;
mod initials;
mod job_run;
mod loaded;
mod moved_window;
mod participation;
mod program;
mod reminder_delivery;
mod reminder_policy;
mod risk_flag;
mod schedule_change;
mod series;
mod series_edit;
mod series_preview;
mod session;
mod session_conflict;
mod staff;
mod viewer;
mod waitlist;
mod wall_time;

pub(crate) use api_token::ApiToken;
pub(crate) use attendance::{
    AbsenceReason, Attendance, AttendanceMark, AttendanceStatus, MarkStatus, MarkedParticipation,
};
pub(crate) use attendance_rate::{AttendanceRate, GroupAttendance, UnrecordedSession};
pub(crate) use audit::AuditEvent;
pub(crate) use availability::{AvailabilityWindow, AvailabilityWindowInput, Weekday, availability};
pub(crate) use brief_form::{BriefForm, BriefFormPreview};
pub(crate) use calendar_feed::{CalendarFeed, NewCalendarFeed};
pub(crate) use client::{Barrier, Client, Language, ProblemArea};
pub(crate) use client_import::{ClientImport, ImportDuplicates, ImportPreview, ImportRow};
pub(crate) use client_merge::{ClientMerge, ClientMergePreview};
pub(crate) use clinic::{Clinic, Room, Site};
pub(crate) use closure::Closure;
pub(crate) use closure_preview::{ClosureResolution, ClosuresPreview, CommittedClosures, HolidayFile};
pub(crate) use companion::{
    Companion, CompanionInput, CompanionKind, CompanionMeeting, CompanionProposals, CompanionState,
    CompanionsShown,
};
pub(crate) use course_import::{CourseImport, CourseImportPreview, PlannedCourse, RefusedRow};
pub(crate) use enrollment::{Dose, Enrollment};
pub(crate) use forming::{AvailabilityGrid, FormedGroup, GroupFormationPreview};
pub(crate) use free_slots::FreeSlots;
pub(crate) use group::{Admission, TherapyGroup};
pub(crate) use initials::AttendanceByInitials;
pub(crate) use job_run::JobRun;
pub(crate) use loaded::Loaded;
pub(crate) use participation::Participation;
pub(crate) use program::{Audience, ProgramFormat, TreatmentProgram};
pub(crate) use reminder_delivery::{ReminderDelivery, ReminderState};
pub(crate) use reminder_policy::ReminderPolicy;
pub(crate) use risk_flag::{RiskFlag, RiskKind, RiskState};
pub(crate) use schedule_change::{CommittedSeriesEdit, ScheduleChange, UndoneScheduleChange};
pub(crate) use series::{CountingMode, SessionSeries};
pub(crate) use series_edit::SeriesEditPreview;
pub(crate) use series_preview::SeriesPreview;
pub(crate) use session::{CancelledBy, Session};
pub(crate) use session_conflict::SessionConflict;
pub(crate) use staff::{Role, StaffMember};
pub(crate) use viewer::Viewer;
pub(crate) use waitlist::{WaitlistEntry, WaitlistPriority, WaitlistStatus, WithdrawalReason};
pub(crate) use wall_time::WallTime;
