//! What a mail tells, where it stands, and why.

use crate::domain::words::words;

words! {
    /// What a mail of the outbox tells.
    pub enum DeliveryKind {
        /// That a session is to come.
        Reminder = "REMINDER",
        /// That sessions were changed.
        Notice = "NOTICE",
        /// The client's first mail: when their first appointment is.
        Welcome = "WELCOME",
        /// To who leads a session: somebody can't come, or comes after all.
        ClientDeclined = "CLIENT_DECLINED",
        /// To who leads sessions: nobody has recorded who came.
        UnrecordedNudge = "UNRECORDED_NUDGE",
        /// To coordinators: the week in figures.
        StaffDigest = "STAFF_DIGEST",
    }
}

impl DeliveryKind {
    /// Whether it is to a member of staff, not to a client.
    #[must_use]
    pub const fn is_to_staff(self) -> bool {
        match self {
            Self::Reminder | Self::Notice | Self::Welcome => false,
            Self::ClientDeclined | Self::UnrecordedNudge | Self::StaffDigest => true,
        }
    }

    /// Why one that was not sent in time is not sent any more.
    #[must_use]
    pub const fn why_too_late(self) -> ReminderWhy {
        if self.is_to_staff() { ReminderWhy::TooLate } else { ReminderWhy::SessionBegun }
    }
}

words! {
    /// Where one mail of the outbox stands.
    pub enum ReminderState {
        /// Waits for its time, or for another try.
        Planned = "PLANNED",
        /// A worker holds it for the length of a lease.
        Claimed = "CLAIMED",
        /// A mail server, or the folder, has taken it on.
        Sent = "SENT",
        /// It can't be delivered.
        Failed = "FAILED",
        /// It must not be sent, as things stand.
        Suppressed = "SUPPRESSED",
        /// Its time is over.
        Expired = "EXPIRED",
    }
}

words! {
    /// Why a reminder stands where it does.
    pub enum ReminderWhy {
        /// SUPPRESSED: the client has no address, or the member of staff no login.
        NoAddress = "NO_ADDRESS",
        /// SUPPRESSED: the client did not agree to mails.
        NoConsent = "NO_CONSENT",
        /// SUPPRESSED: the client wants no reminders.
        OptedOut = "OPTED_OUT",
        /// SUPPRESSED: the client said that they come; the policy then reminds no more.
        Confirmed = "CONFIRMED",
        /// SUPPRESSED: the client said that they can't come.
        ClientDeclined = "CLIENT_DECLINED",
        /// SUPPRESSED: the client's absence, or that they aren't expected, is recorded already.
        NotExpected = "NOT_EXPECTED",
        /// SUPPRESSED: the enrollment is over.
        NotEnrolled = "NOT_ENROLLED",
        /// SUPPRESSED: the enrollment is paused.
        EnrollmentOnHold = "ENROLLMENT_ON_HOLD",
        /// SUPPRESSED: the session won't take place.
        SessionCancelled = "SESSION_CANCELLED",
        /// SUPPRESSED: the session was changed since; a newer mail tells of it.
        Superseded = "SUPERSEDED",
        /// SUPPRESSED: what it was to tell was taken back before it left.
        NothingToTell = "NOTHING_TO_TELL",
        /// SUPPRESSED: the policy does not ask for it any more.
        PolicyChanged = "POLICY_CHANGED",
        /// EXPIRED: the session has begun.
        SessionBegun = "SESSION_BEGUN",
        /// EXPIRED: another mail tells the same: a later reminder, the welcome, or the notice of a change.
        Overtaken = "OVERTAKEN",
        /// FAILED: the mail server refused it for good.
        Refused = "REFUSED",
        /// FAILED: no mail could be made of what is stored.
        NotBuilt = "NOT_BUILT",
        /// FAILED: tried as often as allowed.
        TriesExhausted = "TRIES_EXHAUSTED",
        /// PLANNED or FAILED: the answer was lost, so it may have arrived. It is repeated once (after a
        /// worker that died, a few times), with the same bytes and Message-ID.
        OutcomeUnknown = "OUTCOME_UNKNOWN",
        /// PLANNED: the last try failed for now.
        TemporaryFailure = "TEMPORARY_FAILURE",
        /// FAILED: a mail server took it on, and reported later that it did not arrive.
        Bounced = "BOUNCED",
        /// SUPPRESSED: mails to the address came back. A client's new one lifts it; staff's is tried again after thirty days.
        AddressSuspended = "ADDRESS_SUSPENDED",
        /// SUPPRESSED: it was written as it would have left, and handed to nobody (`mail.transport` is `dry_run`).
        DryRun = "DRY_RUN",
        /// SUPPRESSED: the member of staff may no longer act, or what it tells is no longer theirs to hear.
        NoLongerTheirs = "NO_LONGER_THEIRS",
        /// EXPIRED: what it tells the staff is of no use any more.
        TooLate = "TOO_LATE",
    }
}

impl ReminderWhy {
    /// The reasons that lie with the client: a change of their record may lift them. That they said they come is none: it does
    /// not lie with the record, and what it held back must not go out late.
    pub const OF_THE_CLIENT: [Self; 8] = [
        Self::NoAddress,
        Self::NoConsent,
        Self::OptedOut,
        Self::ClientDeclined,
        Self::NotExpected,
        Self::NotEnrolled,
        Self::EnrollmentOnHold,
        Self::AddressSuspended,
    ];
}
