//! What a closure comes to, resolution by resolution.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use uuid::Uuid;

use super::super::tests::{id, marked, now, series};
use super::*;
use crate::domain::closures::{Closure, ClosureSpan};
use crate::domain::ids::{ClosureId, ScheduleChangeId};
use crate::domain::series::Exceptions;
use crate::domain::series::SessionMinutes;
use crate::domain::time::{Zone, resolve};

/// From 3 March on, every Tuesday.
fn tuesday(n: i64) -> Date {
    date(2026, 3, 3).checked_add((7 * n).days()).unwrap()
}

fn closed(of: ClosureOf, days: &[(Date, Date)]) -> ClosedTimes {
    let closure = |(n, (first, last)): (usize, &(Date, Date))| Closure {
        id: ClosureId::from_uuid(Uuid::from_u128(n as u128)),
        of,
        zone: Zone::parse("Europe/London").unwrap(),
        span: ClosureSpan::parse(*first, Some(*last), None, None).unwrap(),
        reason: None,
        change_id: ScheduleChangeId::from_uuid(Uuid::nil()),
        withdrawn_at: None,
        row_version: 1,
    };
    let closures: Vec<Closure> = days.iter().enumerate().map(closure).collect();
    ClosedTimes::new(&closures, BTreeMap::new()).unwrap()
}

fn site() -> ClosureOf {
    ClosureOf::Site(series().0.site_id)
}

fn therapist() -> ClosureOf {
    ClosureOf::Therapist(series().0.therapist_id)
}

const OTHER: StaffMemberId = StaffMemberId::from_uuid(Uuid::from_u128(77));

fn by(resolution: ClosureResolution) -> ClosureResponse {
    ClosureResponse { resolution, ..ClosureResponse::default() }
}

/// The series' sessions after it, that are not cancelled: their dates, in order.
fn standing(sessions: &[EditableSession], plan: &EditedSeries) -> Vec<Date> {
    let after = |one: &EditableSession| {
        let changed = plan.changed.iter().find(|edit| edit.before.id == one.session.id);
        changed.map_or_else(|| one.session.clone(), |edit| edit.after.clone())
    };
    let kept = sessions.iter().map(after).filter(|session| !session.is_cancelled());
    let mut dates: Vec<Date> = kept.map(|session| session.local_start.date()).collect();
    dates.extend(plan.added.iter().map(|planned| planned.local_start.date()));
    dates.sort_unstable();
    dates
}

fn plan(
    of: ClosureOf,
    days: &[(Date, Date)],
    response: &ClosureResponse,
) -> Result<EditedSeries, CloseError> {
    let (series, sessions) = series();
    let closed = closed(of, days);
    plan_closure(&series, &sessions, of, (&closed, &closed), response, now())
}

#[test]
fn both_shifting_and_appending_deliver_the_dose_and_end_on_the_same_date() {
    let (_, sessions) = series();
    let days = [(tuesday(3), tuesday(3)), (tuesday(5), tuesday(5))];
    let appended = plan(site(), &days, &by(ClosureResolution::Append)).unwrap();
    let shifted = plan(site(), &days, &by(ClosureResolution::Shift)).unwrap();
    let wanted: Vec<Date> = [0, 1, 2, 4, 6, 7, 8, 9].map(tuesday).to_vec();
    assert_eq!(standing(&sessions, &appended), wanted);
    assert_eq!(standing(&sessions, &shifted), wanted);
    assert_eq!((appended.changed.len(), appended.added.len()), (2, 2));
    assert_eq!((shifted.changed.len(), shifted.added.len()), (5, 0), "ids are kept");
    assert!(appended.changed.iter().all(|one| one.after.cancelled_by == Some(CancelledBy::Closure)));
}

#[test]
fn a_skipped_session_is_lost() {
    let (_, sessions) = series();
    let skipped = plan(site(), &[(tuesday(3), tuesday(4))], &by(ClosureResolution::Skip)).unwrap();
    assert_eq!(standing(&sessions, &skipped), [0, 1, 2, 5, 6, 7].map(tuesday));
}

#[test]
fn what_is_appended_avoids_the_closed_time_as_well() {
    let (_, sessions) = series();
    let days = [(tuesday(7), tuesday(9))];
    let appended = plan(site(), &days, &by(ClosureResolution::Append)).unwrap();
    assert_eq!(standing(&sessions, &appended), [0, 1, 2, 3, 4, 5, 6, 10].map(tuesday));
    let shifted = plan(site(), &days, &by(ClosureResolution::Shift)).unwrap();
    assert_eq!(standing(&sessions, &shifted), [0, 1, 2, 3, 4, 5, 6, 10].map(tuesday));
}

#[test]
fn a_marked_session_stays_and_the_others_are_shifted_round_it() {
    let (series, mut sessions) = series();
    marked(&mut sessions, 5);
    let days = [(tuesday(3), tuesday(3))];
    let closed = closed(site(), &days);
    let response = by(ClosureResolution::Shift);
    let plan = plan_closure(&series, &sessions, site(), (&closed, &closed), &response, now()).unwrap();
    let moved: Vec<(Date, Date)> = plan
        .changed
        .iter()
        .map(|one| (one.before.local_start.date(), one.after.local_start.date()))
        .collect();
    let wanted = [(3, 4), (4, 6), (6, 8), (7, 9)].map(|(from, to)| (tuesday(from), tuesday(to)));
    assert_eq!(moved, wanted);

    marked(&mut sessions, 3);
    let plan = plan_closure(&series, &sessions, site(), (&closed, &closed), &response, now());
    assert_eq!(
        plan,
        Err(CloseError::Edit(EditError::NothingChanges)),
        "the only one that is closed out is marked"
    );
}

#[test]
fn an_exception_is_shifted_with_the_rest_and_stays_one() {
    let (series, mut sessions) = series();
    let exceptions = Exceptions { time: true, ..Exceptions::NONE };
    let moved = sessions.get_mut(5).unwrap();
    let thursday = later(&moved.session, 0).unwrap();
    let local_start = thursday.local_start.checked_add(2.days()).unwrap();
    let starts_at = resolve(local_start, &thursday.zone).unwrap().starts_at;
    let ends_at = SessionMinutes::DEFAULT.end_of(starts_at).unwrap();
    moved.session = Session { local_start, starts_at, ends_at, exceptions, ..thursday };
    let closed = closed(site(), &[(tuesday(3), tuesday(3))]);
    let response = by(ClosureResolution::Shift);
    let plan = plan_closure(&series, &sessions, site(), (&closed, &closed), &response, now()).unwrap();
    let after = plan.changed.iter().find(|one| one.before.id == sessions[5].session.id).unwrap();
    assert_eq!(after.after.local_start, local_start.checked_add(7.days()).unwrap());
    assert_eq!(after.after.exceptions, exceptions);
}

#[test]
fn a_substitute_leads_what_the_absent_one_would_have() {
    let days = [(tuesday(3), tuesday(4))];
    let leads = |takes_over| {
        let substitute = Some(Substitute { therapist_id: OTHER, takes_over });
        let response = ClosureResponse { substitute, ..ClosureResponse::default() };
        let plan = plan(therapist(), &days, &response).unwrap();
        let given = plan.changed.iter().map(|one| {
            assert_eq!(one.after.therapist_id, OTHER);
            (one.after.local_start.date(), one.after.exceptions.therapist)
        });
        (given.collect::<Vec<_>>(), plan.series.therapist_id == OTHER, plan.added.len())
    };
    let (given, is_series, added) = leads(false);
    assert_eq!(given, [(tuesday(3), true), (tuesday(4), true)]);
    assert!(!is_series && added == 0);
    let (given, is_series, _) = leads(true);
    assert_eq!(given, [3, 4, 5, 6, 7].map(|n| (tuesday(n), false)), "the rest of the series");
    assert!(is_series);
}

#[test]
fn one_session_has_a_substitute_and_the_other_is_appended() {
    let (_, sessions) = series();
    let substitutes = BTreeMap::from([(sessions[3].session.id, OTHER)]);
    let response = ClosureResponse { substitutes, ..ClosureResponse::default() };
    let plan = plan(therapist(), &[(tuesday(3), tuesday(4))], &response).unwrap();
    assert_eq!(standing(&sessions, &plan), [0, 1, 2, 3, 5, 6, 7, 8].map(tuesday));
    let lost = plan.changed.iter().find(|one| one.after.is_cancelled()).unwrap();
    assert_eq!(lost.after.cancelled_by, Some(CancelledBy::Therapist));
}

#[test]
fn a_substitute_that_cannot_help_is_refused() {
    let days = [(tuesday(3), tuesday(4))];
    let substitute = Some(Substitute { therapist_id: OTHER, takes_over: false });
    let response = ClosureResponse { substitute, ..ClosureResponse::default() };
    assert_eq!(plan(site(), &days, &response), Err(CloseError::NobodyIsAway));
    let stray =
        ClosureResponse { substitutes: BTreeMap::from([(id(99), OTHER)]), ..ClosureResponse::default() };
    assert_eq!(plan(therapist(), &days, &stray), Err(CloseError::NotClosedOut(id(99))));
    let (series, sessions) = series();
    let fresh = closed(therapist(), &days);
    let both_away = closed(ClosureOf::Therapist(OTHER), &[(tuesday(4), tuesday(4))]);
    let refused = plan_closure(&series, &sessions, therapist(), (&fresh, &both_away), &response, now());
    assert_eq!(refused, Err(CloseError::SubstituteAway(sessions[4].session.local_start)));
}

#[test]
fn what_lies_beside_the_series_changes_nothing() {
    let beside = [(date(2026, 3, 25), date(2026, 3, 30)), (tuesday(0), tuesday(0))];
    assert_eq!(
        plan(site(), &beside, &ClosureResponse::default()),
        Err(CloseError::Edit(EditError::NothingChanges))
    );
    let response = by(ClosureResolution::Shift);
    let for_ever: Vec<(Date, Date)> =
        (0..3).map(|year| (date(2026 + year, 3, 24), date(2027 + year, 3, 23))).collect();
    let refused = plan(site(), &for_ever, &response);
    assert_eq!(refused, Err(CloseError::Edit(EditError::ClosedThroughout(tuesday(3)))));
}

proptest! {
    #[test]
    fn nothing_stands_in_a_closed_time_and_the_dose_is_whole(
        days in proptest::collection::vec((0_i64..120, 0_i64..20), 1..5),
        marks in proptest::collection::vec(0_usize..8, 0..3),
        is_shifted in any::<bool>(),
    ) {
        let (series, mut sessions) = series();
        for index in marks {
            marked(&mut sessions, index);
        }
        let day = |n: i64| date(2026, 3, 1).checked_add(n.days()).unwrap();
        let days: Vec<(Date, Date)> = days.into_iter().map(|(from, more)| (day(from), day(from + more))).collect();
        let closed = closed(site(), &days);
        let response = by(if is_shifted { ClosureResolution::Shift } else { ClosureResolution::Append });
        let Ok(plan) = plan_closure(&series, &sessions, site(), (&closed, &closed), &response, now()) else {
            return Ok(());
        };
        let dates = standing(&sessions, &plan);
        prop_assert_eq!(dates.len(), sessions.len());
        prop_assert!(dates.windows(2).all(|pair| pair[0] < pair[1]), "one a day: {:?}", dates);
        let is_closed = |session: &Session| {
            closed.at(session.whereabouts(series.site_id), session.starts_at, session.ends_at).is_some()
        };
        for one in &plan.changed {
            prop_assert!(one.after.is_cancelled() || !is_closed(&one.after));
            prop_assert_eq!(one.before.original_local_start, one.after.original_local_start);
        }
        for planned in &plan.added {
            prop_assert!(!series.is_closed_out(planned, &closed));
        }
        for kept in &plan.kept {
            let session = sessions.iter().find(|one| one.session.id == kept.id).unwrap();
            prop_assert!(session.is_marked && is_closed(&session.session));
        }
    }
}
