//! `node(id:)`: any record by its id. One of another clinic, a missing one and nonsense alike answer `null`.

use std::str::FromStr;

use async_graphql::{Context, ID, Interface, Object, Result};

use super::expose::expose;
use super::loaders;
use super::reads::note;
use super::selection::Selection;
use super::types::{
    AuditEvent, Client, Clinic, Enrollment, Instrument, Measure, ReminderDelivery, ReminderPolicy, RiskFlag,
    Room, SafetyNotice, Session, SessionSeries, Site, StaffMember, Task, TherapyGroup, TreatmentGoal,
    TreatmentProgram, WaitlistEntry,
};
use crate::app::{
    App, Failure, audit, clinics, enrollments, goals, groups, measures, people, programs, reminders, risk,
    series, staff, tasks, waitlist,
};
use crate::domain::ids::{
    AuditEventId, ClientId, ClinicId, EnrollmentId, GoalId, GroupId, InstrumentId, MeasureId, ProgramId,
    ReminderDeliveryId, ReminderPolicyId, RiskFlagId, RoomId, SafetyNoticeId, SeriesId, SessionId, SiteId,
    StaffMemberId, TaskId, WaitlistEntryId,
};
use crate::domain::{self, access::Caller};

/// A record with an id that is unique across all kinds.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The record's id; its prefix tells the kind."))]
pub(crate) enum Node {
    AuditEvent(AuditEvent),
    Client(Client),
    Clinic(Clinic),
    Enrollment(Enrollment),
    Instrument(Instrument),
    Measure(Measure),
    ReminderDelivery(ReminderDelivery),
    ReminderPolicy(ReminderPolicy),
    RiskFlag(RiskFlag),
    Room(Room),
    SafetyNotice(SafetyNotice),
    Session(Session),
    SessionSeries(SessionSeries),
    Site(Site),
    StaffMember(StaffMember),
    Task(Task),
    TreatmentGoal(TreatmentGoal),
    TherapyGroup(TherapyGroup),
    TreatmentProgram(TreatmentProgram),
    WaitlistEntry(WaitlistEntry),
}

#[derive(Default)]
pub(crate) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The record of that id, or null if the clinic has none.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An id of any kind.")] id: ID,
    ) -> Result<Option<Node>> {
        let (app, by) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let found = found_by_kind(ctx, &id, (app, by)).await?;
        if let Some(node) = &found {
            note(ctx, node)?;
        }
        Ok(found)
    }
}

/// Looks for the record by the kind that the id's prefix tells.
async fn found_by_kind(ctx: &Context<'_>, id: &ID, (app, by): (&App, &Caller)) -> Result<Option<Node>> {
    {
        match id.split('_').next().unwrap_or_default() {
            AuditEventId::PREFIX => {
                found(id, AuditEvent::from, |id| audit::find_audit_event(app, by, id)).await
            }
            ClientId::PREFIX => found(id, Client::from, |id| people::find_client(app, by, id)).await,
            ClinicId::PREFIX => found(id, Clinic, |id| own_clinic(app, by, id)).await,
            EnrollmentId::PREFIX => {
                let Ok(id) = id.parse() else { return Ok(None) };
                let record = enrollments::find_enrollment(app, by, id).await.map_err(expose)?;
                let loaded =
                    loaders::enrollments(ctx, Selection::of(ctx), record.into_iter().collect()).await?;
                Ok(loaded.into_iter().next().map(Node::from))
            }
            GroupId::PREFIX => {
                let Ok(id) = id.parse() else { return Ok(None) };
                let record = groups::find_group(app, by, id).await.map_err(expose)?;
                let loaded = loaders::groups(ctx, Selection::of(ctx), record.into_iter().collect()).await?;
                Ok(loaded.into_iter().next().map(Node::from))
            }
            GoalId::PREFIX => found(id, TreatmentGoal, |id| goals::find_goal(app, by, id)).await,
            InstrumentId::PREFIX => found(id, Instrument, |id| measures::find_instrument(app, by, id)).await,
            MeasureId::PREFIX => found(id, Measure, |id| measures::find_measure(app, by, id)).await,
            SafetyNoticeId::PREFIX => {
                found(id, SafetyNotice::from, |id| measures::find_safety_notice(app, by, id)).await
            }
            SessionId::PREFIX => {
                let Ok(id) = id.parse() else { return Ok(None) };
                let record = series::find_session(app, by, id).await.map_err(expose)?;
                let loaded = loaders::sessions(ctx, Selection::of(ctx), record.into_iter().collect()).await?;
                Ok(loaded.into_iter().next().map(Node::from))
            }
            SeriesId::PREFIX => found(id, SessionSeries, |id| series::find_series(app, by, id)).await,
            ProgramId::PREFIX => {
                found(id, TreatmentProgram::from, |id| programs::find_program(app, by, id)).await
            }
            ReminderDeliveryId::PREFIX => {
                found(id, ReminderDelivery, |id| reminders::find_delivery(app, by, id)).await
            }
            ReminderPolicyId::PREFIX => {
                found(id, ReminderPolicy, |id| reminders::find_policy(app, by, id)).await
            }
            RiskFlagId::PREFIX => found(id, RiskFlag::from, |id| risk::find_flag(app, by, id)).await,
            RoomId::PREFIX => found(id, Room, |id| clinics::find_room(app, by, id)).await,
            SiteId::PREFIX => found(id, Site, |id| clinics::find_site(app, by, id)).await,
            StaffMemberId::PREFIX => {
                found(id, StaffMember::from, |id| staff::find_staff_member(app, by, id)).await
            }
            TaskId::PREFIX => found(id, Task, |id| tasks::find_task(app, by, id)).await,
            WaitlistEntryId::PREFIX => {
                let Ok(id) = id.parse() else { return Ok(None) };
                let record = waitlist::find_waitlist_entry(app, by, id).await.map_err(expose)?;
                let loaded = loaders::waitlist(ctx, Selection::of(ctx), record.into_iter().collect()).await?;
                Ok(loaded.into_iter().next().map(Node::from))
            }
            _ => Ok(None),
        }
    }
}

/// Looks the record up, if the rest of the id can be read.
async fn found<Id, Row, Type, Found>(
    given: &ID,
    show: impl FnOnce(Row) -> Type,
    find: impl FnOnce(Id) -> Found,
) -> Result<Option<Node>>
where
    Id: FromStr,
    Type: Into<Node>,
    Found: Future<Output = Result<Option<Row>, Failure>>,
{
    let Ok(id) = given.parse() else { return Ok(None) };
    let row = find(id).await.map_err(expose)?;
    Ok(row.map(|row| show(row).into()))
}

async fn own_clinic(
    app: &App,
    caller: &Caller,
    id: ClinicId,
) -> Result<Option<domain::clinics::Clinic>, Failure> {
    if id == caller.clinic_id { clinics::read_clinic(app, caller).await.map(Some) } else { Ok(None) }
}
