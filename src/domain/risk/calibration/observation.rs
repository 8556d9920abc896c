//! What is learnt from: each session at which a client was expected, and whether they came.

use super::super::course::Course;
use super::super::forecast::{Reply, TERMS, Term};
use crate::domain::attendance::Rsvp;
use crate::domain::ids::{ClientId, EnrollmentId};

/// One session of one client: what was known before it, and whether it was attended.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Whose; only to keep a client's sessions together.
    pub client: ClientId,
    /// In which enrollment.
    pub enrollment: EnrollmentId,
    /// How much of each term the session had, in the order of [`Term::ALL`].
    pub terms: [f64; TERMS],
    /// Whether the client came.
    pub attended: bool,
}

/// What can be learnt from a course, which may have been cut short: an observation for each opportunity so far. Absences
/// announced beforehand and holiday weeks are known of the present alone, so nothing is learnt of them.
#[must_use]
pub fn observations(
    client: ClientId,
    enrollment: EnrollmentId,
    course: &Course<'_>,
    cut_short: bool,
) -> Vec<Observation> {
    let length = course.length_if(cut_short);
    let opportunities = course.opportunities();
    let observed = |held: usize| {
        let session = opportunities.get(held)?;
        let mut moment = course.after(held, length)?;
        moment.covariates.away.clear();
        moment.covariates.reply = match session.rsvp {
            Rsvp::NoResponse => Reply::None,
            Rsvp::Confirmed => Reply::Confirmed,
            Rsvp::Declined => Reply::Declined,
        };
        let mut terms = [0.0; TERMS];
        for (amount, term) in terms.iter_mut().zip(Term::ALL) {
            *amount = term.of_session(&moment.state, &moment.state, &moment.covariates);
        }
        Some(Observation { client, enrollment, terms, attended: session.effect().is_attended() })
    };
    (0..opportunities.len()).filter_map(observed).collect()
}
