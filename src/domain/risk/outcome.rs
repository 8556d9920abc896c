//! What came of reaching out, and of a flag.

use crate::domain::words::words;

words! {
    /// What came of reaching out to a client.
    pub enum ContactResult {
        /// Somebody spoke or wrote with the client.
        Reached = "REACHED",
        /// A message was left.
        MessageLeft = "MESSAGE_LEFT",
        /// Nobody answered.
        NoAnswer = "NO_ANSWER",
    }
}

words! {
    /// What came of a flag, as the person who closed it says.
    pub enum FlagOutcome {
        /// The client means to come again.
        WillReturn = "WILL_RETURN",
        /// Another day or hour was found.
        OtherTime = "OTHER_TIME",
        /// An individual session, or a make-up, was arranged.
        IndividualSession = "INDIVIDUAL_SESSION",
        /// The brief form was agreed on.
        BriefFormAccepted = "BRIEF_FORM_ACCEPTED",
        /// The brief form was looked at, and the course goes on as planned.
        BriefFormDeclined = "BRIEF_FORM_DECLINED",
        /// Client and clinician agreed to end.
        EndingAgreed = "ENDING_AGREED",
        /// The client is treated elsewhere.
        TreatedElsewhere = "TREATED_ELSEWHERE",
        /// Nobody could reach the client.
        NotReached = "NOT_REACHED",
        /// There was nothing to it.
        FalseAlarm = "FALSE_ALARM",
        /// Something else; the note says what.
        Other = "OTHER",
    }
}

impl FlagOutcome {
    /// Whether it tells what was decided about the brief form: the decision writes it, with the enrollment's course.
    #[must_use]
    pub const fn is_of_brief_form(self) -> bool {
        match self {
            Self::BriefFormAccepted | Self::BriefFormDeclined => true,
            Self::WillReturn
            | Self::OtherTime
            | Self::IndividualSession
            | Self::EndingAgreed
            | Self::TreatedElsewhere
            | Self::NotReached
            | Self::FalseAlarm
            | Self::Other => false,
        }
    }

    /// Whether it says that the client is not expected any more: then further misses are no news.
    #[must_use]
    pub const fn is_of_the_end(self) -> bool {
        match self {
            Self::EndingAgreed | Self::TreatedElsewhere => true,
            Self::WillReturn
            | Self::OtherTime
            | Self::IndividualSession
            | Self::BriefFormAccepted
            | Self::BriefFormDeclined
            | Self::NotReached
            | Self::FalseAlarm
            | Self::Other => false,
        }
    }
}
