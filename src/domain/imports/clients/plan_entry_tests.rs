//! What rows do on the waiting list of a clinic in UTC on 2 March 2026.

use jiff::civil::date;
use uuid::Uuid;

use super::super::{
    Duplicates, ImportPlan, KnownClients, KnownSite, RowEffect, RowOutcome, plan_import, read_clients,
};
use super::*;
use crate::domain::people::ClientRecord;

const HEADER: &str = "external_id,preferred_name,language,zone,waitlist_program,waitlist_site,referred_on,\
                      waitlist_priority,waitlist_status,withdrawal_reason";
const NOON: Timestamp = Timestamp::UNIX_EPOCH;

fn list() -> KnownWaitlist {
    let id = |number| Uuid::from_u128(number);
    let programs = vec![
        (ProgramId::from_uuid(id(1)), "IPT-GROUP".to_owned()),
        (ProgramId::from_uuid(id(2)), "IPT-B".to_owned()),
    ];
    let site = |number, name: &str, today| KnownSite {
        id: SiteId::from_uuid(id(number)),
        name: name.to_owned(),
        today,
    };
    let sites = vec![site(1, "Main", date(2026, 3, 2)), site(2, "Tokyo", date(2026, 3, 3))];
    KnownWaitlist::new(programs, sites, date(2026, 3, 2))
}

/// A plan of one row in a clinic that has brought in `before`, if anything.
fn plan(before: Option<&str>, row: &str) -> (ImportPlan, KnownClients) {
    let mut known = KnownClients::with_waitlist(list());
    if let Some(before) = before {
        let first = planned(&known, before);
        let RowOutcome::Create(new) = &first.rows[0].outcome else { panic!("{first:?}") };
        let entry = new.waitlist.clone();
        let (client, details) = new.as_ref().clone().into_client(ClientId::from_uuid(Uuid::nil()), NOON);
        let id = WaitlistEntryId::from_uuid(Uuid::nil());
        known.waitlist.add_entries(entry.map(|entry| entry.into_entry(id, client.id, NOON)));
        known.add(ClientRecord { client, details });
    }
    (planned(&known, row), known)
}

fn planned(known: &KnownClients, row: &str) -> ImportPlan {
    let rows = read_clients(format!("{HEADER}\n{row}\n").as_bytes()).unwrap();
    plan_import(&rows, known, Duplicates::Skip, NOON)
}

/// What the cells of the list do to a client who has been brought in with those others.
fn outcome(before: &str, cells: &str) -> RowOutcome {
    let row = |cells: &str| format!("A-1,Ana,en,UTC,{cells}");
    plan(Some(&row(before)), &row(cells)).0.rows.remove(0).outcome
}

#[track_caller]
fn changed(before: &str, cells: &str) -> ChangedEntry {
    match outcome(before, cells) {
        RowOutcome::Update(update) => {
            assert_eq!((update.fields.as_slice(), update.changes_client()), (["waitlist"].as_slice(), false));
            match update.waitlist {
                Some(PlannedEntry::Changed(changed)) => *changed,
                other => panic!("{other:?}"),
            }
        }
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn refusal(before: &str, cells: &str) -> String {
    match outcome(before, cells) {
        RowOutcome::Refused(refused) => refused[0].to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_new_client_is_put_on_the_list_with_the_usual_values_for_what_is_left_out() {
    let (plan, _) = plan(None, "A-1,Ana,en,UTC,ipt-group,,,,,");
    let RowOutcome::Create(new) = &plan.rows[0].outcome else { panic!("{plan:?}") };
    let entry = new.waitlist.clone().unwrap();
    assert_eq!((entry.site_id, entry.referred_on), (None, date(2026, 3, 2)));
    assert_eq!((entry.priority, entry.status), (WaitlistPriority::Routine, WaitlistStatus::Referred));
}

#[test]
fn the_same_again_changes_nothing_and_an_empty_program_says_nothing() {
    for (before, cells) in [
        ("IPT-GROUP,Main,2026-01-05,soon,screened,", "ipt-group,main,2026-01-05,SOON,SCREENED,"),
        ("IPT-GROUP,Main,2026-01-05,soon,screened,", ",,,,,"),
        ("IPT-GROUP,,,,,", "IPT-GROUP,,,,,"),
        (",,,,,", ",Main,,SOON,,"),
    ] {
        assert_eq!(outcome(before, cells).effect(), RowEffect::Unchanged, "{cells}");
    }
}

#[test]
fn only_what_differs_changes_and_a_way_forward_may_take_two_steps() {
    let before = "IPT-GROUP,Main,2026-01-05,SOON,,";
    let further = changed(before, "IPT-GROUP,Main,,,WAITING,");
    assert_eq!((further.after.status, further.after.row_version), (WaitlistStatus::Waiting, 2));
    assert_eq!(further.after.priority, WaitlistPriority::Soon);
    let anywhere = changed(before, "IPT-GROUP,,,,,");
    assert_eq!(anywhere.after, WaitlistEntry { site_id: None, row_version: 2, ..anywhere.before });
    let gone = changed(before, "IPT-GROUP,Tokyo,,,withdrawn,not reached");
    assert_eq!(gone.after.ended_on, Some(date(2026, 3, 3)), "by the calendar where they wait");
}

#[test]
fn another_program_is_another_entry() {
    let RowOutcome::Update(update) = outcome("IPT-GROUP,,,,,", "IPT-B,,,,,") else { panic!() };
    assert!(matches!(update.waitlist, Some(PlannedEntry::New(_))) && !update.changes_client());
}

#[test]
fn what_cannot_be_is_refused_with_the_reason() {
    let waiting = "IPT-GROUP,,,,WAITING,";
    for (before, cells, told) in [
        (
            waiting,
            "IPT-GROUP,,,,REFERRED,",
            "waitlist_status `REFERRED`: an entry that is WAITING does not become",
        ),
        (waiting, "IPT-GRUOP,,,,,", "did you mean IPT-GROUP?"),
        (waiting, "yoga,,,,,", "there are IPT-GROUP, IPT-B"),
        (waiting, "IPT-GROUP,Mian,,,,", "did you mean Main?"),
        (waiting, "IPT-GROUP,Main,2026-03-03,,,", "referred_on `2026-03-03`: 2026-03-03 lies ahead"),
        (waiting, "IPT-GROUP,,03/02/2026,,,", "expected a date such as 2026-03-02"),
        (waiting, "IPT-GROUP,,,,ACCEPTED,", "expected one of REFERRED, SCREENED, WAITING, WITHDRAWN"),
        (waiting, "IPT-GROUP,,,,WITHDRAWN,", "withdrawal_reason ``: a withdrawal needs a reason"),
        (waiting, "IPT-GROUP,,,,,OTHER", "withdrawal_reason `OTHER`: only WITHDRAWN takes a reason"),
        (waiting, "IPT-B,,,,WITHDRAWN,OTHER", "there is nothing to withdraw"),
    ] {
        let said = refusal(before, cells);
        assert!(said.contains(told), "{cells}: {said}");
    }
    assert_eq!(changed(waiting, "IPT-GROUP,Tokyo,2026-03-03,,,").after.referred_on, date(2026, 3, 3));
}

#[test]
fn a_wait_that_is_over_is_begun_anew_but_no_withdrawal_is_repeated() {
    let (_, mut known) = plan(Some("A-1,Ana,en,UTC,IPT-GROUP,,,,,"), "A-1,Ana,en,UTC,,,,,,");
    let client = ClientId::from_uuid(Uuid::nil());
    let program = known.waitlist.program("IPT-GROUP").unwrap();
    let open = known.waitlist.open_entry(client, program).unwrap().clone();
    let closed = open
        .with_status(
            WaitlistStatus::Withdrawn,
            Some(crate::domain::waitlist::WithdrawalReason::Other),
            date(2026, 3, 2),
        )
        .unwrap();
    known.waitlist = list();
    known.waitlist.add_entries(closed);
    let again = planned(&known, "A-1,Ana,en,UTC,IPT-GROUP,,,,WITHDRAWN,OTHER");
    assert_eq!(again.rows[0].outcome.effect(), RowEffect::Unchanged);
    let anew = planned(&known, "A-1,Ana,en,UTC,IPT-GROUP,,,,,");
    assert!(
        matches!(&anew.rows[0].outcome, RowOutcome::Update(update) if matches!(update.waitlist, Some(PlannedEntry::New(_))))
    );
}

#[test]
fn a_plans_hash_knows_the_entrys_version() {
    use crate::domain::ids::ImportId;
    let row = "A-1,Ana,en,UTC,IPT-GROUP,,,,WAITING,";
    let (plan, mut known) = plan(Some("A-1,Ana,en,UTC,IPT-GROUP,,,,,"), row);
    let hash = |plan: &ImportPlan| plan.hash(ImportId::from_uuid(Uuid::nil()), Duplicates::Skip, false);
    assert_eq!(hash(&plan), hash(&planned(&known, row)));
    let program = known.waitlist.program("IPT-GROUP").unwrap();
    let entry = known.waitlist.open_entry(ClientId::from_uuid(Uuid::nil()), program).unwrap().clone();
    known.waitlist.add_entries([WaitlistEntry { row_version: 7, ..entry }]);
    assert_ne!(hash(&plan), hash(&planned(&known, row)));
}
