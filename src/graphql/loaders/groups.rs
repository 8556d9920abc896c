//! Groups and enrollments with the edges a document asks for: at most one statement an edge.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::{Context, Result};

use crate::app::{App, attendance, brief_form, enrollments, goals, groups, measures, people, phases};
use crate::domain::access::Caller;
use crate::domain::ids::{ClientId, EnrollmentId, GroupId};
use crate::domain::{enrollments as enrollment_records, groups as group_records};
use crate::graphql::expose::{absent, expose};
use crate::graphql::selection::Selection;
use crate::graphql::types::{
    Attrition, BriefForm, Client, Dose, Enrollment, EnrollmentPhase, Loaded, MeasureCourse, TherapyGroup,
    TreatmentGoal,
};

/// The groups, with the edges selected of them.
pub(crate) async fn groups(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: Vec<group_records::TherapyGroup>,
) -> Result<Vec<TherapyGroup>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let asked = selection.has("enrollments");
    let mut members: HashMap<GroupId, Vec<Enrollment>> = HashMap::new();
    if asked {
        let ids: Vec<GroupId> = records.iter().map(|record| record.id).collect();
        let loaded = enrollments::load_open_enrollments_of_groups(app, caller, &ids).await.map_err(expose)?;
        for enrollment in enrollments(ctx, selection.field("enrollments"), loaded).await? {
            if let Some(group_id) = enrollment.record.group_id {
                members.entry(group_id).or_default().push(enrollment);
            }
        }
    }
    let asked_initials = selection.has("memberInitials");
    let mut initials = HashMap::new();
    if asked_initials {
        let ids: Vec<GroupId> = records.iter().map(|record| record.id).collect();
        initials = attendance::load_members_by_initials(app, caller, &ids).await.map_err(expose)?;
    }
    let group = |record: group_records::TherapyGroup| {
        let members = members.remove(&record.id).unwrap_or_default();
        let initials = initials.remove(&record.id).unwrap_or_default();
        Ok(TherapyGroup {
            enrollments: Loaded::when(asked, || Ok(members))?,
            members_by_initials: Loaded::when(asked_initials, || Ok(initials))?,
            record,
        })
    };
    records.into_iter().map(group).collect()
}

/// The groups of those ids, by id.
pub(crate) async fn groups_by_id(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    ids: &[GroupId],
) -> Result<HashMap<GroupId, Arc<TherapyGroup>>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let records = groups::load_groups(app, caller, ids).await.map_err(expose)?;
    let groups = self::groups(ctx, selection, records).await?;
    Ok(groups.into_iter().map(|group| (group.record.id, Arc::new(group))).collect())
}

/// The enrollments, with the edges selected of them.
pub(crate) async fn enrollments(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: Vec<enrollment_records::Enrollment>,
) -> Result<Vec<Enrollment>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let asked = selection.has("client");
    let mut clients: HashMap<ClientId, Arc<Client>> = HashMap::new();
    if asked {
        let mut ids: Vec<ClientId> = records.iter().map(|record| record.client_id).collect();
        ids.sort_unstable();
        ids.dedup();
        let records = people::load_clients(app, caller, &ids).await.map_err(expose)?;
        let loaded = super::clients(ctx, selection.field("client"), records).await?;
        clients = loaded.into_iter().map(|client| (client.record.id, Arc::new(client))).collect();
    }
    let asked_dose = selection.has("dose");
    let mut doses = HashMap::new();
    if asked_dose {
        doses = attendance::load_doses(app, caller, &records).await.map_err(expose)?;
    }
    let asked_measures = selection.has("measures");
    let mut courses = HashMap::new();
    if asked_measures {
        let ids: Vec<EnrollmentId> = records.iter().map(|record| record.id).collect();
        courses = measures::load_courses(app, caller, &ids).await.map_err(expose)?;
    }
    let asked_goals = selection.has("goals");
    let mut agreed = HashMap::new();
    if asked_goals {
        let ids: Vec<EnrollmentId> = records.iter().map(|record| record.id).collect();
        agreed = goals::load_enrollment_goals(app, caller, &ids).await.map_err(expose)?;
    }
    let asked_phase = selection.has("phase");
    let mut come_to = HashMap::new();
    if asked_phase {
        come_to = phases::load_phases(app, caller, &records).await.map_err(expose)?;
    }
    let asked_attrition = selection.has("attrition");
    let mut attritions = HashMap::new();
    if asked_attrition {
        attritions = enrollments::load_attritions(app, caller, &records).await.map_err(expose)?;
    }
    let asked_brief_form = selection.has("briefForm");
    let mut decisions = HashMap::new();
    if asked_brief_form {
        let ids: Vec<EnrollmentId> = records.iter().map(|record| record.id).collect();
        decisions = brief_form::load_brief_form_decisions(app, caller, &ids).await.map_err(expose)?;
    }
    let enrollment = |record: enrollment_records::Enrollment| {
        let goals = agreed.remove(&record.id).unwrap_or_default().into_iter().map(TreatmentGoal).collect();
        let phase = come_to.remove(&record.id).map(EnrollmentPhase);
        let courses = courses.remove(&record.id).unwrap_or_default().into_iter();
        let courses = courses.map(MeasureCourse).collect();
        let client = || clients.get(&record.client_id).cloned().ok_or_else(absent);
        let dose = || doses.get(&record.id).copied().map(Dose::from).ok_or_else(absent);
        let decided = decisions.get(&record.id);
        let brief_form = || Ok(decided.map(|decision| BriefForm::from(decision.as_ref())));
        let attrition = || Ok(attritions.get(&record.id).copied().map(Attrition::from));
        Ok(Enrollment {
            client: Loaded::when(asked, client)?,
            dose: Loaded::when(asked_dose, dose)?,
            measures: Loaded::when(asked_measures, || Ok(courses))?,
            goals: Loaded::when(asked_goals, || Ok(goals))?,
            phase: Loaded::when(asked_phase, || Ok(phase))?,
            attrition: Loaded::when(asked_attrition, attrition)?,
            brief_form: Loaded::when(asked_brief_form, brief_form)?,
            record,
        })
    };
    records.into_iter().map(enrollment).collect()
}
