//! Which rates are about too few people to be shown to who may read aggregates only.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern, decide};
use crate::domain::dashboards::{Cell, suppress};
use crate::domain::ids::GroupId;
use crate::storage::attendance;

/// The groups whose rates are withheld from the caller: those about too few people, and with them the smallest of the
/// others, since the clinic's rate is known too. None for who may read clients, without a statement; otherwise one.
pub(super) async fn withheld_groups(
    app: &App,
    caller: &Caller,
    now: Timestamp,
) -> Result<HashSet<GroupId>, Failure> {
    if may_read_clients(caller) {
        return Ok(HashSet::new());
    }
    let people = attendance::load_people_of_groups(app.db.reader(), caller.clinic_id, now).await?;
    let (groups, people): (Vec<Option<GroupId>>, Vec<u32>) = people.into_iter().unzip();
    let mut cells: Vec<Cell<()>> = people.into_iter().map(|people| Cell::new(people, ())).collect();
    suppress(&mut cells);
    let withheld = groups.into_iter().zip(cells).filter(|(_, cell)| cell.is_suppressed());
    Ok(withheld.filter_map(|(group, _)| group).collect())
}

/// Whether the clinic's rate is withheld from the caller: one statement for who may not read clients.
pub(super) async fn is_clinic_withheld(app: &App, caller: &Caller, now: Timestamp) -> Result<bool, Failure> {
    if may_read_clients(caller) {
        return Ok(false);
    }
    let people = attendance::read_people_of_clinic(app.db.reader(), caller.clinic_id, now).await?;
    Ok(Cell::new(people, ()).suppress_if_small())
}

fn may_read_clients(caller: &Caller) -> bool {
    decide(caller, Action::ReadClients, Concern::Clinic).is_ok()
}
