//! Who can see to a flag: what `check_owner` says of one member of staff, as a condition on `risk_flag`.

use sea_orm::sea_query::{Condition, Expr, ExprTrait, Query, SelectStatement};
use sea_orm::{ColumnTrait, QueryTrait};

use super::entities::{risk_flag, staff_member};
use super::reach;
use super::risk_flags::leaders_of;
use crate::domain::access::Role;
use crate::domain::ids::ClinicId;
use crate::domain::risk::roles_of_owners;

/// Whether nobody sees to the flag: it was given to nobody, or to somebody who can't work through it any more.
pub(super) fn is_unowned(clinic_id: ClinicId) -> Condition {
    Condition::any()
        .add(risk_flag::Column::OwnerId.is_null())
        .add(Expr::exists(owner_who_can_act(clinic_id)).not())
}

/// The flag's owner, if they can: by their role whoever leads the course, or because they lead sessions of it and see it.
fn owner_who_can_act(clinic_id: ClinicId) -> SelectStatement {
    let (owner, role) = (risk_flag::Column::OwnerId, staff_member::Column::Role);
    let leaders = leaders_of(clinic_id, risk_flag::Column::EnrollmentId.into_expr());
    let leads = Condition::all()
        .add(role.is_in(roles_of_owners(true).map(Role::word)))
        .add(owner.in_subquery(leaders.into_query()))
        .add(reach::flags_of_their_owner(clinic_id));
    Query::select()
        .column(staff_member::Column::Id)
        .from(staff_member::Entity)
        .and_where(staff_member::Column::ClinicId.eq(clinic_id.uuid()))
        .and_where(staff_member::Column::Id.into_expr().eq(owner.into_expr()))
        .and_where(staff_member::Column::DisabledAt.is_null())
        .cond_where(Condition::any().add(role.is_in(roles_of_owners(false).map(Role::word))).add(leads))
        .take()
}
