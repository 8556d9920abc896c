//! Staff with the edges a document asks for: at most one statement an edge, however many members.

use async_graphql::{Context, Result};

use crate::app::{App, staff};
use crate::domain::access::Caller;
use crate::domain::clinics as records;
use crate::domain::ids::StaffMemberId;
use crate::graphql::expose::expose;
use crate::graphql::selection::Selection;
use crate::graphql::types::StaffMember;

/// The members, with the edges selected of them.
pub(crate) async fn staff_members(
    ctx: &Context<'_>,
    selection: Selection<'_>,
    records: Vec<records::StaffMember>,
) -> Result<Vec<StaffMember>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let ids: Vec<StaffMemberId> = records.iter().map(|member| member.id).collect();
    let mut members: Vec<StaffMember> = records.into_iter().map(StaffMember::from).collect();
    if selection.has("certifications") {
        let mut held = staff::load_certifications(app, caller, &ids).await.map_err(expose)?;
        for member in &mut members {
            member.certifications = Some(held.remove(&member.record.id).unwrap_or_default());
        }
    }
    if selection.has("licences") {
        let mut held = staff::load_licences(app, caller, &ids).await.map_err(expose)?;
        for member in &mut members {
            member.licences = Some(held.remove(&member.record.id).unwrap_or_default());
        }
    }
    if selection.has("availability") {
        let mut windows = staff::load_staff_availability(app, caller, &ids).await.map_err(expose)?;
        for member in &mut members {
            member.availability = Some(windows.remove(&member.record.id).unwrap_or_default());
        }
    }
    Ok(members)
}
