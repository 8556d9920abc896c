//! Typed ids. Each is a UUIDv7 (so rows sort by birth) and is shown outside with a prefix: `ses_0198…`.
//!
//! The prefix makes an id of the wrong kind an error where it enters, and lets `node(id:)` know the table.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use uuid::Uuid;

use super::randomness::Entropy;

/// Why a text is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a valid id: expected `{expected}_` and 32 hexadecimal digits")]
pub struct InvalidId {
    /// The prefix that was expected.
    pub expected: &'static str,
}

/// Makes a new UUIDv7 from an instant and ten random bytes.
fn mint(now: Timestamp, entropy: &dyn Entropy) -> Uuid {
    let mut random = [0_u8; 10];
    entropy.fill(&mut random);
    let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

fn parse(text: &str, expected: &'static str) -> Result<Uuid, InvalidId> {
    let invalid = InvalidId { expected };
    let digits =
        text.strip_prefix(expected).and_then(|rest| rest.strip_prefix('_')).ok_or(invalid.clone())?;
    let plain = digits.len() == 32 && digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if !plain {
        return Err(invalid);
    }
    Uuid::try_parse(digits).map_err(|_| invalid)
}

macro_rules! typed_ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// What the id begins with outside the database, without the underscore.
            pub const PREFIX: &'static str = $prefix;

            /// Makes a new id, born at `now`.
            #[must_use]
            pub fn mint(now: Timestamp, entropy: &dyn Entropy) -> Self {
                Self(mint(now, entropy))
            }

            /// Wraps a UUID read from the database.
            #[must_use]
            pub const fn from_uuid(uuid: Uuid) -> Self {
                Self(uuid)
            }

            /// The UUID as the database stores it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "_{}"), self.0.as_simple())
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;
            fn from_str(text: &str) -> Result<Self, InvalidId> {
                parse(text, $prefix).map(Self)
            }
        }
    )*};
}

typed_ids! {
    /// A clinic: the tenant.
    ClinicId = "cln";
    /// A site of a clinic.
    SiteId = "sit";
    /// A room of a site.
    RoomId = "rom";
    /// A member of a clinic's staff.
    StaffMemberId = "stf";
    /// A client of a clinic.
    ClientId = "cli";
    /// A link of a client in a mail.
    ClientLinkId = "clk";
    /// A merge of two records of one client.
    ClientMergeId = "mrg";
    /// An import of clients.
    ImportId = "imp";
    /// A treatment program (a template).
    ProgramId = "prg";
    /// A therapy group.
    GroupId = "grp";
    /// A client's entry in the waiting list.
    WaitlistEntryId = "wle";
    /// One client's enrollment in a group or in an individual treatment.
    EnrollmentId = "enr";
    /// A weekly series of sessions.
    SeriesId = "srs";
    /// A time at which a site is closed or a therapist is away.
    ClosureId = "clo";
    /// A change of the schedule that can be undone by one call.
    ScheduleChangeId = "scc";
    /// One session.
    SessionId = "ses";
    /// One client's place in one session.
    ParticipationId = "par";
    /// One recorded attendance mark.
    MarkId = "mrk";
    /// A risk flag.
    RiskFlagId = "flg";
    /// Something done about a risk flag.
    RiskActionId = "act";
    /// An instrument of measurement.
    InstrumentId = "ins";
    /// One reading of an instrument.
    MeasureId = "msr";
    /// That a reading asks somebody to look at it now.
    SafetyNoticeId = "sfn";
    /// A treatment goal.
    GoalId = "goa";
    /// A reminder policy.
    ReminderPolicyId = "pol";
    /// One offset of a reminder policy.
    ReminderRuleId = "rul";
    /// One mail of the outbox.
    ReminderDeliveryId = "dlv";
    /// A report that a mail did not arrive.
    BounceId = "bnc";
    /// Something that somebody of the staff has to see to.
    TaskId = "tsk";
    /// What one client is to be told of one session.
    NoticeId = "ntc";
    /// A person's login, across clinics.
    AccountId = "acc";
    /// A browser that somebody signed in with.
    SignInId = "sgn";
    /// A calendar feed.
    CalendarFeedId = "cal";
    /// An API token.
    TokenId = "tok";
    /// An entry of the audit log.
    AuditEventId = "aud";
    /// An entry of the change feed.
    ChangeId = "chg";
    /// A stored row without a public face (availability windows, licences, occupancy and the like).
    RowId = "row";
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn an_id_survives_the_round_trip_through_text() {
        let id = SessionId::mint(Timestamp::from_second(1_700_000_000).unwrap(), &Zeros);
        assert_eq!(id.to_string().parse::<SessionId>(), Ok(id));
        assert!(id.to_string().starts_with("ses_"));
    }

    #[test]
    fn an_id_of_another_kind_is_refused() {
        let id = SessionId::mint(Timestamp::UNIX_EPOCH, &Zeros).to_string();
        assert_eq!(id.parse::<ClientId>(), Err(InvalidId { expected: "cli" }));
        for bad in ["", "ses_", "ses_12", "ses_ZZ", "ses"] {
            assert!(bad.parse::<SessionId>().is_err(), "{bad}");
        }
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        let early = ClientId::mint(Timestamp::from_second(1).unwrap(), &Zeros);
        let late = ClientId::mint(Timestamp::from_second(2).unwrap(), &Zeros);
        assert!(early < late);
    }
}
