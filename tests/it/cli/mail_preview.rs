//! The mails to come, by the command line.

#![expect(clippy::disallowed_methods, reason = "the program reads the real clock")]

use jiff::{SignedDuration, Timestamp};
use roundel::domain::people::Language;

use crate::support::{ReminderFixture, Roundel, both};

both! {
    async fn the_mails_to_come_are_told_with_their_words_and_what_keeps_them_back(db) {
        let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
        let fixture = ReminderFixture::open_at(db, &now.to_string()).await;
        let zoe = fixture.member("Zoe", Language::En, "America/New_York").await;
        let max = fixture.member("Max", Language::En, "Asia/Tokyo").await;
        fixture.session(&(now + SignedDuration::from_hours(72)).to_string(), &[zoe, max]).await;
        fixture.plan().await;
        let stop = "UPDATE client SET reminders_stopped_at = '2026-03-02 00:00:00+00:00' WHERE clinic_id = $1 AND id = $2";
        fixture.execute(stop, &[max.client_id.uuid().into()]).await;
        let roundel = Roundel::on(&fixture.clinic.database.url_text);
        let clinic = fixture.clinic.created.clinic.id.to_string();
        let run = |more: &[&str]| {
            let mut words = vec!["mail", "preview", "--clinic", clinic.as_str()];
            words.extend_from_slice(more);
            roundel.run(&words)
        };

        let told = run(&[]);
        assert!(told.err.contains("6 mails until ") && told.err.contains(", 3 of them go out"), "{told:?}");
        assert!(told.err.contains("left out: digests"), "{told:?}");
        let told = told.done();
        let rows: Vec<Vec<&str>> = told.lines().map(|line| line.split('\t').collect()).collect();
        assert_eq!(rows.len(), 6, "{told}");
        assert!(rows.iter().all(|row| row.len() == 5), "{told}");
        let of_zoe: Vec<_> = rows.iter().filter(|row| row[1] == format!("{} zoe@clients.example", zoe.client_id)).collect();
        assert_eq!(of_zoe.len(), 3, "{told}");
        for row in of_zoe {
            assert!(row[0].ends_with(" America/New_York") && row[4] == "yes", "{row:?}");
            assert!(["WELCOME", "REMINDER"].contains(&row[2]) && row[3] != "-", "{row:?}");
        }
        assert_eq!(rows.iter().filter(|row| row[4] == "no: OPTED_OUT" && row[3] == "-").count(), 3, "{told}");
        assert!(!told.contains("Hello") && !told.contains("Zoe"), "no words unless they are asked for: {told}");

        let own = run(&["--client", &zoe.client_id.to_string(), "--text"]).done();
        assert!(own.contains("    ") && own.contains("Zoe") && !own.contains(&max.client_id.to_string()), "{own}");
        let soon = run(&["--days", "1", "--client", &zoe.client_id.to_string()]).done();
        assert!(soon.lines().count() < 3, "{soon}");

        roundel.run(&["mail", "pause", "--clinic", &clinic, "--reason", "new mail server"]).done();
        let paused = run(&["--client", &zoe.client_id.to_string()]);
        assert!(paused.err.contains("warning: paused mails: none leaves"), "{paused:?}");
        assert_eq!(paused.done().matches("no: the clinic's mails are paused").count(), 3);

        for days in ["0", "15"] {
            let refused = run(&["--days", days]).failed(2);
            assert!(refused.contains(&format!("'{days}' for '--days <DAYS>': {days} is not in 1..=14")), "{refused}");
        }
        let unknown = run(&["--client", "cli_01890a5d2c7e7cc3980ad3f0e1a2b3c4"]).failed(1);
        assert!(unknown.contains("--client: there is no such client in this clinic"), "{unknown}");
        let nobody = ["mail", "preview", "--clinic", "cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4"];
        assert!(roundel.run(&nobody).failed(1).contains("there is no clinic"));
    }

    async fn a_dry_run_is_told_in_the_preview(db) {
        let now = Timestamp::from_second(Timestamp::now().as_second()).unwrap();
        let fixture = ReminderFixture::open_at(db, &now.to_string()).await;
        let members = fixture.members(1).await;
        fixture.session(&(now + SignedDuration::from_hours(72)).to_string(), &members).await;
        let roundel = Roundel::on(&fixture.clinic.database.url_text);
        let settings = "[mail]\ntransport = \"dry_run\"\n[worker]\nwelcome_clients = false\n";
        std::fs::write(roundel.folder().join("roundel.toml"), settings).unwrap();
        let clinic = fixture.clinic.created.clinic.id.to_string();
        let told = roundel.run(&["--config", "roundel.toml", "mail", "preview", "--clinic", &clinic]).done();
        assert_eq!(told.lines().count(), 2, "no welcome: {told}");
        assert_eq!(told.matches("no: DRY_RUN").count(), 2, "{told}");
    }
}
