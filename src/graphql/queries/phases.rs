//! The steps of programs, and the evaluations of courses.

use async_graphql::{Context, ID, Object, Result};

use crate::app::audit::ReadRecords;
use crate::app::{App, measures, phases};
use crate::domain::access::Caller;
use crate::domain::ids::EnrollmentId;
use crate::graphql::expose::expose_on;
use crate::graphql::ids::parse_id;
use crate::graphql::reads::{Shown, note};
use crate::graphql::types::{EnrollmentEvaluations, PhaseStep};

/// One client's evaluations.
struct EvaluationsOf(EnrollmentId);

impl Shown for EvaluationsOf {
    fn show(&self, read: &mut ReadRecords) {
        read.enrollments.insert(self.0);
    }
}

#[derive(Default)]
pub(crate) struct PhaseQueries;

#[Object]
impl PhaseQueries {
    /// The evaluations of one course, before and after treatment: when they are due, whether they were done, and what they
    /// found, side by side. Needs the rights to read clients and attendance.
    async fn evaluations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The enrollment (`enr_…`), ended or not.")] enrollment_id: ID,
    ) -> Result<EnrollmentEvaluations> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("enrollmentId", &enrollment_id)?;
        let found = measures::read_evaluations(app, caller, id).await;
        let found = found.map_err(|failure| expose_on("enrollmentId", failure))?;
        note(ctx, &EvaluationsOf(id))?;
        Ok(found.into())
    }

    /// The steps that the phases of a program name: its own, or else the usual ones. What was ticked off of a course is in
    /// `Enrollment.phase`.
    async fn phase_steps(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The program (`prg_…`).")] program_id: ID,
    ) -> Result<Vec<PhaseStep>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let id = parse_id("programId", &program_id)?;
        let found = phases::list_program_steps(app, caller, id).await;
        let found = found.map_err(|failure| expose_on("programId", failure))?;
        Ok(found.into_iter().map(Into::into).collect())
    }
}
