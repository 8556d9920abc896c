//! The roots that change, put together.

use async_graphql::MergedObject;

use super::attendance::AttendanceMutations;
use super::brief_forms::BriefFormMutations;
use super::calendar_feeds::CalendarFeedMutations;
use super::client_merges::ClientMergeMutations;
use super::clients::ClientMutations;
use super::closures::ClosureMutations;
use super::companions::CompanionMutations;
use super::course_imports::CourseImportMutations;
use super::enrollments::EnrollmentMutations;
use super::forming::FormingMutations;
use super::goals::GoalMutations;
use super::groups::GroupMutations;
use super::guest_seats::GuestSeatMutations;
use super::imports::ImportMutations;
use super::mails::MailMutations;
use super::makeups::MakeupMutations;
use super::measures::MeasureMutations;
use super::passwords::PasswordMutations;
use super::phases::PhaseMutations;
use super::programs::ProgramMutations;
use super::reminders::ReminderMutations;
use super::risk::RiskMutations;
use super::rooms::RoomMutations;
use super::schedule_changes::ScheduleChangeMutations;
use super::series::SeriesMutations;
use super::series_edits::SeriesEditMutations;
use super::sessions::SessionMutations;
use super::sign_in::SignInMutations;
use super::sites::SiteMutations;
use super::staff::StaffMutations;
use super::staff_access::StaffAccessMutations;
use super::tasks::TaskMutations;
use super::tokens::TokenMutations;
use super::waitlist::WaitlistMutations;

/// Those that change series and sessions: one part of the whole, since the compiler nests every part within the next.
#[derive(MergedObject, Default)]
struct Scheduling(
    BriefFormMutations,
    ClosureMutations,
    CompanionMutations,
    GuestSeatMutations,
    MakeupMutations,
    ScheduleChangeMutations,
    SeriesMutations,
    SeriesEditMutations,
    SessionMutations,
);

/// Those that record how a course goes, beside its attendance: likewise.
#[derive(MergedObject, Default)]
struct Course(GoalMutations, MeasureMutations, PhaseMutations);

/// The roots that change.
#[derive(MergedObject, Default)]
pub struct Mutation(
    AttendanceMutations,
    CalendarFeedMutations,
    ClientMergeMutations,
    ClientMutations,
    Course,
    EnrollmentMutations,
    FormingMutations,
    GroupMutations,
    CourseImportMutations,
    ImportMutations,
    MailMutations,
    PasswordMutations,
    ProgramMutations,
    ReminderMutations,
    RiskMutations,
    RoomMutations,
    Scheduling,
    SignInMutations,
    SiteMutations,
    StaffMutations,
    StaffAccessMutations,
    TaskMutations,
    TokenMutations,
    WaitlistMutations,
);
