//! Who is mailed of closures, and that it is one mail each.

use std::collections::BTreeMap;

use jiff::civil::date;
use roundel::app::closures::{
    CloseTimes, CommitClosures, CommittedClosures, commit_closures, preview_closures,
};
use roundel::app::series::{UndoScheduleChange, undo_schedule_change};
use roundel::domain::closures::{ClosureOf, ClosureSpan, NewClosure};
use roundel::domain::people::Language;
use roundel::domain::series::ClosureResolution;

use crate::support::{ReadMail, ReminderFixture, both};

const NOW: &str = "2026-03-02T12:00:00Z";
const TUESDAY: &str = "2026-03-10T17:30:00Z";
const THURSDAY: &str = "2026-03-12T17:30:00Z";

/// Closes the site from the Tuesday to the Thursday, and loses what falls into that.
async fn close(fixture: &ReminderFixture) -> CommittedClosures {
    let span = ClosureSpan::parse(date(2026, 3, 10), Some(date(2026, 3, 12)), None, None).unwrap();
    let closures = CloseTimes {
        of: ClosureOf::Site(fixture.clinic.created.site.id),
        closures: vec![NewClosure { span, reason: Some("Flood".parse().unwrap()) }],
        resolution: ClosureResolution::Skip,
        series: BTreeMap::new(),
        substitutes: BTreeMap::new(),
    };
    let (app, admin) = (&fixture.clinic.app, &fixture.clinic.admin);
    let plan_hash = preview_closures(app, admin, &closures).await.unwrap().hash;
    commit_closures(app, admin, &CommitClosures { closures, plan_hash }).await.unwrap()
}

both! {
    async fn a_client_of_several_sessions_gets_one_mail_of_all_without_the_reason(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let of_both = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        let of_one = fixture.member("Yan", Language::En, "America/New_York").await;
        fixture.session(TUESDAY, &[of_both, of_one]).await;
        fixture.session(THURSDAY, &[of_both]).await;
        close(&fixture).await;
        assert_eq!(fixture.gather().await, 0, "it can be undone still");
        assert_eq!(fixture.tell().await, 2);
        let mut subjects = fixture.subjects();
        subjects.sort_unstable();
        assert_eq!(subjects, ["Appointment cancelled", "Your appointments have changed"]);
        assert!(fixture.mail.sent().iter().all(|sent| !sent.text().contains("Flood")));
        assert_eq!(fixture.tell().await, 0, "and no second one");
    }

    async fn closures_taken_back_in_time_are_told_to_nobody(db) {
        let fixture = ReminderFixture::open_at(db, NOW).await;
        let member = fixture.member("Zoe", Language::En, "Europe/Berlin").await;
        let session = fixture.session(TUESDAY, &[member]).await;
        let committed = close(&fixture).await;
        assert!(fixture.read_session(session).await.is_cancelled());
        let undo = UndoScheduleChange { change_id: committed.change.id, partly: false };
        undo_schedule_change(&fixture.clinic.app, &fixture.clinic.admin, undo).await.unwrap();
        let restored = fixture.read_session(session).await;
        assert!(!restored.is_cancelled());
        assert_eq!((restored.notice_version, fixture.tell().await), (1, 0));
        assert_eq!(fixture.subjects(), Vec::<String>::new());
    }
}
