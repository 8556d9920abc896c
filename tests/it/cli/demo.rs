//! `roundel demo`, from an empty folder to an answered query, and again.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

use crate::support::Roundel;

/// The demo being served; stopped when dropped.
struct Served {
    child: Child,
    out: BufReader<ChildStdout>,
    /// What it printed, up to the query's end.
    banner: String,
}

impl Served {
    fn start(roundel: &Roundel, arguments: &[&str]) -> Self {
        let mut command = roundel.command();
        command.args(["demo", "--listen", "127.0.0.1:0", "--log", "warn"]).args(arguments);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut banner = String::new();
        while !banner.ends_with("\n}\n") {
            let read = out.read_line(&mut banner).unwrap();
            assert_ne!(read, 0, "it ended: {banner}");
        }
        Self { child, out, banner }
    }

    /// What stands after `what` in the banner's list.
    fn place(&self, what: &str) -> &str {
        self.banner.lines().find_map(|line| line.trim().strip_prefix(what)).unwrap().trim()
    }

    /// What the printed query answers to who has the printed token.
    async fn answer(&self) -> Value {
        let (_, query) = self.banner.split_once("under Headers:\n\n").unwrap();
        let body = serde_json::json!({ "query": query });
        let request = reqwest::Client::new().post(self.place("GraphQL")).bearer_auth(self.place("token"));
        let response = request.json(&body).send().await.unwrap();
        response.json().await.unwrap()
    }

    /// Asks it to stop, as Ctrl-C does, and waits until it has.
    fn stop(mut self) {
        Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(self.child.wait().unwrap().success());
        assert_eq!(self.out.fill_buf().unwrap(), b"", "the banner is all it printed");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_first_run_fills_a_folder_and_a_second_serves_the_same() {
    let roundel = Roundel::new();
    let first = Served::start(&roundel, &[]);
    let answer = first.answer().await;
    assert!(answer.get("errors").is_none(), "{answer:#}");
    assert!(!answer["data"]["week"].as_array().unwrap().is_empty());
    assert!(!answer["data"]["riskFlags"]["nodes"].as_array().unwrap().is_empty());
    let token = first.place("token").to_owned();
    let served = roundel.run(&["demo", "--listen", "127.0.0.1:0"]).failed(4);
    assert!(served.contains("another Roundel server already uses"), "{served}");
    let served = roundel.run(&["demo", "--fresh", "--yes"]).failed(4);
    assert!(served.contains("another Roundel server already uses"), "{served}");
    first.stop();

    let folder = roundel.folder().join("roundel-demo");
    assert_eq!(std::fs::read_to_string(folder.join("token")).unwrap().trim(), token);
    for name in ["demo.db", "overview.graphql", "token"] {
        assert!(names(&folder).iter().any(|one| one == name), "{name}: {:?}", names(&folder));
    }

    let second = Served::start(&roundel, &[]);
    assert_eq!(second.place("token"), token);
    assert_eq!(second.answer().await["data"]["groups"], answer["data"]["groups"]);
    second.stop();
}

#[test]
fn a_fresh_one_is_asked_for_and_replaces_only_what_is_the_demos() {
    let roundel = Roundel::new();
    let first = Served::start(&roundel, &["--dir", "here"]);
    let token = first.place("token").to_owned();
    first.stop();
    let mine = ["here/notes.txt", "here/mail/letter.eml"].map(|file| roundel.folder().join(file));
    std::fs::create_dir_all(roundel.folder().join("here/mail")).unwrap();
    mine.iter().for_each(|file| std::fs::write(file, "mine").unwrap());

    let refused = roundel.run(&["demo", "--dir", "here", "--fresh"]).failed(1);
    assert!(refused.contains("--yes"), "{refused}");
    let second = Served::start(&roundel, &["--dir", "here", "--fresh", "--yes"]);
    assert_ne!(second.place("token"), token);
    second.stop();
    assert!(mine.iter().all(|file| std::fs::read_to_string(file).unwrap() == "mine"));
}

#[test]
fn a_folder_that_is_no_demos_is_left_alone() {
    let roundel = Roundel::new();
    std::fs::create_dir(roundel.folder().join("mine")).unwrap();
    std::fs::write(roundel.folder().join("mine/token"), "mine").unwrap();
    for more in [["--yes"].as_slice(), &["--fresh", "--yes"]] {
        let line = [["demo", "--dir", "mine", "--listen", "127.0.0.1:0"].as_slice(), more].concat();
        let refused = roundel.run(&line).failed(1);
        assert!(refused.contains("mine") && refused.contains("--dir"), "{refused}");
    }
    assert_eq!(names(&roundel.folder().join("mine")), ["token"]);
}

#[test]
fn a_database_that_it_would_not_use_is_refused_and_named() {
    let by_flag = Roundel::new().run(&["demo", "--database-url", "sqlite://a.db"]).failed(1);
    assert!(by_flag.contains("flag --database-url") && by_flag.contains("roundel-demo/demo.db"), "{by_flag}");
    let by_variable = Roundel::on("postgres://roundel:hunter2@db/clinic").run(&["demo"]).failed(1);
    assert!(by_variable.contains("ROUNDEL__DATABASE__URL") && by_variable.contains("--dir"), "{by_variable}");
    assert!(!by_variable.contains("hunter2"), "{by_variable}");
    let roundel = Roundel::new();
    std::fs::write(roundel.folder().join("a.toml"), "[database]\nurl = \"sqlite://a.db\"\n").unwrap();
    let by_file = roundel.run(&["demo", "--config", "a.toml"]).failed(1);
    assert!(by_file.contains("a.toml"), "{by_file}");
    assert_eq!(names(roundel.folder()), ["a.toml"]);
}

#[test]
fn what_an_interrupted_run_left_is_not_served() {
    let roundel = Roundel::new();
    let folder = roundel.folder().join("roundel-demo");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join(".roundel-demo"), "").unwrap();
    roundel.run(&["migrate", "--database-url", "sqlite://roundel-demo/demo.db"]).done();
    let refused = roundel.run(&["demo"]).failed(1);
    assert!(refused.contains("was not filled to its end: begin anew with --fresh"), "{refused}");
    assert!(refused.trim_end().ends_with("roundel demo --dir roundel-demo --fresh"), "{refused}");
}

#[test]
fn an_address_in_use_is_told_with_the_flag_that_chooses_another() {
    let roundel = Roundel::new();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let refused = roundel.run(&["demo", "--listen", &address]).failed(1);
    assert!(refused.contains(&address) && refused.contains("--listen"), "{refused}");
    assert_eq!(names(roundel.folder()), [""; 0], "nothing is filled that can't be served");
}
