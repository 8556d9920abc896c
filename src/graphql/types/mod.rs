//! The objects of the API: plain reads of what a root loaded.
//!
//! Owns: their fields and descriptions. Must not know: how anything is stored or changed.
//! Example: `Site` shows `domain::clinics::Site`, whole; `Client` also has edges, loaded with its page or when asked.
//! The next type is a file here, and an entry of `node` if it has an id.

mod api_token;
mod attendance;
mod attendance_rate;
mod attrition;
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
mod dashboards;
mod enrollment;
mod evaluation;
mod forming;
mod free_slots;
mod goal;
mod group;
mod initials;
mod instrument;
mod job_run;
mod loaded;
mod mail_preview;
mod mail_standing;
mod measure;
mod moved_window;
mod participation;
mod phase;
mod program;
mod reminder_delivery;
mod reminder_policy;
mod risk_action;
mod risk_estimate;
mod risk_flag;
mod risk_model;
mod safety_notice;
mod schedule_change;
mod series;
mod series_edit;
mod series_preview;
mod session;
mod session_conflict;
mod staff;
mod staff_mail;
mod task;
mod viewer;
mod waitlist;
mod wall_time;

pub(crate) use api_token::ApiToken;
pub(crate) use attendance::{
    AbsenceReason, Attendance, AttendanceMark, AttendanceStatus, MarkStatus, MarkedParticipation,
};
pub(crate) use attendance_rate::{AttendanceRate, GroupAttendance, UnrecordedSession};
pub(crate) use attrition::Attrition;
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
pub(crate) use dashboards::{
    AttendanceBreakdown, AttritionByProgram, BreakdownBy, Dashboard, DashboardChange, DashboardFilter,
    GroupHeatMap, OfferedAgainstAttended, RecordingBacklog, ReferralToFirstSession, Retention,
    RiskFlagCounts, Viability, refused as refused_dashboard,
};
pub(crate) use enrollment::{Dose, Enrollment};
pub(crate) use evaluation::EnrollmentEvaluations;
pub(crate) use forming::{AvailabilityGrid, FormedGroup, GroupFormationPreview};
pub(crate) use free_slots::FreeSlots;
pub(crate) use goal::{GoalKind, GoalState, GoalVersion, TreatmentGoal};
pub(crate) use group::{Admission, TherapyGroup};
pub(crate) use initials::AttendanceByInitials;
pub(crate) use instrument::Instrument;
pub(crate) use job_run::{Job, JobRun};
pub(crate) use loaded::Loaded;
pub(crate) use mail_preview::PreviewedMail;
pub(crate) use mail_standing::MailStanding;
pub(crate) use measure::{Measure, MeasureCourse, MeasureOccasion, MeasureVersion};
pub(crate) use participation::Participation;
pub(crate) use phase::{EnrollmentPhase, PhaseStep, StepInCourse, TreatmentPhase};
pub(crate) use program::{Audience, ProgramFormat, TreatmentProgram};
pub(crate) use reminder_delivery::{ReminderDelivery, ReminderState};
pub(crate) use reminder_policy::{QuietHours, ReminderPolicy, ReminderRule, ReminderRuleWhen};
pub(crate) use risk_action::{ContactResult, RiskAction, RiskOutcome};
pub(crate) use risk_estimate::RiskEstimate;
pub(crate) use risk_flag::{RiskFlag, RiskKind, RiskState};
pub(crate) use risk_model::RiskModel;
pub(crate) use safety_notice::SafetyNotice;
pub(crate) use schedule_change::{CommittedSeriesEdit, ScheduleChange, UndoneScheduleChange};
pub(crate) use series::{CountingMode, SessionSeries};
pub(crate) use series_edit::SeriesEditPreview;
pub(crate) use series_preview::SeriesPreview;
pub(crate) use session::{CancelledBy, Session};
pub(crate) use session_conflict::SessionConflict;
pub(crate) use staff::{Role, StaffMember};
pub(crate) use staff_mail::StaffMail;
pub(crate) use task::{Task, TaskState};
pub(crate) use viewer::Viewer;
pub(crate) use waitlist::{WaitlistEntry, WaitlistPriority, WaitlistStatus, WithdrawalReason};
pub(crate) use wall_time::WallTime;
