//! Sign-ins: browsers that somebody signed in with, and how long they count.

use jiff::{SignedDuration, Timestamp};

use super::action::Scope;
use super::bearer::Bearer;
use crate::domain::ids::{SignInId, StaffMemberId};

/// One browser somebody signed in with. ("Session" is the therapy's word.)
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// The sign-in's id.
    pub id: SignInId,
    /// The membership it acts as.
    pub staff_member_id: StaffMemberId,
    /// When it was made.
    pub created_at: Timestamp,
    /// The last request, give or take a minute.
    pub last_seen_at: Timestamp,
    /// From when on it counts no more, however busy it is.
    pub expires_at: Timestamp,
}

impl SignIn {
    /// How long a sign-in counts without a request.
    pub const IDLE: SignedDuration = SignedDuration::from_mins(60);

    /// How long it counts at most: a long working day.
    pub const LONGEST: SignedDuration = SignedDuration::from_hours(12);

    /// How exactly `last_seen_at` is kept: a request so soon after the last writes nothing.
    pub const SEEN_EVERY: SignedDuration = SignedDuration::from_secs(60);

    /// A new one, made at `now`.
    #[must_use]
    pub fn begin(id: SignInId, staff_member_id: StaffMemberId, now: Timestamp) -> Self {
        let expires_at = now.saturating_add(Self::LONGEST).unwrap_or(Timestamp::MAX);
        Self { id, staff_member_id, created_at: now, last_seen_at: now, expires_at }
    }

    /// From when on it counts no more if no request comes.
    #[must_use]
    pub fn ends_at(&self) -> Timestamp {
        let idle = self.last_seen_at.saturating_add(Self::IDLE).unwrap_or(Timestamp::MAX);
        idle.min(self.expires_at)
    }

    /// Whether a request at `now` is to be noted.
    #[must_use]
    pub fn is_to_be_noted(&self, now: Timestamp) -> bool {
        now.duration_since(self.last_seen_at) >= Self::SEEN_EVERY
    }
}

/// A stored sign-in with what is known of who made it: worth a token of every scope until it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// The sign-in.
    pub sign_in: SignIn,
    /// Who stands behind it; `expires_at` and `scopes` are the sign-in's.
    pub bearer: Bearer,
}

impl SignedIn {
    /// Joins the two.
    #[must_use]
    pub fn new(sign_in: SignIn, bearer: Bearer) -> Self {
        let bearer = Bearer { scopes: Scope::ALL.to_vec(), expires_at: sign_in.ends_at(), ..bearer };
        Self { sign_in, bearer }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn at(minutes: i64) -> Timestamp {
        Timestamp::from_second(minutes * 60).unwrap()
    }

    fn begun() -> SignIn {
        SignIn::begin(SignInId::from_uuid(Uuid::nil()), StaffMemberId::from_uuid(Uuid::nil()), at(0))
    }

    #[test]
    fn it_ends_when_it_was_idle_for_an_hour_and_at_the_latest_after_twelve() {
        assert_eq!(begun().ends_at(), at(60));
        assert_eq!(SignIn { last_seen_at: at(100), ..begun() }.ends_at(), at(160));
        assert_eq!(SignIn { last_seen_at: at(700), ..begun() }.ends_at(), at(720));
    }

    #[test]
    fn a_request_is_noted_once_a_minute() {
        assert!(!begun().is_to_be_noted(Timestamp::from_second(59).unwrap()));
        assert!(begun().is_to_be_noted(at(1)));
    }
}
