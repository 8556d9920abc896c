//! What a coordinator enters.

use std::collections::BTreeMap;

use crate::domain::closures::{ClosureOf, NewClosure};
use crate::domain::command_text::CommandText;
use crate::domain::ids::{SeriesId, SessionId, StaffMemberId};
use crate::domain::series::{ClosureResolution, ClosureResponse, SessionSeries, Substitute};
use crate::domain::words::words;

/// What is decided for one series.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SeriesDecision {
    /// What becomes of it; what holds for all if left out.
    pub resolution: Option<ClosureResolution>,
    /// Who leads its sessions instead.
    pub substitute: Option<Substitute>,
}

words! {
    /// Why a series is resolved as it is.
    pub enum ResolvedBecause {
        /// It is what was chosen for all series.
        ForAll = "FOR_ALL",
        /// It was chosen for this one.
        ForThis = "FOR_THIS",
        /// To append was chosen, and a single meeting beside the weekly sessions moves instead: there is no last session
        /// that another could follow.
        SingleMeeting = "SINGLE_MEETING",
    }
}

/// Closures of a site, or a therapist's time off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseTimes {
    /// Of what, or of whom.
    pub of: ClosureOf,
    /// When; one that stands already is passed over.
    pub closures: Vec<NewClosure>,
    /// What becomes of every series that is not decided for by itself.
    pub resolution: ClosureResolution,
    /// What is decided for single series.
    pub series: BTreeMap<SeriesId, SeriesDecision>,
    /// Who leads single sessions instead.
    pub substitutes: BTreeMap<SessionId, StaffMemberId>,
}

impl CloseTimes {
    /// The most closures that are entered at once: a year's school holidays, day by day.
    pub const MOST: usize = 200;

    /// The most stretches of time that are closed at once: a year of hours, day by day, and as many again.
    pub const MOST_STRETCHES: usize = 800;

    /// The most series, and the most sessions, that are decided for by themselves.
    pub const MOST_DECISIONS: usize = 1_000;

    /// Everybody who is named to lead instead, and the field that names them.
    pub(super) fn named_substitutes(&self) -> Vec<(String, StaffMemberId)> {
        let of_series = self
            .series
            .iter()
            .filter_map(|(id, one)| Some((format!("series ({id})"), one.substitute?.therapist_id)));
        let of_sessions =
            self.substitutes.iter().map(|(id, therapist)| (format!("substitutes ({id})"), *therapist));
        of_series.chain(of_sessions).collect()
    }

    /// The id of the site or the therapist.
    pub(super) fn subject(&self) -> String {
        match self.of {
            ClosureOf::Site(id) => id.to_string(),
            ClosureOf::Therapist(id) => id.to_string(),
        }
    }

    /// What a plan's hash covers of it.
    pub(super) fn command_text(&self) -> CommandText {
        let Self { of: _, closures, resolution, series, substitutes } = self;
        let mut closures = closures.clone();
        closures.sort_unstable();
        closures.dedup();
        let closure = |NewClosure { span, reason }: &NewClosure| {
            let reason = reason.as_ref().map(ToString::to_string).unwrap_or_default();
            CommandText::new("closure").field("span", span).field("reason", reason).as_str().to_owned()
        };
        let decision = |(id, decision): (&SeriesId, &SeriesDecision)| {
            let SeriesDecision { resolution, substitute } = decision;
            let text = CommandText::new("series").field("id", id).list("resolution", resolution);
            let text = text.list("substitute", substitute.map(|one| one.therapist_id));
            text.list("takes_over", substitute.map(|one| one.takes_over)).as_str().to_owned()
        };
        CommandText::new("CLOSE_TIMES")
            .field("of", self.subject())
            .list("closures", closures.iter().map(closure))
            .field("resolution", resolution)
            .list("series", series.iter().map(decision))
            .list(
                "substitutes",
                substitutes.iter().map(|(session, therapist)| format!("{session} {therapist}")),
            )
    }

    /// What becomes of a series, and why that.
    pub(super) fn resolution_of(&self, series: &SessionSeries) -> (ClosureResolution, ResolvedBecause) {
        let own = self.series.get(&series.id).and_then(|decision| decision.resolution);
        let chosen = own.unwrap_or(self.resolution);
        let because = match (chosen.of(series) == chosen, own) {
            (false, _) => ResolvedBecause::SingleMeeting,
            (true, Some(_)) => ResolvedBecause::ForThis,
            (true, None) => ResolvedBecause::ForAll,
        };
        (chosen.of(series), because)
    }

    /// What holds for a series, and for its sessions among `of_series`.
    pub(super) fn response(&self, series: SeriesId, of_series: &[SessionId]) -> ClosureResponse {
        let SeriesDecision { resolution, substitute } = self.series.get(&series).copied().unwrap_or_default();
        let own = self.substitutes.iter().filter(|(session, _)| of_series.contains(session));
        ClosureResponse {
            resolution: resolution.unwrap_or(self.resolution),
            substitute,
            substitutes: own.map(|(session, therapist)| (*session, *therapist)).collect(),
        }
    }
}
