//! What the forecast makes of a course.

use async_graphql::{Object, SimpleObject};

use crate::domain::risk::{self, forecast};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// A probability of no further attendance in a plain word.
    RiskBand = risk::Band {
        /// Below 0.25.
        Low,
        /// From 0.25.
        Raised,
        /// From 0.45.
        High,
    }

    /// Something that may help.
    RiskSuggestion = risk::Suggestion {
        /// Call the client before the next session.
        Call,
        /// Offer another day or hour.
        OtherTime,
        /// Offer an individual session, or a make-up.
        IndividualSession,
        /// Ask what stands in the way of coming.
        AskAboutBarriers,
        /// Look at the brief form together.
        BriefForm,
        /// The clinician looks at the readings first.
        ClinicianReview,
    }

    /// A term of the log odds that the next session is attended.
    RiskTerm = forecast::Term {
        /// The same for everybody.
        Constant,
        /// The rate attended so far.
        AttendanceRate,
        /// The last session was missed.
        OneMissed,
        /// The last two were.
        TwoMissed,
        /// The last three were.
        ThreeMissed,
        /// The last four or more were.
        FourMissed,
        /// Three sessions or fewer were held.
        Early,
        /// The share of the course that is over.
        Progress,
        /// The last miss was cancelled in time, or a reason was given.
        ExplainedMiss,
        /// The last miss was a late cancellation.
        LateCancellation,
        /// No reliable improvement by the sixth session, at two readings.
        NoImprovement,
        /// Reliable deterioration, at two readings.
        Deterioration,
        /// Barriers stated at intake.
        Barriers,
        /// Weeks waited, in the first three sessions.
        WeeksWaited,
        /// A holiday week, or an absence that was announced.
        Away,
        /// The client said that they come.
        Confirmed,
        /// The client said that they can't come.
        Declined,
    }
}

/// One reason for an estimate, beside a client of whom nothing is known yet.
#[derive(SimpleObject)]
struct RiskReason {
    /// The term.
    term: RiskTerm,
    /// What it adds to the log odds of coming to the next session; below 0 it makes that less likely.
    log_odds: f64,
    /// The reason in words.
    in_words: String,
}

/// What the forecast made of a course at one moment: an estimate from attendance in other clinics.
pub(crate) struct RiskEstimate(pub(crate) risk::Estimate);

/// What the forecast made of a course at one moment: an estimate from attendance in other clinics, never a judgement.
#[Object]
impl RiskEstimate {
    /// The version of the model's form and prior.
    async fn model_version(&self) -> u32 {
        self.0.model_version
    }

    /// The number of the clinic's calibration it was made with; null is the prior as it is.
    async fn calibration(&self) -> Option<u32> {
        self.0.calibration
    }

    /// How many of the clinic's own enrollments that calibration knows.
    async fn own_enrollments(&self) -> u32 {
        self.0.own_enrollments
    }

    /// Sessions held while the client was expected.
    async fn held(&self) -> u32 {
        self.0.held
    }

    /// How many of these were attended.
    async fn attended(&self) -> u32 {
        self.0.attended
    }

    /// The misses since the last one attended.
    async fn run_of_misses(&self) -> u32 {
        self.0.run
    }

    /// The sessions of the whole course: those held, and those to come at which the client is expected.
    async fn sessions(&self) -> u32 {
        self.0.planned
    }

    /// The probability that the next session is attended, 0 to 1.
    async fn next_session(&self) -> Option<f64> {
        self.0.next_session.map(risk::Rounded::value)
    }

    /// The probability that no coming session is attended, 0 to 1.
    async fn no_further_attendance(&self) -> f64 {
        self.0.no_return.value()
    }

    /// The same in a plain word.
    async fn band(&self) -> RiskBand {
        self.0.band().into()
    }

    /// How many sessions will have been attended on average, those attended already among them.
    async fn expected_sessions(&self) -> f64 {
        self.0.expected_total.value()
    }

    /// The fewest of the 80 % interval.
    async fn fewest_sessions(&self) -> u32 {
        self.0.interval.0
    }

    /// The most of the 80 % interval.
    async fn most_sessions(&self) -> u32 {
        self.0.interval.1
    }

    /// The probability that eight sessions or fewer will have been attended, 0 to 1.
    async fn at_most_eight(&self) -> f64 {
        self.0.at_most_brief.value()
    }

    /// The three strongest reasons, the strongest first.
    async fn reasons(&self) -> Vec<RiskReason> {
        let reason = |(contribution, in_words): (risk::Contribution, String)| {
            let risk::Contribution { term, log_odds } = contribution;
            RiskReason { term: term.into(), log_odds: log_odds.value(), in_words }
        };
        self.0.reasons().into_iter().map(reason).collect()
    }

    /// How likely the client may not return, in a sentence.
    async fn in_words(&self) -> String {
        self.0.in_words()
    }

    /// What the estimate rests on; show it wherever the estimate is shown.
    async fn caveat(&self) -> String {
        self.0.caveat()
    }
}
