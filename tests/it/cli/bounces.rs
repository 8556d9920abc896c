//! Reports in a mail box, by the command line.

use std::fs;

use crate::support::{ReminderFixture, Roundel, both, bounce_report};

both! {
    async fn a_folder_of_bounces_is_read_and_what_cannot_be_is_left(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let members = fixture.members(1).await;
        fixture.session("2026-03-10T17:30:00Z", &members).await;
        fixture.plan().await;
        fixture.clinic.at("2026-03-08T17:30:00Z");
        fixture.deliver().await;
        let id = fixture.arrived().pop().unwrap();
        let delivery = fixture.outbox().await.into_iter().find(|mail| mail.message_id == id).unwrap().id;
        let roundel = Roundel::on(&fixture.clinic.database.url_text);
        let folder = roundel.folder().join("new");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("1.eml"), bounce_report(&id, "failed", "5.1.1", true)).unwrap();
        fs::write(folder.join("2.eml"), bounce_report(&id, "failed", "5.1.1", false)).unwrap();
        fs::write(folder.join("3.eml"), "Subject: hello\r\n\r\nNo report.\r\n").unwrap();
        fs::write(folder.join(".4.eml"), "still being written").unwrap();

        let rehearsed = roundel.run(&["mail", "bounce", "--folder", "new", "--dry-run"]);
        assert_eq!(rehearsed.code, 1, "{rehearsed:?}");
        assert_eq!(rehearsed.out.matches("WOULD_RECORD").count(), 2);
        assert!(folder.join("1.eml").exists() && fixture.outbox().await.iter().all(|mail| mail.why.is_none()));

        let ran = roundel.run(&["mail", "bounce", "--folder", "new"]);
        assert_eq!(ran.code, 1, "{ran:?}");
        let line = |what: &str| format!("{delivery}\t5.1.1\tHARD\t{what}\n");
        assert_eq!(ran.out, line("RECORDED") + &line("KNOWN"));
        assert!(ran.err.contains("3.eml: this is no delivery status notification"), "{}", ran.err);
        assert!(ran.err.contains("2 of 3 messages read, 1 left where they are"), "{}", ran.err);
        let is_there = |name: &str| folder.join(name).exists();
        assert!(is_there("done/1.eml") && is_there("done/2.eml") && is_there("3.eml") && is_there(".4.eml"));
        assert!(!is_there("1.eml") && !is_there("2.eml"));
        fs::write(folder.join("5.eml"), bounce_report(&id, "failed", "5.1.1", true)).unwrap();
        let again = roundel.run(&["mail", "bounce", "--folder", "new", "--dry-run"]);
        assert_eq!(again.out, line("KNOWN"));
    }

    async fn one_bounce_is_read_from_standard_input(db) {
        let fixture = ReminderFixture::open_at(db, "2026-03-02T12:00:00Z").await;
        let roundel = Roundel::on(&fixture.clinic.database.url_text);
        let foreign = bounce_report("<ffffffffffffffffffffffffffffffff@elsewhere.example>", "failed", "5.1.1", true);
        fs::write(roundel.folder().join("message.eml"), foreign).unwrap();
        let program = env!("CARGO_BIN_EXE_roundel");
        let refused = roundel.shell(&format!("{program} mail bounce < message.eml")).failed(1);
        assert!(refused.contains("no clinic here has sent that mail"), "{refused}");
    }
}
