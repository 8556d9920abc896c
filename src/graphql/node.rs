//! `node(id:)`: any record by its id. One of another clinic, a missing one and nonsense alike answer `null`.

use async_graphql::{Context, ID, Interface, Object, Result};

use super::expose::expose;
use super::types::{Clinic, ReminderDelivery, ReminderPolicy, Room, Site};
use crate::app::{App, clinics, reminders};
use crate::domain::access::Caller;
use crate::domain::ids::{ClinicId, ReminderDeliveryId, ReminderPolicyId, RoomId, SiteId};

/// A record with an id that is unique across all kinds.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The record's id; its prefix tells the kind."))]
pub(crate) enum Node {
    Clinic(Clinic),
    Site(Site),
    Room(Room),
    ReminderPolicy(ReminderPolicy),
    ReminderDelivery(ReminderDelivery),
}

#[derive(Default)]
pub(crate) struct NodeQuery;

#[Object]
impl NodeQuery {
    /// The record of that id, or null if the clinic has none.
    async fn node(&self, ctx: &Context<'_>, id: ID) -> Result<Option<Node>> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let kind = id.split('_').next().unwrap_or_default();
        match kind {
            ClinicId::PREFIX => match id.parse::<ClinicId>() {
                Ok(asked) if asked == caller.clinic_id => clinics::find_clinic(app, caller)
                    .await
                    .map(|clinic| Some(Clinic(clinic).into()))
                    .map_err(expose),
                _ => Ok(None),
            },
            SiteId::PREFIX => match id.parse() {
                Ok(id) => {
                    let site = clinics::find_site(app, caller, id).await.map_err(expose)?;
                    Ok(site.map(|site| Site(site).into()))
                }
                Err(_) => Ok(None),
            },
            RoomId::PREFIX => match id.parse() {
                Ok(id) => {
                    let room = clinics::find_room(app, caller, id).await.map_err(expose)?;
                    Ok(room.map(|room| Room(room).into()))
                }
                Err(_) => Ok(None),
            },
            ReminderPolicyId::PREFIX => match id.parse() {
                Ok(id) => {
                    let policy = reminders::find_policy(app, caller, id).await.map_err(expose)?;
                    Ok(policy.map(|policy| ReminderPolicy(policy).into()))
                }
                Err(_) => Ok(None),
            },
            ReminderDeliveryId::PREFIX => match id.parse() {
                Ok(id) => {
                    let delivery = reminders::find_delivery(app, caller, id).await.map_err(expose)?;
                    Ok(delivery.map(|delivery| ReminderDelivery(delivery).into()))
                }
                Err(_) => Ok(None),
            },
            _ => Ok(None),
        }
    }
}
