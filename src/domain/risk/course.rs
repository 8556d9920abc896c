//! One enrollment as the rules see it: its ledger in order, what else is known, and the model.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::background::Background;
use super::forecast::{AttendanceState, Covariates, LastMiss, Reply, next_session};
use super::model::RiskModel;
use crate::domain::attendance::{AttendanceStatus, Effect, Ledger, LedgerEntry, Rsvp};
use crate::domain::ids::SessionId;
use crate::domain::measures::Symptoms;

/// A response is early within the first six sessions (Delgadillo et al.; late responders are told from others after them).
const EARLY_RESPONSE_WITHIN: usize = 6;

/// One enrollment as the rules see it.
#[derive(Debug)]
pub struct Course<'a> {
    /// Its ledger.
    pub ledger: &'a Ledger,
    /// What else is known.
    pub known: &'a Background,
    /// The model that estimates.
    pub model: &'a RiskModel,
    opportunities: Vec<&'a LedgerEntry>,
    coming: Vec<&'a LedgerEntry>,
}

/// A moment of a course: where it stood, and what was known then that the estimate asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) state: AttendanceState,
    pub(super) covariates: Covariates,
}

impl<'a> Course<'a> {
    /// Puts the three together.
    #[must_use]
    pub fn new(ledger: &'a Ledger, known: &'a Background, model: &'a RiskModel) -> Self {
        let opportunities = ledger.opportunities().collect();
        Self { ledger, known, model, opportunities, coming: ledger.coming().collect() }
    }

    /// The opportunities so far, in order.
    pub(super) fn opportunities(&self) -> &[&'a LedgerEntry] {
        &self.opportunities
    }

    /// When the ledger was read.
    pub(super) const fn read_at(&self) -> Timestamp {
        self.ledger.read_at()
    }

    /// How many opportunities there will have been: those so far, and the coming sessions at which the client is expected.
    pub(super) fn length(&self) -> u32 {
        count(self.opportunities.len() + self.coming.len())
    }

    /// The same of a course that was cut short: as many as were promised, unless more were held. What did not come to pass is
    /// no outcome to be known beforehand.
    pub(super) fn length_if(&self, cut_short: bool) -> u32 {
        if cut_short { self.length().max(self.known.promised) } else { self.length() }
    }

    /// The course after the first `held` opportunities, if the model can speak of it; of a course of `planned` sessions.
    ///
    /// Replies and absences announced are known of the present alone.
    pub(super) fn after(&self, held: usize, planned: u32) -> Option<Moment> {
        let past = self.opportunities.get(..held)?;
        let marks: Vec<bool> = past.iter().map(|entry| entry.effect().is_attended()).collect();
        let state = AttendanceState::of_marks(&marks, planned).ok()?;
        let Background {
            promised: _,
            minimum: _,
            barriers,
            weeks_waited,
            in_holiday_weeks: _,
            readings: _,
            zone: _,
            reached_at: _,
            brief_form_answered: _,
            anchor: _,
        } = self.known;
        let symptoms = self.symptoms(held);
        let mut covariates = Covariates {
            no_improvement: symptoms.no_reliable_improvement,
            deterioration: symptoms.reliable_deterioration,
            last_miss: past.last().map_or(LastMiss::Unexplained, |last| last_miss(last)),
            barriers: *barriers,
            weeks_waited: *weeks_waited,
            ..Covariates::default()
        };
        if held == self.opportunities.len() {
            covariates.reply = self.coming.first().map_or(Reply::None, |next| reply(next));
            // An absence announced for the next session is a reply: it is said once.
            let is_said = |n: u32, one: &LedgerEntry| n == 1 && one.effect().is_miss();
            covariates.away = (1..)
                .zip(&self.coming)
                .filter(|(n, one)| self.is_away(one) && !is_said(*n, one))
                .map(|(n, _)| n)
                .collect();
        }
        Some(Moment { state, covariates })
    }

    /// What the readings said once the first `held` opportunities were over; of the present, all that is known now.
    pub(super) fn symptoms(&self, held: usize) -> Symptoms {
        let date_of = |nth: usize| Some(self.known.date_of(self.opportunities.get(nth)?.starts_at));
        let early_until = date_of(EARLY_RESPONSE_WITHIN - 1);
        let until = match held.checked_sub(1) {
            _ if held == self.opportunities.len() => None,
            Some(last) => date_of(last),
            // Before the start: what was taken on the first day came with the first session.
            None => date_of(0).and_then(|first| first.yesterday().ok()),
        };
        let until = until.unwrap_or_else(|| self.known.date_of(self.read_at()));
        Symptoms::of(&self.known.readings, until, early_until)
    }

    /// What the readings say by now.
    pub(super) fn symptoms_now(&self) -> Symptoms {
        self.symptoms(self.opportunities.len())
    }

    /// A session in a holiday week, or one for which an absence was announced.
    fn is_away(&self, coming: &LedgerEntry) -> bool {
        coming.effect().is_miss() || self.known.in_holiday_weeks.contains(&coming.session_id)
    }
}

/// The chance that whoever stands there comes to that session, with the reply and the week that are its own, as if it were
/// their next; none if the ledger does not have it, or the model can't speak of the course.
#[must_use]
pub fn chance_of_coming(course: &Course<'_>, session_id: SessionId) -> Option<f64> {
    let entry = course.ledger.entries().iter().find(|entry| entry.session_id == session_id)?;
    let held = course.opportunities.len();
    // A make-up is none of the sessions to come, and may be after the last of them.
    let length = course.length().max(count(held + 1));
    let Moment { state, covariates } = course.after(held, length)?;
    // An absence announced is a reply: it is said once.
    let is_away = course.is_away(entry) && !entry.effect().is_miss();
    let away = if is_away { BTreeSet::from([1]) } else { BTreeSet::new() };
    let covariates = Covariates { reply: reply(entry), away, ..covariates };
    next_session(&state, &covariates, &course.model.coefficients)
}

/// The chance that somebody of whom nothing is known comes to a session but for what they answered about it: that of a first
/// session.
#[must_use]
pub fn chance_of_anybody(rsvp: Rsvp, model: &RiskModel) -> Option<f64> {
    let beginning = AttendanceState::new(0, 0, 0, 1).ok()?;
    let known = Covariates { reply: answered(rsvp), ..Covariates::default() };
    next_session(&beginning, &known, &model.coefficients)
}

fn last_miss(entry: &LedgerEntry) -> LastMiss {
    match entry.effect() {
        Effect::Missed { explained: true } => LastMiss::Explained,
        Effect::Missed { explained: false } if entry.status == AttendanceStatus::LateCancelled => {
            LastMiss::LateCancellation
        }
        Effect::Missed { explained: false }
        | Effect::Attended
        | Effect::MadeUp
        | Effect::Unrecorded
        | Effect::Nothing => LastMiss::Unexplained,
    }
}

/// What was said about the next session; an absence announced says it too.
fn reply(next: &LedgerEntry) -> Reply {
    if next.effect().is_miss() { Reply::Declined } else { answered(next.rsvp) }
}

const fn answered(rsvp: Rsvp) -> Reply {
    match rsvp {
        Rsvp::NoResponse => Reply::None,
        Rsvp::Confirmed => Reply::Confirmed,
        Rsvp::Declined => Reply::Declined,
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Sample, weekly_phq9};
    use super::*;
    use crate::domain::attendance::samples::ledger_until;

    #[test]
    fn the_course_is_as_long_as_its_opportunities_and_what_is_to_come() {
        let sample = Sample::of(ledger_until("AN.EC..X", 5));
        let course = sample.course();
        assert_eq!((course.opportunities().len(), course.length()), (3, 5), "the unrecorded past is neither");
        assert_eq!(course.after(4, 16), None);
        assert_eq!(course.after(3, 2), None, "shorter than what was held");
    }

    #[test]
    fn readings_are_known_from_their_day_on() {
        let mut sample = Sample::of(ledger_until("AAAAAAA.", 7));
        sample.known.readings = weekly_phq9(&[12, 12, 19, 19]);
        let course = sample.course();
        let known = |held| {
            let covariates = course.after(held, 8).unwrap().covariates;
            (covariates.no_improvement, covariates.deterioration)
        };
        assert_eq!([2, 3, 4].map(known), [(false, false), (true, false), (true, true)]);
        assert_eq!(known(7), (true, true));
        assert_eq!(known(0), (false, false), "nothing was known before the first session");
    }

    #[test]
    fn what_is_announced_speaks_of_the_present_alone() {
        let sample = Sample::of(ledger_until("AL..C", 2));
        let course = sample.course();
        let now = course.after(2, 5).unwrap().covariates;
        assert_eq!((now.reply, now.away.into_iter().collect::<Vec<_>>()), (Reply::None, vec![3]));
        assert_eq!(now.last_miss, LastMiss::LateCancellation);
        let before = course.after(1, 5).unwrap().covariates;
        assert_eq!((before.away.len(), before.last_miss), (0, LastMiss::Unexplained));
        let next = Sample::of(ledger_until("AC", 1));
        let next = next.course().after(1, 2).unwrap().covariates;
        assert_eq!((next.reply, next.away.len()), (Reply::Declined, 0), "it is said once");
    }

    #[test]
    fn a_course_cut_short_is_as_long_as_was_promised() {
        let sample = Sample::of(ledger_until("ANNXX", 5));
        let course = sample.course();
        assert_eq!((course.length(), course.length_if(false), course.length_if(true)), (3, 3, 16));
    }

    #[test]
    fn a_reply_and_a_holiday_week_speak_of_their_own_session_alone() {
        let ledger = ledger_until("AA....", 2);
        let mut entries = ledger.entries().to_vec();
        entries[2].rsvp = Rsvp::Declined;
        entries[3].rsvp = Rsvp::Confirmed;
        let ids: Vec<SessionId> = entries.iter().map(|entry| entry.session_id).collect();
        let mut sample = Sample::of(Ledger::new(entries, ledger.read_at()));
        sample.known.in_holiday_weeks.insert(ids[4]);
        let course = sample.course();
        let chance = |week: usize| chance_of_coming(&course, ids[week]).unwrap();
        let (declined, confirmed, holiday, plain) = (chance(2), chance(3), chance(4), chance(5));
        assert!(declined < holiday && holiday < plain && plain < confirmed, "{declined} {holiday} {plain}");
        let elsewhere = Sample::of(ledger_until(".......", 0)).ledger.entries()[6].session_id;
        assert_eq!(chance_of_coming(&course, elsewhere), None);
    }

    #[test]
    fn a_make_up_after_the_last_session_has_its_chance_too() {
        let sample = Sample::of(ledger_until("AAN+", 3));
        let make_up = sample.ledger.entries()[3].session_id;
        assert!(chance_of_coming(&sample.course(), make_up).is_some());
    }

    #[test]
    fn of_anybody_only_the_answer_is_known() {
        let chance = |rsvp| chance_of_anybody(rsvp, &RiskModel::PRIOR).unwrap();
        let new = Sample::of(ledger_until("..", 0));
        let first = chance_of_coming(&new.course(), new.ledger.entries()[0].session_id);
        assert_eq!(Some(chance(Rsvp::NoResponse)), first);
        assert!(chance(Rsvp::Declined) < chance(Rsvp::NoResponse));
        assert!(chance(Rsvp::NoResponse) < chance(Rsvp::Confirmed));
    }
}
