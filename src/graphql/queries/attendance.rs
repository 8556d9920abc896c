//! The backlog, rates, and the history of marks.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result};

use crate::app::audit::ReadRecords;
use crate::app::{App, attendance};
use crate::domain::access::Caller;
use crate::domain::ids::EnrollmentId;
use crate::domain::slice::InstantKey;
use crate::graphql::error::ApiError;
use crate::graphql::expose::{expose, expose_on};
use crate::graphql::ids::{parse_id, parse_optional_id};
use crate::graphql::page::PageRequest;
use crate::graphql::reads::{Shown, note};
use crate::graphql::types::{AttendanceMark, AttendanceRate, GroupAttendance, UnrecordedSession};

/// One client's rate.
struct RateOf(EnrollmentId);

impl Shown for RateOf {
    fn show(&self, read: &mut ReadRecords) {
        read.enrollments.insert(self.0);
    }
}

#[derive(Default)]
pub(crate) struct AttendanceQueries;

#[Object]
impl AttendanceQueries {
    /// Sessions that are over while somebody's attendance is not recorded, oldest first.
    async fn unrecorded_sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
        #[graphql(desc = "Only sessions led by this member of staff (`stf_…`).")] therapist_id: Option<ID>,
    ) -> Result<Connection<String, UnrecordedSession>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let therapist = parse_optional_id("therapistId", therapist_id.as_ref())?;
        let sessions = attendance::list_unrecorded_sessions(app, caller, therapist, page.slice())
            .await
            .map_err(expose)?;
        let key = |one: &crate::domain::attendance::UnrecordedSession| InstantKey {
            at: one.starts_at,
            id: one.session_id,
        };
        page.connection(ctx, sessions, key, UnrecordedSession)
    }

    /// The attendance rate of a group, of an enrollment, or, with neither given, of the clinic. Null if it is withheld: to an
    /// asker without the right to read clients, a rate about fewer than five people is.
    async fn attendance_summary(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The group (`grp_…`).")] group_id: Option<ID>,
        #[graphql(desc = "The enrollment (`enr_…`).")] enrollment_id: Option<ID>,
    ) -> Result<Option<AttendanceRate>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let rate = match (group_id, enrollment_id) {
            (None, None) => attendance::read_clinic_rate(app, caller).await.map_err(expose)?,
            (Some(group), None) => {
                let id = parse_id("groupId", &group)?;
                attendance::read_group_rate(app, caller, id)
                    .await
                    .map_err(|failure| expose_on("groupId", failure))?
            }
            (None, Some(one)) => {
                let id = parse_id("enrollmentId", &one)?;
                let rate = attendance::read_enrollment_rate(app, caller, id)
                    .await
                    .map_err(|failure| expose_on("enrollmentId", failure))?;
                note(ctx, &RateOf(id))?;
                Some(rate)
            }
            (Some(_), Some(_)) => {
                let message = "enrollmentId: give a group or an enrollment, not both".to_owned();
                return Err(ApiError::InvalidInput { field: "enrollmentId", message }.into());
            }
        };
        Ok(rate.map(AttendanceRate))
    }

    /// The attendance rates of the clinic's groups, in the order the groups were made.
    async fn group_attendance(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, GroupAttendance>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let page = PageRequest::parse(first, after.as_deref())?;
        let groups = attendance::list_group_rates(app, caller, page.slice()).await.map_err(expose)?;
        page.connection(ctx, groups, |(group, _)| group.id, |(group, rate)| GroupAttendance(group, rate))
    }

    /// Every mark of one participation, from the first; empty if it was never marked.
    async fn mark_history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The participation (`par_…`).")] participation_id: ID,
    ) -> Result<Vec<AttendanceMark>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("participationId", &participation_id)?;
        let marks = attendance::list_mark_history(app, caller, id).await;
        let marks = marks.map_err(|failure| expose_on("participationId", failure))?;
        let marks: Vec<AttendanceMark> = marks.into_iter().map(AttendanceMark).collect();
        note(ctx, marks.as_slice())?;
        Ok(marks)
    }
}
