//! What the refusals of all mutations have in common.

use async_graphql::Interface;

use super::availability_grid::AvailabilityGridUserError;
use super::brief_forms::{
    AcceptBriefFormUserError, DeclineBriefFormUserError, PreviewBriefFormUserError, UndoBriefFormUserError,
};
use super::calendar_feeds::{CreateCalendarFeedUserError, RevokeCalendarFeedUserError};
use super::change_goal::ChangeGoalUserError;
use super::change_measure::ChangeMeasureUserError;
use super::client_merges::{MergeClientsUserError, PreviewClientMergeUserError, UndoClientMergeUserError};
use super::clients::{CreateClientUserError, UpdateClientUserError};
use super::closures::{CommitClosuresUserError, PreviewClosuresUserError};
use super::companions::ScheduleCompanionMeetingUserError;
use super::correct_mark::CorrectMarkUserError;
use super::course_imports::{
    CommitCourseImportUserError, PreviewCourseImportUserError, UndoCourseImportUserError,
};
use super::enrollments::{CreateTreatmentUserError, EndEnrollmentUserError, EnrollClientUserError};
use super::forming::{FormGroupUserError, PreviewGroupFormationUserError};
use super::free_slots::FreeSlotsUserError;
use super::goals::{AddGoalUserError, RateGoalUserError};
use super::groups::{CreateGroupUserError, UpdateGroupUserError};
use super::guest_seats::{GiveBackGuestSeatUserError, TakeGuestSeatUserError};
use super::imports::{CommitImportUserError, PreviewImportUserError, UndoImportUserError};
use super::mails::{PauseMailsUserError, ResumeMailsUserError};
use super::makeups::ScheduleMakeupUserError;
use super::mark_roster::MarkRosterUserError;
use super::mark_rosters::MarkRostersUserError;
use super::measures::{
    AcknowledgeSafetyNoticeUserError, CreateInstrumentUserError, ReopenSafetyNoticeUserError,
};
use super::passwords::ChangePasswordUserError;
use super::phases::{SetPhaseStepsUserError, TickPhaseStepUserError};
use super::programs::{CreateProgramUserError, UpdateProgramUserError};
use super::record_measure::RecordMeasureUserError;
use super::reminders::{RemoveReminderPolicyUserError, ResendDeliveryUserError, SetReminderPolicyUserError};
use super::risk::{
    AcknowledgeRiskFlagUserError, AssignRiskFlagUserError, RecordRiskContactUserError,
    ReopenRiskFlagUserError, ResolveRiskFlagUserError, SnoozeRiskFlagUserError, WakeRiskFlagUserError,
};
use super::rooms::CreateRoomUserError;
use super::schedule_changes::UndoScheduleChangeUserError;
use super::series::{CreateSeriesUserError, PreviewSeriesUserError};
use super::series_edits::{CommitSeriesEditUserError, PreviewSeriesEditUserError};
use super::sessions::{CancelSessionUserError, RescheduleSessionUserError};
use super::sign_in::{SignInUserError, SignOutUserError};
use super::sites::{CreateSiteUserError, UpdateSiteUserError};
use super::staff::{AddStaffMemberUserError, SetQualificationsUserError};
use super::staff_access::{
    ChangeStaffRoleUserError, DisableStaffMemberUserError, EnableStaffMemberUserError,
    SetStaffLanguageUserError,
};
use super::tasks::CloseTaskUserError;
use super::tokens::RevokeApiTokenUserError;
use super::waitlist::{AddToWaitlistUserError, SetWaitlistStatusUserError, UpdateWaitlistEntryUserError};

/// One reason why a mutation was refused. Each mutation's own type adds a `code` with the reasons it has.
#[derive(Interface)]
#[graphql(
    field(name = "field", ty = "&Option<String>", desc = "The input field it speaks of, if it is one."),
    field(name = "message", ty = "&String", desc = "The reason in words, with the value and the way out.")
)]
pub(crate) enum UserError {
    AcceptBriefForm(AcceptBriefFormUserError),
    AcknowledgeRiskFlag(AcknowledgeRiskFlagUserError),
    AcknowledgeSafetyNotice(AcknowledgeSafetyNoticeUserError),
    AddGoal(AddGoalUserError),
    AddStaffMember(AddStaffMemberUserError),
    AddToWaitlist(AddToWaitlistUserError),
    AssignRiskFlag(AssignRiskFlagUserError),
    AvailabilityGrid(AvailabilityGridUserError),
    CancelSession(CancelSessionUserError),
    ChangeGoal(ChangeGoalUserError),
    ChangeMeasure(ChangeMeasureUserError),
    ChangePassword(ChangePasswordUserError),
    ChangeStaffRole(ChangeStaffRoleUserError),
    CloseTask(CloseTaskUserError),
    CommitClosures(CommitClosuresUserError),
    CommitCourseImport(CommitCourseImportUserError),
    CommitImport(CommitImportUserError),
    CommitSeriesEdit(CommitSeriesEditUserError),
    CorrectMark(CorrectMarkUserError),
    CreateCalendarFeed(CreateCalendarFeedUserError),
    CreateClient(CreateClientUserError),
    CreateGroup(CreateGroupUserError),
    CreateInstrument(CreateInstrumentUserError),
    CreateProgram(CreateProgramUserError),
    CreateRoom(CreateRoomUserError),
    CreateSeries(CreateSeriesUserError),
    CreateSite(CreateSiteUserError),
    CreateTreatment(CreateTreatmentUserError),
    DeclineBriefForm(DeclineBriefFormUserError),
    DisableStaffMember(DisableStaffMemberUserError),
    EnableStaffMember(EnableStaffMemberUserError),
    EndEnrollment(EndEnrollmentUserError),
    EnrollClient(EnrollClientUserError),
    FormGroup(FormGroupUserError),
    GiveBackGuestSeat(GiveBackGuestSeatUserError),
    FreeSlots(FreeSlotsUserError),
    MarkRoster(MarkRosterUserError),
    MarkRosters(MarkRostersUserError),
    MergeClients(MergeClientsUserError),
    PauseMails(PauseMailsUserError),
    PreviewBriefForm(PreviewBriefFormUserError),
    PreviewClientMerge(PreviewClientMergeUserError),
    PreviewClosures(PreviewClosuresUserError),
    PreviewCourseImport(PreviewCourseImportUserError),
    PreviewImport(PreviewImportUserError),
    PreviewGroupFormation(PreviewGroupFormationUserError),
    PreviewSeries(PreviewSeriesUserError),
    PreviewSeriesEdit(PreviewSeriesEditUserError),
    RateGoal(RateGoalUserError),
    RecordMeasure(RecordMeasureUserError),
    RecordRiskContact(RecordRiskContactUserError),
    RemoveReminderPolicy(RemoveReminderPolicyUserError),
    ReopenRiskFlag(ReopenRiskFlagUserError),
    ReopenSafetyNotice(ReopenSafetyNoticeUserError),
    RescheduleSession(RescheduleSessionUserError),
    ResendDelivery(ResendDeliveryUserError),
    ResolveRiskFlag(ResolveRiskFlagUserError),
    ResumeMails(ResumeMailsUserError),
    RevokeApiToken(RevokeApiTokenUserError),
    RevokeCalendarFeed(RevokeCalendarFeedUserError),
    ScheduleCompanionMeeting(ScheduleCompanionMeetingUserError),
    ScheduleMakeup(ScheduleMakeupUserError),
    SetPhaseSteps(SetPhaseStepsUserError),
    SetQualifications(SetQualificationsUserError),
    SetReminderPolicy(SetReminderPolicyUserError),
    SetStaffLanguage(SetStaffLanguageUserError),
    SetWaitlistStatus(SetWaitlistStatusUserError),
    SignIn(SignInUserError),
    SignOut(SignOutUserError),
    SnoozeRiskFlag(SnoozeRiskFlagUserError),
    TakeGuestSeat(TakeGuestSeatUserError),
    TickPhaseStep(TickPhaseStepUserError),
    UpdateGroup(UpdateGroupUserError),
    UndoBriefForm(UndoBriefFormUserError),
    UndoClientMerge(UndoClientMergeUserError),
    UndoCourseImport(UndoCourseImportUserError),
    UndoImport(UndoImportUserError),
    UndoScheduleChange(UndoScheduleChangeUserError),
    UpdateClient(UpdateClientUserError),
    UpdateProgram(UpdateProgramUserError),
    UpdateSite(UpdateSiteUserError),
    UpdateWaitlistEntry(UpdateWaitlistEntryUserError),
    WakeRiskFlag(WakeRiskFlagUserError),
}

#[cfg(test)]
mod tests {
    #[test]
    fn whatever_refuses_a_mutation_is_a_user_error() {
        let schema = crate::graphql::schema_definition();
        // Such as `AddGoalUserError implements UserError`.
        let types = schema.lines().filter_map(|line| line.strip_prefix("type ")?.strip_suffix(" {"));
        let types = types.filter(|kind| !kind.ends_with(" implements UserError"));
        let missing: Vec<&str> = types.filter(|kind| kind.ends_with("UserError")).collect();
        assert_eq!(missing, Vec::<&str>::new(), "each is to be named in `UserError`");
    }
}
