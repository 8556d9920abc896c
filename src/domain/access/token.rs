//! An API token as it is kept: everything but the secret.

use jiff::{SignedDuration, Timestamp};

use super::action::Scope;
use crate::domain::ids::{StaffMemberId, TokenId};
use crate::domain::name::Name;

/// A token: one member of staff's right to call the API, limited to scopes and in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiToken {
    /// Its id.
    pub id: TokenId,
    /// In whose name it acts.
    pub staff_member_id: StaffMemberId,
    /// What it is for, to recognise it by.
    pub label: Name,
    /// What it is limited to; rights are role ∩ scopes.
    pub scopes: Vec<Scope>,
    /// When it was issued.
    pub created_at: Timestamp,
    /// From when on it counts no more.
    pub expires_at: Timestamp,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

impl ApiToken {
    /// The longest a token may live, in days of 24 hours: a year, so that none is forgotten for good.
    pub const MAX_LIFETIME_DAYS: u16 = 366;
    /// How long a token lives unless said otherwise, in days of 24 hours.
    pub const DEFAULT_LIFETIME_DAYS: u16 = 90;
}

/// Why a token can't expire then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidExpiry {
    /// It would have expired already.
    #[error("must lie in the future")]
    NotInFuture,
    /// Later than [`ApiToken::MAX_LIFETIME_DAYS`].
    #[error("must be at most {days} days ahead", days = ApiToken::MAX_LIFETIME_DAYS)]
    TooFarAhead,
}

/// When a token issued at `now` expires: as wanted, or after [`ApiToken::DEFAULT_LIFETIME_DAYS`].
///
/// # Errors
/// `NotInFuture` or `TooFarAhead` if that is not allowed.
pub fn token_expiry(now: Timestamp, wanted: Option<Timestamp>) -> Result<Timestamp, InvalidExpiry> {
    let lifetime = wanted.map_or(days(ApiToken::DEFAULT_LIFETIME_DAYS), |wanted| now.duration_until(wanted));
    if !lifetime.is_positive() {
        Err(InvalidExpiry::NotInFuture)
    } else if lifetime > days(ApiToken::MAX_LIFETIME_DAYS) {
        Err(InvalidExpiry::TooFarAhead)
    } else {
        now.checked_add(lifetime).map_err(|_| InvalidExpiry::TooFarAhead)
    }
}

fn days(days: u16) -> SignedDuration {
    SignedDuration::from_hours(24 * i64::from(days))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    #[test]
    fn a_token_lives_ninety_days_unless_said_otherwise() {
        assert_eq!(token_expiry(NOW, None), Ok(NOW + days(90)));
        assert_eq!(token_expiry(NOW, Some(NOW + days(7))), Ok(NOW + days(7)));
    }

    #[test]
    fn a_token_expires_in_the_future_and_within_a_year() {
        let wanted = |at| token_expiry(NOW, Some(at));
        assert_eq!(wanted(NOW), Err(InvalidExpiry::NotInFuture));
        assert_eq!(wanted(NOW + days(366)), Ok(NOW + days(366)));
        let later = NOW + days(366) + SignedDuration::from_millis(1);
        assert_eq!(wanted(later), Err(InvalidExpiry::TooFarAhead));
        assert_eq!(wanted(Timestamp::MAX), Err(InvalidExpiry::TooFarAhead));
    }
}
