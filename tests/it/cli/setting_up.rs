//! From an empty database to a token that works.

use std::sync::Arc;

use roundel::app::App;
use roundel::app::ambient::{SystemClock, SystemEntropy};
use roundel::app::staff::authenticate;
use roundel::domain::access::{Actor, Role, Scope};
use roundel::domain::audit::{AuditActor, AuditFilter};
use roundel::domain::ids::{ClinicId, StaffMemberId};
use roundel::domain::slice::Slice;
use roundel::storage::audit_events;
use roundel::storage::{Database, all_migrations};

use crate::support::{LIMITS, LoginGate, Ran, Roundel, both};

const CREATE: [&str; 14] = [
    "clinic",
    "create",
    "--name",
    "Riverside Practice",
    "--site-name",
    "Main Street",
    "--zone",
    "America/New_York",
    "--phone",
    "+1 555 0100",
    "--admin-name",
    "Ada O'Neil",
    "--admin-email",
    "ada.o'neil@example.org",
];

/// The id that `clinic create` printed after `what`.
fn printed<T: std::str::FromStr>(out: &str, what: &str) -> T {
    let id = out.lines().find_map(|line| line.strip_prefix(what)?.strip_prefix(' ')).unwrap();
    id.parse().unwrap_or_else(|_| panic!("{id}"))
}

#[test]
fn a_file_may_have_a_space_in_its_name() {
    let roundel = Roundel::on("sqlite://my clinic.db");
    roundel.run(&["migrate"]).done();
    roundel.run(&CREATE).done();
    assert!(roundel.folder().join("my clinic.db").metadata().unwrap().len() > 0);
    // Closed in order: the file is whole by itself.
    assert_eq!(std::fs::read_dir(roundel.folder()).unwrap().count(), 1);
}

#[test]
fn a_clinic_without_crisis_lines_is_made_with_a_warning() {
    let roundel = Roundel::new();
    roundel.run(&["migrate"]).done();
    let without = roundel.run(&CREATE);
    assert!(without.err.contains("warning: no --crisis-lines were given"), "{without:?}");
    let clinic: ClinicId = printed(&without.done(), "clinic");
    let lines = ["--crisis-lines", "In an emergency call 911"];
    let with = roundel.run(&[CREATE.as_slice(), &lines].concat());
    assert!(!with.err.contains("crisis"), "{with:?}");
    with.done();
    let told = roundel.run(&["doctor"]).done();
    let line = told.lines().find(|line| line.contains("crisis lines")).unwrap();
    assert!(line.starts_with("WARNING") && line.contains(&format!("in {clinic}: `updateSite`")), "{told}");
}

#[test]
fn what_is_suggested_repeats_how_the_program_was_started_and_the_settings_that_were_given() {
    let roundel = Roundel::new();
    std::fs::write(roundel.folder().join("my clinic.toml"), "[log]\nlevel = \"warn\"\n").unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_roundel"));
    std::os::unix::fs::symlink(program, roundel.folder().join("the program")).unwrap();
    let settings = ["--config", "my clinic.toml", "--database-url", "sqlite://a.db"];
    let with = |rest: &[&'static str]| [settings.as_slice(), rest].concat();
    let early = roundel.run_as("./the program", &with(&["serve"])).failed(4);
    let step = early.lines().last().unwrap().trim();
    assert_eq!(step, "'./the program' --config 'my clinic.toml' --database-url sqlite://a.db migrate");
    roundel.shell(step).done();
    let created = roundel.run_as("./the program", &with(&CREATE));
    let line = created.err.lines().find(|line| line.contains("token create")).unwrap();
    roundel.shell(line.trim()).done();
    assert_eq!(created.err.lines().filter(|line| line.starts_with("  './the program' --config")).count(), 3);

    // Where the path it was started by leads nowhere from here, the program's own is told.
    let early = Roundel::new().run_as("elsewhere/roundel", &["serve"]).failed(4);
    assert_eq!(early.lines().last().unwrap().trim(), format!("{} migrate", program.display()));
}

#[test]
fn a_password_that_was_typed_is_not_printed_again() {
    let url = "postgres://roundel:hunter2@127.0.0.1:1/clinic";
    let said = Roundel::new().run(&["migrate", "--database-url", url]).failed(4);
    assert!(!said.contains("hunter2"), "{said}");
}

both! {
    async fn a_clinic_is_set_up_by_the_commands_that_each_step_suggests(db) {
        let url = db.unmigrated().await;
        let roundel = Roundel::on(&url);
        let too_early = roundel.run(&CREATE).failed(4);
        let step = too_early.lines().last().unwrap().trim();
        assert!(step.ends_with("roundel migrate"), "{too_early}");

        let names: String = all_migrations().iter().map(|name| format!("{name}\n")).collect();
        assert_eq!(roundel.run(&["migrate", "--dry-run"]).done(), names);
        let migrated = roundel.shell(step);
        assert!(!migrated.err.contains("INFO"), "the migrator's own log tells the same again: {migrated:?}");
        assert_eq!(migrated.done(), names, "the dry run changed nothing");
        let again = roundel.run(&["migrate"]);
        assert!(again.err.contains("nothing to do"), "{again:?}");
        assert_eq!(again.done(), "");

        let Ran { code: 0, out, err: suggested } = roundel.run(&CREATE) else { panic!("not created") };
        let clinic: ClinicId = printed(&out, "clinic");
        let admin: StaffMemberId = printed(&out, "admin");
        let line = suggested.lines().find(|line| line.contains("token create")).unwrap();
        let issued = roundel.shell(line.trim());
        assert!(issued.err.contains("won't be shown again"), "{issued:?}");
        let admins_token = issued.done();

        let colleague = suggested.lines().find(|line| line.contains("user add")).unwrap();
        let added = roundel.shell(colleague.trim());
        let line = added.err.lines().find(|line| line.contains("token create")).unwrap().to_owned();
        let tom: StaffMemberId = added.done().trim().parse().unwrap();
        let toms_first_token = roundel.shell(line.trim()).done();
        let toms_token = roundel
            .run(&["token", "create", "--clinic", &clinic.to_string(), "--user", "tom@example.org",
                "--label", "wall display", "--read-only", "--expires-in-days", "366"])
            .done();

        let database = Database::connect(&url.parse().unwrap(), LIMITS).await.unwrap();
        let app = App::new(database.clone(), Arc::new(SystemClock), Arc::new(SystemEntropy));
        let caller = authenticate(&app, admins_token.trim()).await.unwrap().unwrap();
        assert_eq!((caller.clinic_id, caller.actor, caller.role), (clinic, Actor::Staff(admin), Role::Admin));
        assert_eq!(caller.scopes, Scope::ALL);
        let caller = authenticate(&app, toms_first_token.trim()).await.unwrap().unwrap();
        assert_eq!((caller.actor, caller.role), (Actor::Staff(tom), Role::Therapist));
        assert!(caller.scopes.contains(&Scope::AttendanceWrite) && !caller.scopes.contains(&Scope::ClinicWrite));
        let caller = authenticate(&app, toms_token.trim()).await.unwrap().unwrap();
        assert_eq!((caller.actor, caller.role), (Actor::Staff(tom), Role::Therapist));
        assert_eq!(caller.scopes, Scope::READ_ONLY);

        let slice = Slice { after: None, limit: 10 };
        let events = audit_events::list_audit_events(database.reader(), clinic, &AuditFilter::default(), slice).await.unwrap();
        let rules: Vec<_> = events
            .into_iter()
            .rev()
            .map(|event| match event.actor {
                AuditActor::System(rule) => rule,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(rules, ["clinic.create", "cli.token_create", "cli.user_add", "cli.token_create", "cli.token_create"]);
    }

    async fn a_token_is_found_by_its_list_and_revoked_once(db) {
        let roundel = Roundel::on(&db.url_text);
        let clinic: ClinicId = printed(&roundel.run(&CREATE).done(), "clinic");
        let clinic = clinic.to_string();
        let secret = roundel
            .run(&["token", "create", "--clinic", &clinic, "--user", "ada.o'neil@example.org", "--label", "display",
                "--read-only"])
            .done();
        let list = || roundel.run(&["token", "list", "--clinic", &clinic, "--user", "ada.o'neil@example.org"]).done();
        let listed = list();
        assert!(!listed.contains(secret.trim()), "{listed}");
        let fields: Vec<_> = listed.trim_end().split('\t').collect();
        let [id, "display", "Ada O'Neil", scopes, _, _, "-"] = fields[..] else { panic!("{listed}") };
        assert_eq!(scopes, "schedule:read,clients:read,attendance:read,reminders:read");

        let revoke = || roundel.run(&["token", "revoke", "--clinic", &clinic, id]);
        let since = revoke().done();
        assert!(since.starts_with(&format!("{id} is revoked since 20")), "{since}");
        assert_eq!(revoke().done(), since);
        assert!(!list().trim_end().ends_with('-'));
        let nowhere = "tok_01890a5d2c7e7cc3980ad3f0e1a2b3c4";
        let said = roundel.run(&["token", "revoke", "--clinic", &clinic, nowhere]).failed(1);
        assert!(said.contains(&format!("has no token {nowhere}")), "{said}");
    }

    async fn somebody_is_listed_disabled_and_enabled_by_their_address(db) {
        let roundel = Roundel::on(&db.url_text);
        let clinic: ClinicId = printed(&roundel.run(&CREATE).done(), "clinic");
        let clinics = roundel.run(&["clinic", "list"]).done();
        assert!(clinics.starts_with(&format!("{clinic}\tRiverside Practice\t20")), "{clinics}");
        let again = roundel.run(&CREATE);
        assert!(again.err.contains(&format!("There was a clinic of this name already, with other records: {clinic}")));
        again.done();
        let clinic = clinic.to_string();
        let user = |rest: &[&str]| roundel.run(&[&["user", rest[0], "--clinic", &clinic], &rest[1..]].concat());
        let tom = ["--email", "tom@example.org"];
        let id = user(&[&["add", "--name", "Tom Ruiz", "--role", "therapist", "--zone", "Europe/Berlin"], &tom[..]].concat());
        let id = id.done().trim().to_owned();
        let row = || user(&["list"]).done().lines().find(|line| line.starts_with(&id)).unwrap().to_owned();
        assert_eq!(row(), format!("{id}\tTom Ruiz\tTHERAPIST\ttom@example.org\tEurope/Berlin\t-"));

        let said = user(&[&["disable"], &tom[..]].concat()).done();
        assert!(said.starts_with(&format!("{id} (THERAPIST) is disabled since 20")), "{said}");
        assert_eq!(user(&[&["disable"], &tom[..]].concat()).done(), said);
        assert!(row().contains("\t20"), "{}", row());
        assert_eq!(user(&[&["enable"], &tom[..]].concat()).done(), format!("{id} may act as THERAPIST\n"));
        let said = user(&[&["role", "--role", "viewer"], &tom[..]].concat()).done();
        assert_eq!(said, format!("{id} may act as VIEWER\n"));

        let said = user(&["disable", "--email", "ada.o'neil@example.org"]).failed(1);
        assert!(said.contains("the clinic's last administrator"), "{said}");
        let said = user(&["disable", "--email", "nobody@example.org"]).failed(1);
        assert!(said.contains("nobody on the staff"), "{said}");
    }

    async fn one_login_added_by_several_commands_at_once_is_added_once(db) {
        let url = db.unmigrated().await;
        let roundel = Roundel::on(&url);
        roundel.run(&["migrate"]).done();
        let clinic: ClinicId = printed(&roundel.run(&CREATE).done(), "clinic");
        let add = move || {
            let clinic = clinic.to_string();
            let who = ["user", "add", "--clinic", &clinic, "--name", "Tom Ruiz", "--email", "tom@example.org"];
            roundel.run(&[&who[..], &["--role", "therapist", "--zone", "Europe/Berlin"]].concat())
        };
        let add = Arc::new(add);
        let gate = LoginGate::close(&url).await;
        let adding: Vec<_> = (0..4)
            .map(|_| {
                let add = Arc::clone(&add);
                tokio::task::spawn_blocking(move || add())
            })
            .collect();
        gate.open_for(4).await;
        let mut ran = Vec::new();
        for one in adding {
            ran.push(one.await.unwrap());
        }
        let (added, refused): (Vec<Ran>, Vec<Ran>) = ran.into_iter().partition(|one| one.code == 0);
        assert_eq!((added.len(), refused.len()), (1, 3), "{refused:?}");
        for one in refused {
            let said = one.failed(1);
            assert!(said.contains("already belongs to a member of the clinic's staff"), "{said}");
        }
    }
}
