//! The words of attendance: what is stored, and what is shown once the clock has been asked.

use std::fmt;
use std::str::FromStr;

use jiff::{SignedDuration, Timestamp};

/// How long before the start a client's cancellation still counts as in time, in minutes, where a site has
/// not set its own window: 24 hours, the notice clinics commonly ask for.
pub const DEFAULT_LATE_WINDOW_MINUTES: u32 = 24 * 60;

/// What a mark stores. Whether a cancellation was late is derived, so that a site's window can change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoredStatus {
    /// Nobody has said yet; never read as present or absent.
    Unrecorded,
    /// Present.
    Attended,
    /// Present for a part of the session.
    AttendedPartially,
    /// Expected, absent, and no notice before the start.
    NoShow,
    /// Said before the start that they can't come.
    CancelledByClient,
    /// Absent in agreement with the clinic: no opportunity.
    Excused,
    /// Not expected at this session (joined later, on hold): no opportunity.
    NotExpected,
}

/// What is shown and counted: the stored statuses and the late cancellation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AttendanceStatus {
    /// Nobody has said yet; never read as present or absent.
    Unrecorded,
    /// Present.
    Attended,
    /// Present for a part of the session.
    AttendedPartially,
    /// Expected, absent, and no notice before the start.
    NoShow,
    /// Cancelled by the client with less notice than the site's window.
    LateCancelled,
    /// Cancelled by the client in time.
    CancelledByClient,
    /// Absent in agreement with the clinic: no opportunity.
    Excused,
    /// Not expected at this session (joined later, on hold): no opportunity.
    NotExpected,
}

/// The text is not a status of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown attendance status `{0}`")]
pub struct UnknownStatus(pub String);

/// What a stored status is shown as, given when notice was given, the start and the site's window in minutes.
///
/// Notice of exactly the window is in time. A client's cancellation without an instant of notice cannot be
/// recorded (`Mark::parse` refuses it); should a row hold one, it reads as late: notice in time has to be shown,
/// and the error then leans towards a call to the client.
#[must_use]
pub fn derive(
    stored: StoredStatus,
    notice_given_at: Option<Timestamp>,
    starts_at: Timestamp,
    late_window_minutes: u32,
) -> AttendanceStatus {
    match stored {
        StoredStatus::Unrecorded => AttendanceStatus::Unrecorded,
        StoredStatus::Attended => AttendanceStatus::Attended,
        StoredStatus::AttendedPartially => AttendanceStatus::AttendedPartially,
        StoredStatus::NoShow => AttendanceStatus::NoShow,
        StoredStatus::Excused => AttendanceStatus::Excused,
        StoredStatus::NotExpected => AttendanceStatus::NotExpected,
        StoredStatus::CancelledByClient => {
            let window = SignedDuration::from_mins(i64::from(late_window_minutes));
            if notice_given_at.is_some_and(|notice| starts_at.duration_since(notice) >= window) {
                AttendanceStatus::CancelledByClient
            } else {
                AttendanceStatus::LateCancelled
            }
        }
    }
}

impl StoredStatus {
    /// Every stored status.
    pub const ALL: [Self; 7] = [
        Self::Unrecorded,
        Self::Attended,
        Self::AttendedPartially,
        Self::NoShow,
        Self::CancelledByClient,
        Self::Excused,
        Self::NotExpected,
    ];

    /// The stored and shown word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unrecorded => "UNRECORDED",
            Self::Attended => "ATTENDED",
            Self::AttendedPartially => "ATTENDED_PARTIALLY",
            Self::NoShow => "NO_SHOW",
            Self::CancelledByClient => "CANCELLED_BY_CLIENT",
            Self::Excused => "EXCUSED",
            Self::NotExpected => "NOT_EXPECTED",
        }
    }

    /// Whether the client was there, wholly or for a part.
    #[must_use]
    pub const fn is_attended(self) -> bool {
        matches!(self, Self::Attended | Self::AttendedPartially)
    }

    /// Whether the client was absent from a session of theirs, so that a reason can be asked for.
    #[must_use]
    pub const fn is_absence(self) -> bool {
        matches!(self, Self::NoShow | Self::CancelledByClient | Self::Excused)
    }

    /// Whether it is an absence that somebody announced, by themselves or in agreement with the clinic.
    #[must_use]
    pub const fn is_announced_absence(self) -> bool {
        self.is_absence() && self.is_known_in_advance()
    }

    /// Whether it can be known before the session begins.
    #[must_use]
    pub const fn is_known_in_advance(self) -> bool {
        matches!(self, Self::Unrecorded | Self::CancelledByClient | Self::Excused | Self::NotExpected)
    }
}

impl AttendanceStatus {
    /// Every shown status.
    pub const ALL: [Self; 8] = [
        Self::Unrecorded,
        Self::Attended,
        Self::AttendedPartially,
        Self::NoShow,
        Self::LateCancelled,
        Self::CancelledByClient,
        Self::Excused,
        Self::NotExpected,
    ];

    /// The shown word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unrecorded => "UNRECORDED",
            Self::Attended => "ATTENDED",
            Self::AttendedPartially => "ATTENDED_PARTIALLY",
            Self::NoShow => "NO_SHOW",
            Self::LateCancelled => "LATE_CANCELLED",
            Self::CancelledByClient => "CANCELLED_BY_CLIENT",
            Self::Excused => "EXCUSED",
            Self::NotExpected => "NOT_EXPECTED",
        }
    }
}

impl FromStr for StoredStatus {
    type Err = UnknownStatus;
    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL.into_iter().find(|s| s.word() == text).ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}

impl FromStr for AttendanceStatus {
    type Err = UnknownStatus;
    fn from_str(text: &str) -> Result<Self, UnknownStatus> {
        Self::ALL.into_iter().find(|s| s.word() == text).ok_or_else(|| UnknownStatus(text.to_owned()))
    }
}

impl fmt::Display for StoredStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl fmt::Display for AttendanceStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_notice(minutes_before: Option<i64>, window: u32) -> AttendanceStatus {
        let starts_at = Timestamp::from_second(1_700_000_000).unwrap();
        let notice = minutes_before.map(|m| starts_at - SignedDuration::from_mins(m));
        derive(StoredStatus::CancelledByClient, notice, starts_at, window)
    }

    #[test]
    fn a_cancellation_is_late_under_the_sites_window_and_in_time_at_it() {
        use AttendanceStatus::{CancelledByClient, LateCancelled};
        assert_eq!(with_notice(Some(1440), DEFAULT_LATE_WINDOW_MINUTES), CancelledByClient);
        assert_eq!(with_notice(Some(1439), DEFAULT_LATE_WINDOW_MINUTES), LateCancelled);
        assert_eq!(with_notice(Some(121), 120), CancelledByClient);
        assert_eq!(with_notice(Some(0), 0), CancelledByClient);
        assert_eq!(with_notice(None, 0), LateCancelled);
    }

    #[test]
    fn only_a_clients_cancellation_depends_on_the_clock() {
        for stored in StoredStatus::ALL.into_iter().filter(|s| *s != StoredStatus::CancelledByClient) {
            let shown = derive(stored, Some(Timestamp::UNIX_EPOCH), Timestamp::UNIX_EPOCH, 1440);
            assert_eq!(shown.word(), stored.word());
        }
    }

    #[test]
    fn every_word_parses_back_and_late_cancelled_is_never_stored() {
        for status in StoredStatus::ALL {
            assert_eq!(status.word().parse(), Ok(status));
        }
        for status in AttendanceStatus::ALL {
            assert_eq!(status.word().parse(), Ok(status));
        }
        assert!("LATE_CANCELLED".parse::<StoredStatus>().is_err());
    }
}
