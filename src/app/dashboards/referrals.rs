//! From the referral to the first session.

use super::error::DashboardError;
use super::scope::{Looks, Scope};
use crate::app::App;
use crate::domain::access::Caller;
use crate::domain::dashboards::{DashboardFilter, ReferralToFirstSession, Wait};
use crate::domain::waitlist::WaitlistStatus;
use crate::storage::dashboards::{Referral, load_referrals};

/// How long the clients who were referred in the period waited for their first session, by program: two statements. Who has
/// no course yet is counted for those who see the whole clinic.
///
/// # Errors
/// `Period` if the dates are none; `Failure` if denied or the database fails.
pub async fn read_referral_to_first_session(
    app: &App,
    caller: &Caller,
    filter: DashboardFilter,
) -> Result<ReferralToFirstSession, DashboardError> {
    let scope = Scope::open(app, caller, filter, Looks::Back).await?;
    let referrals = load_referrals(scope.on, scope.reach, &scope.filter, scope.period).await?;
    let waits = referrals.into_iter().map(|referral| {
        let wait = wait(&referral);
        (referral.program, referral.client_id, wait)
    });
    let mut dashboard = ReferralToFirstSession::of(scope.period, waits.collect());
    if scope.suppresses {
        dashboard.suppress();
    }
    Ok(dashboard)
}

fn wait(referral: &Referral) -> Wait {
    match (referral.began_on, referral.status) {
        // Never less than none, even where the dates are of sites on two sides of the date line.
        (Some(began_on), _) => {
            let days = (began_on - referral.referred_on).get_days();
            Wait::Began(u32::try_from(days).unwrap_or(0))
        }
        (None, WaitlistStatus::Withdrawn) => Wait::Over,
        (None, _) if referral.course_is_over => Wait::Over,
        (None, _) => Wait::Waiting,
    }
}
