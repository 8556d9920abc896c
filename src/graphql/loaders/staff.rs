//! What belongs to a page of staff.

use async_graphql::{Context, Result};

use crate::app::{App, staff};
use crate::domain::access::Caller;
use crate::domain::clinics as records;
use crate::domain::ids::StaffMemberId;
use crate::graphql::expose::expose;
use crate::graphql::page::selects;
use crate::graphql::types::StaffMember;

/// The members of a page with the edges that the document selects.
pub(crate) async fn staff_of_page(
    ctx: &Context<'_>,
    page: Vec<records::StaffMember>,
) -> Result<Vec<StaffMember>> {
    let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
    let ids: Vec<StaffMemberId> = page.iter().map(|member| member.id).collect();
    let mut members: Vec<StaffMember> = page.into_iter().map(StaffMember::from).collect();
    if selects(ctx, "certifications") {
        let mut held = staff::load_certifications(app, caller, &ids).await.map_err(expose)?;
        for member in &mut members {
            member.certifications = Some(held.remove(&member.record.id).unwrap_or_default());
        }
    }
    if selects(ctx, "licences") {
        let mut held = staff::load_licences(app, caller, &ids).await.map_err(expose)?;
        for member in &mut members {
            member.licences = Some(held.remove(&member.record.id).unwrap_or_default());
        }
    }
    if selects(ctx, "availability") {
        let mut windows = staff::load_staff_availability(app, caller, &ids).await.map_err(expose)?;
        for member in &mut members {
            member.availability = Some(windows.remove(&member.record.id).unwrap_or_default());
        }
    }
    Ok(members)
}
