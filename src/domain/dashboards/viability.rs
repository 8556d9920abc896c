//! Whether enough people will come to each coming session of a group.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::cell::Cell;
use super::period::Period;
use super::poisson_binomial::{chance_of_at_least, total};
use super::table::{Table, Value};
use crate::domain::ids::{GroupId, SessionId};
use crate::domain::words::words;

/// From this probability on, something is likely.
const LIKELY_FROM: f64 = 0.8;

/// From this probability on, something is no longer unlikely.
const UNCERTAIN_FROM: f64 = 0.5;

words! {
    /// How likely something is, so coarsely that hardly anything can be told of one person.
    pub enum Likelihood {
        /// With a probability of 0.8 or more.
        Likely = "LIKELY",
        /// With a probability of 0.5 or more, and less than 0.8.
        Uncertain = "UNCERTAIN",
        /// With less than that.
        Unlikely = "UNLIKELY",
    }
}

impl Likelihood {
    /// That of a probability.
    #[must_use]
    pub fn of(probability: f64) -> Self {
        if probability >= LIKELY_FROM {
            Self::Likely
        } else if probability >= UNCERTAIN_FROM {
            Self::Uncertain
        } else {
            Self::Unlikely
        }
    }
}

/// Coming sessions of groups, in the order of their starts.
#[derive(Debug, Clone, PartialEq)]
pub struct Viability {
    /// The dates.
    pub period: Period,
    /// The date at the site asked for, or at the clinic's first: what began before it is not shown.
    pub today: Date,
    /// The sessions.
    pub sessions: Vec<ViableSession>,
}

/// A coming session, and the chance that it works as intended.
#[derive(Debug, Clone, PartialEq)]
pub struct ViableSession {
    /// The session.
    pub session_id: SessionId,
    /// Its group.
    pub group_id: GroupId,
    /// The group's name.
    pub group_name: String,
    /// When it starts.
    pub starts_at: Timestamp,
    /// The same on its own wall clock.
    pub local_start: DateTime,
    /// Below this many the group does not run.
    pub min_size: u32,
    /// From this many on it works as intended.
    pub viable_size: u32,
    /// What is to be expected of it.
    pub outlook: Cell<Outlook>,
    /// The chances; nothing if they are withheld.
    pub chances: Option<Chances>,
}

/// What is to be expected of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outlook {
    /// Members and guests for whom nobody has marked that they stay away.
    pub expected: u32,
    /// Whether at least the viable size comes.
    pub viable: Likelihood,
}

/// How many may come. Each comes or stays away for themselves, with the chance that the forecast of attendance gives them as
/// their course stands now, as if the session were their next: only what is known of the session itself changes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chances {
    /// How many of those who are expected come on average.
    pub mean: f64,
    /// The probability that at least the least size comes.
    pub of_min_size: f64,
    /// The probability that at least the viable size comes.
    pub of_viable_size: f64,
}

impl Chances {
    /// Those of people with these chances to come.
    #[must_use]
    pub fn of(chances: &[f64], min_size: u32, viable_size: u32) -> Self {
        let at_least = |size: u32| chance_of_at_least(chances, usize::try_from(size).unwrap_or(usize::MAX));
        Self {
            mean: total(chances.iter().copied()),
            of_min_size: at_least(min_size),
            of_viable_size: at_least(viable_size),
        }
    }
}

impl ViableSession {
    /// Whether anything of it is withheld: the chances, or the outlook too.
    #[must_use]
    pub const fn is_suppressed(&self) -> bool {
        self.chances.is_none() || self.outlook.is_suppressed()
    }
}

impl Viability {
    /// Withholds every chance, and the outlook of sessions to which too few people are expected. However many are
    /// expected, the means of two sessions that differ by one person would tell that person's chance.
    pub fn suppress(&mut self) {
        for session in &mut self.sessions {
            session.outlook.suppress_if_small();
            session.chances = None;
        }
    }

    /// A row for each session.
    #[must_use]
    pub fn table(&self) -> Table {
        const HEADER: [&str; 13] = [
            "session_id",
            "group_id",
            "group",
            "starts_at",
            "local_start",
            "min_size",
            "viable_size",
            "expected",
            "viable",
            "mean",
            "chance_of_min_size",
            "chance_of_viable_size",
            "suppressed",
        ];
        let row = |session: &ViableSession| {
            let (outlook, chances) = (session.outlook.figures(), session.chances);
            vec![
                session.session_id.to_string().into(),
                session.group_id.to_string().into(),
                session.group_name.clone().into(),
                session.starts_at.to_string().into(),
                session.local_start.to_string().into(),
                Value::Whole(session.min_size),
                Value::Whole(session.viable_size),
                outlook.map(|outlook| outlook.expected).into(),
                outlook.map_or(Value::Nothing, |outlook| outlook.viable.word().into()),
                chances.map(|chances| chances.mean).into(),
                chances.map(|chances| chances.of_min_size).into(),
                chances.map(|chances| chances.of_viable_size).into(),
                session.is_suppressed().into(),
            ]
        };
        Table { header: &HEADER, rows: self.sessions.iter().map(row).collect() }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn session(people: u32) -> ViableSession {
        let chances = Chances::of(&vec![0.75; people as usize], 1, 2);
        let viable = Likelihood::of(chances.of_viable_size);
        ViableSession {
            session_id: SessionId::from_uuid(Uuid::nil()),
            group_id: GroupId::from_uuid(Uuid::nil()),
            group_name: "Tuesdays".to_owned(),
            starts_at: Timestamp::UNIX_EPOCH,
            local_start: date(1970, 1, 1).at(0, 0, 0, 0),
            min_size: 1,
            viable_size: 2,
            outlook: Cell::new(people, Outlook { expected: people, viable }),
            chances: Some(chances),
        }
    }

    #[test]
    fn a_probability_is_told_in_three_words() {
        let words = [1.0, 0.8, 0.79, 0.5, 0.49, 0.0].map(|chance| Likelihood::of(chance).word());
        assert_eq!(words, ["LIKELY", "LIKELY", "UNCERTAIN", "UNCERTAIN", "UNLIKELY", "UNLIKELY"]);
    }

    #[test]
    fn no_chance_is_left_to_subtract_and_of_a_few_people_nothing() {
        let period = Period::ahead_of(date(1970, 1, 1), None, None).unwrap();
        let mut viability =
            Viability { period, today: period.from(), sessions: vec![session(6), session(5), session(4)] };
        viability.suppress();
        let shown: Vec<Option<Outlook>> =
            viability.sessions.iter().map(|session| session.outlook.figures().copied()).collect();
        let likely = |expected| Some(Outlook { expected, viable: Likelihood::Likely });
        assert_eq!(shown, [likely(6), likely(5), None]);
        assert!(viability.sessions.iter().all(|session| session.chances.is_none()));
        let rows = viability.table().rows;
        let exact = rows.iter().flat_map(|row| row[9..12].iter());
        assert_eq!(exact.filter(|value| **value != Value::Nothing).count(), 0);
        assert_eq!((&rows[1][8], &rows[2][8]), (&Value::from("LIKELY"), &Value::Nothing));
    }

    #[test]
    fn a_session_says_that_something_of_it_is_withheld_also_where_its_outlook_is_shown() {
        let period = Period::ahead_of(date(1970, 1, 1), None, None).unwrap();
        let mut viability =
            Viability { period, today: period.from(), sessions: vec![session(6), session(4), session(0)] };
        let flags = |viability: &Viability| -> Vec<Value> {
            viability.table().rows.iter().map(|row| row[12].clone()).collect()
        };
        assert_eq!(flags(&viability), [Value::from(false), false.into(), false.into()]);
        viability.suppress();
        assert_eq!(flags(&viability), [Value::from(true), true.into(), true.into()]);
    }

    #[test]
    fn nobody_comes_to_a_session_without_anybody_and_no_figure_has_a_sign() {
        let Chances { mean, of_min_size, of_viable_size } = Chances::of(&[], 1, 2);
        for figure in [mean, of_min_size, of_viable_size] {
            assert_eq!((figure, figure.is_sign_positive()), (0.0, true));
        }
    }
}
