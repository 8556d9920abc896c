//! From an empty database to a token that works.

use std::sync::Arc;

use roundel::app::App;
use roundel::app::ambient::{SystemClock, SystemEntropy};
use roundel::app::staff::authenticate;
use roundel::domain::access::{Actor, Role, Scope};
use roundel::domain::audit::AuditActor;
use roundel::domain::ids::{ClinicId, StaffMemberId};
use roundel::domain::slice::Slice;
use roundel::storage::{Database, all_migrations, records};

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

both! {
    async fn a_clinic_is_set_up_by_the_commands_that_each_step_suggests(db) {
        let url = db.unmigrated().await;
        let roundel = Roundel::on(&url);
        let too_early = roundel.run(&CREATE).failed(4);
        assert!(too_early.contains("`roundel migrate`"), "{too_early}");

        let names: String = all_migrations().iter().map(|name| format!("{name}\n")).collect();
        assert_eq!(roundel.run(&["migrate", "--dry-run"]).done(), names);
        assert_eq!(roundel.run(&["migrate"]).done(), names, "the dry run changed nothing");
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

        let tom: StaffMemberId = roundel
            .run(&["user", "add", "--clinic", &clinic.to_string(), "--name", "Tom Ruiz", "--email",
                "tom@example.org", "--role", "Therapist", "--zone", "Europe/Berlin"])
            .done()
            .trim()
            .parse()
            .unwrap();
        let toms_token = roundel
            .run(&["token", "create", "--clinic", &clinic.to_string(), "--user", "tom@example.org",
                "--label", "wall display", "--read-only", "--expires-in-days", "366"])
            .done();

        let database = Database::connect(&url.parse().unwrap(), LIMITS).await.unwrap();
        let app = App::new(database.clone(), Arc::new(SystemClock), Arc::new(SystemEntropy));
        let caller = authenticate(&app, admins_token.trim()).await.unwrap().unwrap();
        assert_eq!((caller.clinic_id, caller.actor, caller.role), (clinic, Actor::Staff(admin), Role::Admin));
        assert_eq!(caller.scopes, Scope::ALL);
        let caller = authenticate(&app, toms_token.trim()).await.unwrap().unwrap();
        assert_eq!((caller.actor, caller.role), (Actor::Staff(tom), Role::Therapist));
        assert_eq!(caller.scopes, Scope::READ_ONLY);

        let slice = Slice { after: None, limit: 10 };
        let events = records::list_audit_events(database.reader(), clinic, None, slice).await.unwrap();
        let rules: Vec<_> = events
            .into_iter()
            .rev()
            .map(|event| match event.actor {
                AuditActor::System(rule) => rule,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(rules, ["clinic.create", "cli.token_create", "cli.user_add", "cli.token_create"]);
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
