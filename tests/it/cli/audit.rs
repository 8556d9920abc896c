//! `roundel audit`, as an operator runs it.

use roundel::app::App;
use roundel::app::ambient::{SystemClock, SystemEntropy};
use roundel::app::audit::seal_audit;
use roundel::storage::Database;

use crate::support::{Backend, LIMITS, Roundel, TestDatabase, both};

/// Seals everything that is in the database.
async fn seal(database: &TestDatabase) {
    let db = Database::connect(&database.url, LIMITS).await.unwrap();
    let app = App::new(db, std::sync::Arc::new(SystemClock), std::sync::Arc::new(SystemEntropy));
    seal_audit(&app, &|| true).await.unwrap();
}

/// A clinic of that name: its id.
fn clinic(roundel: &Roundel, name: &str) -> String {
    let email = format!("{}@example.org", name.to_lowercase());
    let command = [
        "clinic",
        "create",
        "--name",
        name,
        "--site-name",
        "Main",
        "--zone",
        "UTC",
        "--phone",
        "+1 555 0100",
        "--admin-name",
        "Ada",
        "--admin-email",
        &email,
    ];
    let out = roundel.run(&command).done();
    out.split_whitespace().find(|word| word.starts_with("cln_")).unwrap().to_owned()
}

both! {
    async fn every_clinics_log_is_checked_and_a_break_is_named_with_a_code(db) {
        let roundel = Roundel::on(&db.url_text);
        let (north, south) = (clinic(&roundel, "North"), clinic(&roundel, "South"));
        let early = roundel.run(&["audit", "verify"]).done();
        for clinic in [&north, &south] {
            let line = early.lines().find(|line| line.starts_with(clinic.as_str())).unwrap();
            assert!(line.contains("\t0\t1\t"), "{early}");
        }
        seal(&db).await;
        let sealed = roundel.run(&["audit", "verify", "--clinic", &north]).done();
        let fields: Vec<&str> = sealed.trim().split('\t').collect();
        let [whose, "1", "0", head] = fields[..] else { panic!("{sealed}") };
        assert_eq!((whose, head.len()), (north.as_str(), 64));
        roundel.run(&["audit", "verify", "--clinic", &north, "--head", head]).done();

        let other = roundel.run(&["audit", "verify", "--clinic", &north, "--head", &"ab".repeat(32)]);
        assert_eq!(other.code, 1, "{other:?}");
        assert!(other.err.contains("the chain was cut at its end, or made anew"), "{other:?}");
        let (drop, table) = match db.backend {
            Backend::Sqlite => ("DROP TRIGGER audit_event_no_update;", "audit_event"),
            Backend::Postgres => ("ALTER TABLE audit_event DISABLE TRIGGER USER;", "audit_event"),
        };
        db.execute(&format!("{drop} UPDATE {table} SET operation = 'nothing'")).await;
        let broken = roundel.run(&["audit", "verify"]);
        assert_eq!(broken.code, 1, "{broken:?}");
        for clinic in [&north, &south] {
            let told = format!("{clinic}: link 1, row aud_");
            assert!(broken.err.contains(&told), "{broken:?}");
        }
        assert!(broken.err.contains("the row was changed after it was sealed"), "{broken:?}");
        let nobody = roundel.run(&["audit", "verify", "--clinic", "cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4"]).failed(1);
        assert!(nobody.contains("there is no clinic"), "{nobody}");
    }

    async fn a_clinics_log_is_listed_the_newest_first(db) {
        let roundel = Roundel::on(&db.url_text);
        let (north, south) = (clinic(&roundel, "North"), clinic(&roundel, "South"));
        let who = ["--clinic", &north, "--name", "Kim", "--role", "therapist", "--zone", "UTC", "--email", "kim@example.org"];
        roundel.run(&[&["user", "add"] as &[&str], &who].concat()).done();
        let ran = roundel.run(&["audit", "list", "--clinic", &north]);
        assert!(ran.err.starts_with("id\twhen\tactor\tkind\toperation\toutcome\tsubject\t"), "{ran:?}");
        let out = ran.done();
        let rows: Vec<Vec<&str>> = out.lines().map(|line| line.split('\t').collect()).collect();
        assert!(rows.len() > 1 && rows.iter().all(|row| row.len() == 11 && row[0].starts_with("aud_")), "{out}");
        let operations: Vec<&str> = rows.iter().map(|row| row[4]).collect();
        assert_eq!((operations[0], operations[operations.len() - 1]), ("addStaffMember", "createClinic"));
        assert!(!out.contains(&south) && !out.contains("Kim") && !out.contains('@'), "ids and words only: {out}");
        let newest = roundel.run(&["audit", "list", "--clinic", &north, "--limit", "1"]).done();
        assert_eq!(newest.lines().collect::<Vec<_>>(), out.lines().take(1).collect::<Vec<_>>());
        let of_one = roundel.run(&["audit", "list", "--clinic", &north, "--subject", rows[0][6]]).done();
        assert!(!of_one.is_empty() && of_one.lines().all(|line| line.contains(rows[0][6])), "{of_one}");
        let nobody = roundel.run(&["audit", "list", "--clinic", "cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4"]).failed(1);
        assert!(nobody.contains("there is no clinic"), "{nobody}");
    }
}
