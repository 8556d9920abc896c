//! Companion meetings: which are missing, and when one could be held.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, ID, Object, Result};

use crate::app::App;
use crate::app::audit::ReadRecords;
use crate::app::companions::{self, CompanionsOf, ProposeTimes, ProposeTimesError};
use crate::domain::access::Caller;
use crate::domain::ids::EnrollmentId;
use crate::graphql::error::ApiError;
use crate::graphql::expose::{absent, expose_on};
use crate::graphql::ids::{parse_id, parse_optional_id};
use crate::graphql::loaders;
use crate::graphql::reads::{Shown, note};
use crate::graphql::selection::Selection;
use crate::graphql::types::{
    CompanionKind, CompanionMeeting, CompanionProposals, CompanionsShown, Enrollment, Loaded,
};

/// When one client can come.
struct TimesOf(EnrollmentId);

impl Shown for TimesOf {
    fn show(&self, read: &mut ReadRecords) {
        read.enrollments.insert(self.0);
    }
}

#[derive(Default)]
pub(crate) struct CompanionQueries;

#[Object]
impl CompanionQueries {
    /// The meetings that the program asks for beside the weekly sessions, of a group's present members or of one enrollment,
    /// client by client: each with the window it belongs in, which moves with the weekly sessions, and how it stands. Needs
    /// the rights to read clients and attendance.
    async fn companion_meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of this group's members (`grp_…`).")] group_id: Option<ID>,
        #[graphql(desc = "Of this enrollment (`enr_…`), ended or not.")] enrollment_id: Option<ID>,
        #[graphql(desc = "Which of them.", default_with = "CompanionsShown::All")] only: CompanionsShown,
    ) -> Result<Vec<CompanionMeeting>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let (of, field) = match (group_id, enrollment_id) {
            (Some(group), None) => (CompanionsOf::Group(parse_id("groupId", &group)?), "groupId"),
            (None, Some(one)) => (CompanionsOf::Enrollment(parse_id("enrollmentId", &one)?), "enrollmentId"),
            (None, None) | (Some(_), Some(_)) => {
                let message = "enrollmentId: give a group or an enrollment, one of them".to_owned();
                return Err(ApiError::InvalidInput { field: "enrollmentId", message }.into());
            }
        };
        let found = companions::list_companions(app, caller, of, only.into()).await;
        let found = found.map_err(|failure| expose_on(field, failure))?;
        let selection = Selection::of(ctx);
        let asked = selection.has("enrollment");
        let mut enrollments: HashMap<EnrollmentId, Arc<Enrollment>> = HashMap::new();
        if asked {
            let mut records: Vec<_> = found.iter().map(|meeting| meeting.enrollment.clone()).collect();
            records.dedup_by_key(|enrollment| enrollment.id);
            let loaded = loaders::enrollments(ctx, selection.field("enrollment"), records).await?;
            enrollments = loaded.into_iter().map(|one| (one.record.id, Arc::new(one))).collect();
        }
        let meeting = |record: companions::CompanionMeeting| {
            let enrollment = || enrollments.get(&record.enrollment.id).cloned().ok_or_else(absent);
            Ok(CompanionMeeting { enrollment: Loaded::when(asked, enrollment)?, record })
        };
        let meetings = found.into_iter().map(meeting).collect::<Result<Vec<_>>>()?;
        note(ctx, meetings.as_slice())?;
        Ok(meetings)
    }

    /// The earliest times within a companion meeting's window at which client and therapist can come, are in no session, and
    /// nothing is closed; or why there is none. Nothing is written. Needs the right to read clients.
    async fn companion_proposals(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose meeting (`enr_…`).")] enrollment_id: ID,
        #[graphql(desc = "Which of those that the program asks for.")] companion: CompanionKind,
        #[graphql(desc = "Who is to lead it (`stf_…`); whoever leads the weekly sessions if left out.")]
        therapist_id: Option<ID>,
        #[graphql(desc = "How many times, 1 to 20.", default = 5)] first: i32,
    ) -> Result<CompanionProposals> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let invalid = |field, message: String| ApiError::InvalidInput { field, message };
        let most = usize::try_from(first).ok().filter(|most| (1..=20).contains(most));
        let asked = ProposeTimes {
            enrollment_id: parse_id("enrollmentId", &enrollment_id)?,
            kind: companion.into(),
            therapist_id: parse_optional_id("therapistId", therapist_id.as_ref())?,
            most: most.ok_or_else(|| invalid("first", format!("first: from 1 to 20, not {first}")))?,
        };
        let proposed = match companions::propose_times(app, caller, asked).await {
            Ok(proposed) => proposed,
            Err(ProposeTimesError::Failure(failure)) => return Err(expose_on("enrollmentId", failure)),
            Err(error @ ProposeTimesError::NotAskedFor(_)) => {
                return Err(invalid("companion", format!("companion: {error}")).into());
            }
            Err(error @ ProposeTimesError::NoWindow) => {
                return Err(invalid("enrollmentId", format!("enrollmentId: {error}")).into());
            }
            Err(error @ ProposeTimesError::TherapistNotFound) => {
                return Err(invalid("therapistId", format!("therapistId: {error}")).into());
            }
        };
        note(ctx, &TimesOf(asked.enrollment_id))?;
        Ok(proposed.into())
    }
}
