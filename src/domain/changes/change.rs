//! One entry of the feed, and whom it concerns.

use crate::domain::ids::{ClinicId, ParticipationId, RiskFlagId, SafetyNoticeId, SeriesId, SessionId};

/// An entry of the change feed, after its transaction was committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedChange {
    /// Whose record changed.
    pub clinic_id: ClinicId,
    /// The operation that changed it.
    pub what: String,
    /// The record, as an id with its prefix.
    pub subject: String,
}

/// What can be watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Topic {
    /// Attendance was recorded or corrected.
    AttendanceMarked,
    /// A risk flag was raised, changed, worked on or closed.
    RiskFlagChanged,
    /// A safety notice was raised, withdrawn, looked at or reopened.
    SafetyNoticeChanged,
    /// A session was planned, moved, cancelled or marked.
    SessionChanged,
    /// Something was changed that dashboards count.
    DashboardChanged,
}

impl Topic {
    /// Whether many entries in a moment are told as one: they name no record, and only say that there is something to read
    /// anew.
    #[must_use]
    pub const fn is_gathered(self) -> bool {
        match self {
            Self::DashboardChanged => true,
            Self::AttendanceMarked
            | Self::RiskFlagChanged
            | Self::SafetyNoticeChanged
            | Self::SessionChanged => false,
        }
    }
}

/// The operations that change what dashboards count: marks, sessions, courses, referrals, and what brings them in or moves
/// them.
const COUNTED: [&str; 33] = [
    "acceptBriefForm",
    "addToWaitlist",
    "answerAppointment",
    "appendSession",
    "cancelSession",
    "commitClosures",
    "commitCourseImport",
    "commitImport",
    "commitSeriesEdit",
    "correctMark",
    "createSeries",
    "createTreatment",
    "editSession",
    "endEnrollment",
    "enrollClient",
    "formGroup",
    "giveBackGuestSeat",
    "markRoster",
    "mergeClients",
    "rederiveSession",
    "rescheduleSession",
    "scheduleMakeup",
    "setWaitlistStatus",
    "takeGuestSeat",
    "undoBriefForm",
    "undoClientMerge",
    "undoCourseImport",
    "undoImport",
    "undoScheduleChange",
    "updateGroup",
    "updateProgram",
    "updateSite",
    "updateWaitlistEntry",
];

/// What an entry speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touched {
    /// One session.
    Session(SessionId),
    /// The session of that place.
    SessionOf(ParticipationId),
    /// Every session of a series.
    SessionsOf(SeriesId),
    /// A risk flag.
    Flag(RiskFlagId),
    /// A safety notice.
    Notice(SafetyNoticeId),
    /// What dashboards count, and no record in particular.
    Figures,
}

impl PublishedChange {
    /// What the entry tells those who watch `topic`; nothing if it is not theirs.
    #[must_use]
    pub fn touched(&self, topic: Topic) -> Option<Touched> {
        let subject = self.subject.as_str();
        match (topic, self.what.as_str()) {
            (Topic::AttendanceMarked | Topic::SessionChanged, "markRoster")
            | (
                Topic::SessionChanged,
                "rescheduleSession"
                | "cancelSession"
                | "editSession"
                | "appendSession"
                | "rederiveSession"
                | "scheduleMakeup"
                | "takeGuestSeat"
                | "giveBackGuestSeat"
                | "releasePlace"
                | "expectAgain"
                | "scheduleCompanionMeeting",
            ) => subject.parse().ok().map(Touched::Session),
            (Topic::AttendanceMarked | Topic::SessionChanged, "correctMark" | "answerAppointment") => {
                subject.parse().ok().map(Touched::SessionOf)
            }
            (Topic::SessionChanged, "createSeries") => subject.parse().ok().map(Touched::SessionsOf),
            // The job's own entry names the clinic, which is no flag.
            (
                Topic::RiskFlagChanged,
                "assessRisk"
                | "assignRiskFlag"
                | "acknowledgeRiskFlag"
                | "recordRiskContact"
                | "snoozeRiskFlag"
                | "wakeRiskFlag"
                | "reopenRiskFlag"
                | "resolveRiskFlag",
            ) => subject.parse().ok().map(Touched::Flag),
            (
                Topic::SafetyNoticeChanged,
                "raiseSafetyNotice"
                | "withdrawSafetyNotice"
                | "acknowledgeSafetyNotice"
                | "reopenSafetyNotice",
            ) => subject.parse().ok().map(Touched::Notice),
            // Flags are counted, too.
            (Topic::DashboardChanged, what) => {
                let is_counted = COUNTED.contains(&what) || self.touched(Topic::RiskFlagChanged).is_some();
                is_counted.then_some(Touched::Figures)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn change(what: &str, subject: impl ToString) -> PublishedChange {
        let clinic_id = ClinicId::from_uuid(Uuid::nil());
        PublishedChange { clinic_id, what: what.to_owned(), subject: subject.to_string() }
    }

    #[test]
    fn a_mark_concerns_who_watches_attendance_and_who_watches_the_session() {
        let session = SessionId::from_uuid(Uuid::from_u128(7));
        let marked = change("markRoster", session);
        assert_eq!(marked.touched(Topic::AttendanceMarked), Some(Touched::Session(session)));
        assert_eq!(marked.touched(Topic::SessionChanged), Some(Touched::Session(session)));
        assert_eq!(marked.touched(Topic::RiskFlagChanged), None);
    }

    #[test]
    fn whatever_is_counted_concerns_dashboards_and_names_nobody() {
        let session = SessionId::from_uuid(Uuid::from_u128(7));
        for what in ["markRoster", "correctMark", "endEnrollment", "addToWaitlist"] {
            assert_eq!(
                change(what, session).touched(Topic::DashboardChanged),
                Some(Touched::Figures),
                "{what}"
            );
        }
        for what in ["createClient", "assessRisk", "resolveRiskFlag", "planReminders", "signIn"] {
            assert_eq!(change(what, session).touched(Topic::DashboardChanged), None, "{what}");
        }
    }

    #[test]
    fn a_session_that_new_rules_moved_concerns_who_watches_sessions() {
        let session = SessionId::from_uuid(Uuid::from_u128(9));
        let moved = change("rederiveSession", session);
        assert_eq!(moved.touched(Topic::SessionChanged), Some(Touched::Session(session)));
        assert_eq!(moved.touched(Topic::AttendanceMarked), None);
    }

    #[test]
    fn a_safety_notice_concerns_who_watches_for_them_and_nobody_else() {
        let notice = SafetyNoticeId::from_uuid(Uuid::from_u128(5));
        for what in
            ["raiseSafetyNotice", "withdrawSafetyNotice", "acknowledgeSafetyNotice", "reopenSafetyNotice"]
        {
            let told = change(what, notice);
            assert_eq!(told.touched(Topic::SafetyNoticeChanged), Some(Touched::Notice(notice)), "{what}");
            assert_eq!(told.touched(Topic::RiskFlagChanged), None);
        }
        assert_eq!(change("recordMeasure", "msr_0").touched(Topic::SafetyNoticeChanged), None);
    }

    #[test]
    fn the_job_that_assesses_risk_concerns_nobody_and_the_flags_it_changed_do() {
        let flag = RiskFlagId::from_uuid(Uuid::from_u128(8));
        let of_the_job = change("assessRisk", ClinicId::from_uuid(Uuid::nil()));
        assert_eq!(of_the_job.touched(Topic::RiskFlagChanged), None);
        for what in ["assessRisk", "assignRiskFlag", "snoozeRiskFlag", "wakeRiskFlag", "resolveRiskFlag"] {
            let changed = change(what, flag);
            assert_eq!(changed.touched(Topic::RiskFlagChanged), Some(Touched::Flag(flag)), "{what}");
            assert_eq!(changed.touched(Topic::DashboardChanged), Some(Touched::Figures), "{what}");
        }
    }
}
