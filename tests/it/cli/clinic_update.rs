//! What all mails of a clinic tell of it: names that tell too much, and changing it afterwards.

use crate::support::{Ran, Roundel, both};

const TELLING: &str = "Harlem Group Therapy for Depression";

fn create(roundel: &Roundel, name: &str, more: &[&str]) -> Ran {
    let command = [
        "clinic",
        "create",
        "--name",
        name,
        "--site-name",
        "Main",
        "--zone",
        "America/New_York",
        "--phone",
        "+1 555 0100",
        "--admin-name",
        "Ada",
        "--admin-email",
        "ada@example.org",
    ];
    roundel.run(&[command.as_slice(), more].concat())
}

/// The id that `clinic create` printed.
fn id(out: &str) -> String {
    out.lines().find_map(|line| line.strip_prefix("clinic ")).unwrap().to_owned()
}

#[track_caller]
fn holds(told: &str, parts: &[&str]) {
    for part in parts {
        assert!(told.contains(part), "{part}: {told}");
    }
}

/// The lines of `doctor` about names that tell.
fn warnings(roundel: &Roundel, more: &[&str]) -> Vec<String> {
    let told = roundel.run(&[more, &["doctor"]].concat()).done();
    told.lines().filter(|line| line.contains("telling name")).map(str::to_owned).collect()
}

#[test]
fn a_senders_name_that_tells_is_a_warning() {
    let roundel = Roundel::new();
    roundel.run(&["migrate"]).done();
    let configured = |name: &str| {
        std::fs::write(roundel.folder().join("roundel.toml"), format!("[mail]\nfrom_name = \"{name}\"\n"))
            .unwrap();
        warnings(&roundel, &["--config", "roundel.toml"])
    };
    let told = configured("Riverside Psychotherapy");
    assert_eq!(told.len(), 1, "{told:?}");
    holds(&told[0], &["WARNING", "mail.from_name = \"Riverside Psychotherapy\"", "(Psychotherapy)"]);
    assert_eq!(configured("Riverside Practice"), [""; 0]);
}

both! {
    async fn a_name_that_tells_is_for_staff_and_mails_get_another(db) {
        let roundel = Roundel::on(&db.url_text);
        let refused = create(&roundel, TELLING, &[]).failed(1);
        holds(&refused, &["--name", TELLING, "\"Group\", \"Therapy\" and \"Depression\"", "--mail-name"]);
        let refused = create(&roundel, TELLING, &["--mail-name", "Harlem Psychology"]).failed(2);
        holds(&refused, &["--mail-name", "Harlem Psychology", "without \"Psychology\""]);
        assert_eq!(roundel.run(&["clinic", "list"]).done(), "", "nothing was made");

        create(&roundel, TELLING, &["--mail-name", "Harlem House"]).done();
        holds(&roundel.run(&["clinic", "list"]).done(), &[TELLING]);
        assert_eq!(warnings(&roundel, &[]), [""; 0]);
    }

    async fn what_mails_tell_is_changed_and_what_stands_already_is_not_recorded_again(db) {
        let roundel = Roundel::on(&db.url_text);
        let clinic = id(&create(&roundel, "Riverside Practice", &[]).done());
        // As it was stored before such names were refused.
        db.execute(&format!("UPDATE clinic SET mail_name = '{TELLING}'")).await;
        let told = warnings(&roundel, &[]);
        assert_eq!(told.len(), 1, "{told:?}");
        let way_out = format!("`roundel clinic update --clinic {clinic} --mail-name`");
        holds(&told[0], &["WARNING", TELLING, "(Group, Therapy, Depression)", &way_out]);

        let update = |more: &[&str]| {
            let command = ["clinic", "update", "--clinic", &clinic];
            roundel.run(&[command.as_slice(), more].concat())
        };
        holds(&update(&["--mail-name", TELLING]).failed(2), &["--mail-name", "\"Depression\""]);
        holds(&update(&[]).failed(2), &["--mail-name", "--phone", "--crisis-lines"]);
        let edit = ["--mail-name", "Harlem House", "--crisis-lines", "In an emergency call 911"];
        let changed = update(&edit);
        assert!(!changed.err.contains("nothing was changed"), "{changed:?}");
        let told = changed.done();
        assert_eq!(told, "mail name\tHarlem House\nphone\t+1 555 0100\ncrisis lines\tIn an emergency call 911\n");
        let again = update(&edit);
        assert!(again.err.contains("nothing was changed"), "{again:?}");
        assert_eq!(again.done(), told);

        let log = roundel.run(&["audit", "list", "--clinic", &clinic]).done();
        let events: Vec<&str> = log.lines().filter(|line| line.contains("updateClinic")).collect();
        assert_eq!(events.len(), 1, "{log}");
        holds(events[0], &["cli.clinic_update", &clinic, "[\"mailName\",\"crisisLines\"]"]);
        assert!(!events[0].contains("Harlem"), "{log}");
        let doctor = roundel.run(&["doctor"]).done();
        assert!(!doctor.contains("telling name") && !doctor.contains("crisis lines"), "{doctor}");

        let nobody = ["clinic", "update", "--clinic", "cln_01890a5d2c7e7cc3980ad3f0e1a2b3c4", "--phone", "1"];
        holds(&roundel.run(&nobody).failed(1), &["there is no clinic"]);
    }
}
