//! `roundel import clients` and `roundel import list`.

use roundel::domain::ids::ClinicId;
use serde_json::{Value, json};

use super::desk::{Desk, HEADER, ROWS};
use crate::support::{Roundel, both};

fn pairs(effects: &[(&str, &str)]) -> Vec<(String, String)> {
    effects.iter().map(|(line, effect)| ((*line).to_owned(), (*effect).to_owned())).collect()
}

#[test]
fn the_template_is_a_file_that_can_be_brought_in() {
    let template = Roundel::new().run(&["import", "clients", "--template"]).done();
    let rows = roundel::domain::imports::read_clients(template.as_bytes()).unwrap();
    assert!(rows.len() == 1 && rows[0].cells.is_ok(), "{template}");
}

both! {
    async fn a_file_records_clients_with_all_that_it_says_of_them(db) {
        let desk = Desk::at(db).await;
        desk.file(&ROWS);
        let (import, counts) = desk.imported(&[]);
        assert_eq!(counts, "created 2, updated 0, unchanged 0, likely duplicates left out 0, refused 0");
        let [ana, bo] = desk.clients().await.try_into().unwrap();
        for (field, value) in [
            ("externalId", json!("A-1")),
            ("preferredName", json!("Ana Ruiz")),
            ("email", json!("ana@example.org")),
            ("language", json!("es")),
            ("zone", json!("America/New_York")),
            ("location", json!("US-NY")),
            ("problemArea", json!("ROLE_TRANSITION")),
            ("barriers", json!(["TRANSPORT", "WORK"])),
            ("rowVersion", json!(1)),
            ("availability", json!([
                { "weekday": "MONDAY", "localStart": "18:00:00", "localEnd": "20:00:00" },
                { "weekday": "SATURDAY", "localStart": "09:00:00", "localEnd": "12:00:00" },
            ])),
        ] {
            assert_eq!(ana[field], value, "{field}");
        }
        assert!(ana["emailConsentAt"].is_string());
        assert_eq!(ana["guardian"]["preferredName"], "Bea Ruiz");
        assert_eq!(ana["guardian"]["emailConsentAt"], ana["emailConsentAt"]);
        assert_eq!((&bo["preferredName"], &bo["email"], &bo["guardian"]), (&json!("Bo Lind"), &Value::Null, &Value::Null));

        let whole = &desk.fixture.clinic.audit_events(json!({ "subject": import, "first": 5 })).await;
        assert_eq!(whole.len(), 1);
        assert_eq!((&whole[0]["operation"], &whole[0]["details"]["created"]), (&json!("commitImport"), &json!(2)));
        let one = &desk.fixture.clinic.audit_events(json!({ "subject": ana["id"], "first": 5 })).await[0];
        assert_eq!(one["operation"], "createClient");
        assert_eq!(one["details"]["import"], json!(import));

        let listed = desk.roundel.run(&["import", "list", "--clinic", &desk.id]).done();
        let cells: Vec<_> = listed.trim().split('\t').collect();
        assert_eq!((cells[0], cells[2], cells[7]), (import.as_str(), "2", "-"));
    }

    async fn a_dry_run_shows_what_the_real_run_then_does_and_writes_nothing(db) {
        let desk = Desk::at(db).await;
        desk.file(&ROWS);
        desk.imported(&[]);
        let rows = [
            ROWS[0],
            &ROWS[1].replace("Bo Lind", "Bo Lindh"),
            "A-3,Cy,cy@example.org,yes,en,UTC,,,,,,,",
            "A-4,cy,CY@example.org,,en,UTC,,,,,,,",
            "A-5,Di,di@example.org,yes,en,Europe/Berln,,,,,,,",
        ];
        desk.file(&rows);
        let before = desk.traces().await;
        let shown = desk.dry_run(&["--skip-bad-rows"]);
        let expected = [("2", "UNCHANGED"), ("3", "UPDATE"), ("4", "CREATE"), ("5", "LIKELY_DUPLICATE"), ("6", "REFUSED")];
        assert_eq!(shown, pairs(&expected));
        assert_eq!(desk.traces().await, before);
        let (_, counts) = desk.imported(&["--skip-bad-rows"]);
        assert_eq!(counts, "created 1, updated 1, unchanged 1, likely duplicates left out 1, refused 1");
        let after = [("2", "UNCHANGED"), ("3", "UNCHANGED"), ("4", "UNCHANGED"), ("5", "LIKELY_DUPLICATE"), ("6", "REFUSED")];
        assert_eq!(desk.dry_run(&["--skip-bad-rows"]), pairs(&after));
        assert_eq!(desk.clients().await.len(), 3);
    }

    async fn one_bad_row_keeps_the_whole_file_out(db) {
        let desk = Desk::at(db).await;
        desk.file(&[ROWS[0], "A-9,,di@,perhaps,xx,Europe/Berln,,,,,,,", "A-1,Again,,,en,UTC,,,,,,,"]);
        let before = desk.traces().await;
        let said = desk.import(&[]).failed(1);
        for part in ["3\tREFUSED", "preferred_name ``", "email `di@`", "did you mean Europe/Berlin",
            "4\tREFUSED\tA-1\texternal_id `A-1`: stands on line 2 too", "2 of 3 rows", "--skip-bad-rows"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!(desk.traces().await, before);
        let dry = desk.import(&["--dry-run"]);
        assert_eq!(dry.code, 1);
        desk.file(&["A-9,,,,en,UTC,,,,,,,"]);
        let alone = desk.import(&[]).failed(1);
        assert!(alone.contains("1 of 1 row cannot be taken, so none is written: correct it, or leave it out"), "{alone}");
        desk.file(&[ROWS[0], "A-9,,di@,perhaps,xx,Europe/Berln,,,,,,,", "A-1,Again,,,en,UTC,,,,,,,"]);
        let skipped = desk.import(&["--skip-bad-rows"]);
        assert!(skipped.err.contains("3\tREFUSED"), "{skipped:?}");
        assert_eq!(skipped.code, 0);
        assert_eq!(desk.clients().await.len(), 1);
    }

    async fn brought_in_again_only_what_changed_is_written(db) {
        let desk = Desk::at(db).await;
        desk.file(&ROWS);
        desk.imported(&[]);
        let before = desk.clients().await;
        let again = desk.import(&[]);
        assert!(again.err.contains("There was nothing to do") && !again.err.contains("import undo"), "{again:?}");
        let (_, counts) = desk.imported(&[]);
        assert_eq!(counts, "created 0, updated 0, unchanged 2, likely duplicates left out 0, refused 0");
        assert_eq!(desk.clients().await, before, "nothing is written");

        // Another zone and no e-mail any more for Ana; a file that speaks of less keeps the rest.
        desk.bytes(b"external_id;preferred_name;language;zone;email\r\nA-1;Ana Ruiz;es;Europe/Madrid;\r\n");
        let shown = desk.import(&["--dry-run"]).done();
        assert!(shown.trim().ends_with(": email, zone"), "{shown}");
        desk.imported(&[]);
        let mut expected = before[0].clone();
        for (field, value) in [("zone", json!("Europe/Madrid")), ("email", Value::Null), ("emailConsentAt", Value::Null),
            ("rowVersion", json!(2))]
        {
            expected[field] = value;
        }
        assert_eq!(desk.clients().await, [expected.clone(), before[1].clone()]);
        let event = &desk.fixture.clinic.audit_events(json!({ "subject": expected["id"], "first": 1 })).await[0];
        assert_eq!((&event["operation"], &event["details"]["fields"]), (&json!("updateClient"), &json!(["email", "zone"])));
    }

    async fn who_seems_to_be_there_is_left_out_unless_told_otherwise(db) {
        let desk = Desk::at(db).await;
        desk.file(&[ROWS[0]]);
        desk.imported(&[]);
        let [ana] = desk.clients().await.try_into().unwrap();
        desk.file(&[
            ",ana ruiz,ANA@example.org,yes,es,UTC,,,,,,,",
            "B-1,Anders,ana@example.org,yes,en,UTC,,,,,,,",
            "B-2,Cy,cy@example.org,,en,UTC,,,,,,,",
            ",Cy,cy@example.org,,en,UTC,,,,,,,",
        ]);
        let shown = desk.import(&["--dry-run"]).done();
        let id = ana["id"].as_str().unwrap();
        for part in [format!("2\tLIKELY_DUPLICATE\t-\tsame name and e-mail as {id}"),
            format!("3\tLIKELY_DUPLICATE\tB-1\tsame e-mail as {id}"),
            "4\tCREATE".to_owned(), "5\tLIKELY_DUPLICATE\t-\tsame name and e-mail as line 4".to_owned()]
        {
            assert!(shown.contains(&part), "{part}: {shown}");
        }
        let left_out = desk.import(&[]);
        assert!(left_out.err.contains("3\tLIKELY_DUPLICATE"), "{left_out:?}");
        assert_eq!(desk.clients().await.len(), 2);
        desk.imported(&["--duplicates", "create"]);
        assert_eq!(desk.clients().await.len(), 5);
    }

    async fn however_the_file_is_written_it_says_the_same(db) {
        let desk = Desk::at(db).await;
        desk.file(&ROWS);
        desk.imported(&[]);
        let plain = format!("{HEADER}\n{}\n", ROWS.join("\n"));
        let windows = plain.replace("; ", " | ").replace(',', ";").replace('\n', "\r\n");
        for text in [plain.replace('\n', "\r\n"), format!("\u{feff}{plain}"), format!("\u{feff}{windows}"),
            plain.replace("Ana Ruiz", "\"Ana Ruiz\"")]
        {
            desk.bytes(text.as_bytes());
            assert_eq!(desk.dry_run(&[]), pairs(&[("2", "UNCHANGED"), ("3", "UNCHANGED")]), "{text}");
        }
        let piped = format!("{} import clients - --clinic {} --dry-run < clients.csv", env!("CARGO_BIN_EXE_roundel"), desk.id);
        assert!(desk.roundel.shell(&piped).done().contains("2\tUNCHANGED\tA-1"));
        desk.bytes(b"preferred_name,language,zone\nJos\xe9,es,UTC\n");
        assert!(desk.import(&[]).failed(1).contains("clients.csv: line 2: the file is not UTF-8"));
        desk.file(&["A-3,\"Cy\nX\",,,en,UTC,,,,,,,", "A-4,=cmd|'/C calc'!A0,,,en,UTC,,,,,,,"]);
        let said = desk.import(&[]).failed(1);
        for part in [r"2	REFUSED	-	preferred_name `Cy\nX`", "4\tREFUSED\t-\tpreferred_name `=cmd|", "formula"] {
            assert!(said.contains(part), "{part}: {said}");
        }
    }

    async fn another_clinics_clients_are_neither_known_nor_touched(db) {
        let desk = Desk::at(db).await;
        let neighbour = desk.fixture.clinic.neighbour().await;
        desk.file(&ROWS);
        desk.imported(&[]);
        let before = desk.clients().await;
        let there: ClinicId = neighbour.clinic_id;
        let import = |flags: &[&str]| {
            let there = there.to_string();
            desk.roundel.run(&[["import", "clients", "clients.csv", "--clinic", &there].as_slice(), flags].concat()).done()
        };
        let shown = import(&["--dry-run"]);
        assert_eq!(shown.matches("CREATE").count(), 2, "{shown}");
        import(&[]);
        assert_eq!(desk.clients().await, before);
        let nowhere = "cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4";
        let said = desk.roundel.run(&["import", "clients", "clients.csv", "--clinic", nowhere]).failed(1);
        assert!(said.contains(&format!("there is no clinic {nowhere}")), "{said}");
    }
}
