//! Judging the forecast on a file.

use serde_json::Value;

use crate::support::Roundel;

const HEADER: &str = "client,planned,observed,marks";

/// The program beside a file of these rows.
fn beside(rows: &[&str]) -> Roundel {
    let roundel = Roundel::new();
    let text = [&[HEADER], rows].concat().join("\n");
    std::fs::write(roundel.folder().join("attendance.csv"), text).unwrap();
    roundel
}

fn clinic() -> Roundel {
    beside(&[
        "1,8,8,11000000",
        "2,8,8,10000000",
        "3,8,8,11110000",
        "4,8,8,11111111",
        "5,8,8,11001111",
        "6,8,8,11101111",
        "7,8,3,110",
    ])
}

fn judged(roundel: &Roundel, more: &[&str]) -> String {
    let arguments = ["risk", "evaluate", "attendance.csv", "--bootstrap", "50"];
    roundel.run(&[&arguments, more].concat()).done()
}

#[test]
fn the_table_tells_how_good_the_model_and_the_rules_are() {
    let told = judged(&clinic(), &[]);
    for part in [
        "courses judged: 6; left out: 1 cut short\n",
        "All: 21 sessions of 6 clients, 7 with no attendance after them",
        "After two misses in a row: 3 sessions",
        "model, red (0.45)",
        "Of the clients who stopped, two misses find 2 of 3 (67 %), the model at no more alarms",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("NaN"), "{told}");
}

#[test]
fn of_one_client_one_sentence_is_told_and_of_few_no_empty_table() {
    let told = judged(&beside(&["1,8,8,11110000"]), &[]);
    assert!(told.contains("of one client only") && told.lines().count() == 1, "{told}");
    let told = judged(&beside(&["1,8,8,11110000", "2,8,8,11111111"]), &[]);
    assert!(told.contains(" of 1 client, too few") && !told.contains("1 clients"), "{told}");
}

#[test]
fn the_same_seed_gives_the_same_figures_and_another_other_intervals() {
    let roundel = clinic();
    let told = |seed: &str| -> Value {
        serde_json::from_str(&judged(&roundel, &["--format", "json", "--seed", seed])).unwrap()
    };
    let [first, again, other] = [told("1"), told("1"), told("2")];
    assert_eq!(first, again);
    let auc = |told: &Value| told["overall"]["scores"][0]["auc"].clone();
    assert_eq!(auc(&first)["value"], auc(&other)["value"]);
    assert_ne!(auc(&first)["interval"], auc(&other)["interval"]);
}

#[test]
fn the_plot_is_well_formed_and_replaces_only_what_it_may() {
    let roundel = clinic();
    let file = roundel.folder().join("attendance.csv");
    let odd = roundel.folder().join("a<b>&c.csv");
    std::fs::copy(&file, &odd).unwrap();
    let draw =
        |plot: &str| roundel.run(&["risk", "evaluate", "a<b>&c.csv", "--bootstrap", "50", "--plot", plot]);
    draw("plot.svg").done();
    draw("plot.svg").done();
    let drawn = std::fs::read_to_string(roundel.folder().join("plot.svg")).unwrap();
    let document = roxmltree::Document::parse(&drawn).unwrap();
    assert_eq!(document.root_element().tag_name().name(), "svg");
    let title = document.descendants().find(|node| node.has_tag_name("title")).unwrap();
    assert_eq!(title.text(), Some("Predicted and observed risk in a<b>&c.csv"));
    assert!(document.descendants().any(|node| node.has_tag_name("circle")), "{drawn}");

    assert!(draw("nowhere/plot.svg").failed(1).contains("the plot nowhere/plot.svg cannot be written"));
    assert!(draw("./a<b>&c.csv").failed(1).contains("would replace the file of attendance"));
    assert_eq!(std::fs::read(&odd).unwrap(), std::fs::read(&file).unwrap());
    assert_eq!(std::fs::read_dir(roundel.folder()).unwrap().count(), 3, "nothing unfinished is left");
}

#[test]
fn little_data_is_said_to_be_little() {
    let (same, one) = ("not enough data: the same outcome everywhere", "not enough data: one client only");
    for (rows, said, why) in [
        (["1,8,8,11111111", "2,8,8,11011111"].as_slice(), same, same),
        (&["1,8,8,11110000"], "of one client only", one),
    ] {
        let roundel = beside(rows);
        assert!(judged(&roundel, &["--plot", "plot.svg"]).contains(said), "{said}");
        let told: Value = serde_json::from_str(&judged(&roundel, &["--format", "json"])).unwrap();
        assert_eq!(told["overall"]["scores"][0]["auc"]["why"], why);
        let drawn = std::fs::read_to_string(roundel.folder().join("plot.svg")).unwrap();
        roxmltree::Document::parse(&drawn).unwrap();
    }
}

#[test]
fn where_there_is_no_session_to_judge_one_sentence_says_so_and_nothing_is_drawn() {
    for (rows, why) in [
        (["1,8,4,1111"].as_slice(), "(1 was cut short)"),
        (&["1,8,4,1111", "2,8,0,", "3,4,4,1111"], "(1 is shorter, 2 were cut short)"),
    ] {
        let roundel = beside(rows);
        let ran = roundel.run(&["risk", "evaluate", "attendance.csv", "--plot", "plot.svg"]);
        let sentence = "There is no session to judge: no course of 5 sessions or more has had all of them";
        assert_eq!(ran.out, format!("{sentence} {why}.\n"));
        assert!(ran.err.contains("The plot plot.svg is not written"), "{ran:?}");
        assert!(!roundel.folder().join("plot.svg").exists());
        ran.done();
        let told: Value = serde_json::from_str(&judged(&roundel, &["--format", "json"])).unwrap();
        let why = &told["overall"]["scores"][0]["auc"]["why"];
        assert_eq!(why, "not enough data: no session to judge", "programs are told in their own way");
    }
}

#[test]
fn without_courses_both_ways_to_name_some_are_told() {
    let said = Roundel::new().run(&["risk", "evaluate"]).failed(2);
    assert!(said.contains("FILE") && said.contains("--clinic"), "{said}");
    let both = ["risk", "evaluate", "a.csv", "--clinic", "cln_018f3c2a7b1d7e3c8a4b5c6d7e8f9a0b"];
    assert!(Roundel::new().run(&both).failed(2).contains("cannot be used with"));
}

#[test]
fn calibrating_takes_no_file_and_its_help_shows_none() {
    let help = |command: &str| Roundel::new().run(&["risk", command, "--help"]).done();
    assert!(help("evaluate").contains("client,planned,observed,marks"));
    let calibrate = help("calibrate");
    assert!(!calibrate.contains("planned,observed") && calibrate.contains("takes no file"), "{calibrate}");
}

#[test]
fn a_row_that_cannot_be_used_is_told_with_line_column_and_value() {
    let refused = |rows: &[&str]| beside(rows).run(&["risk", "evaluate", "attendance.csv"]).failed(1);
    let said = refused(&["1,8,8,11111111", "2,8,8,1.1E+07", "1,8,9,111111111"]);
    for part in [
        "line 3: marks `1.1E+07`",
        "format the column as text",
        "line 4: client `1`: is on line 2 already",
        "observed `9`: more sessions held than the 8 planned",
        "2 of 3 rows cannot be used",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert!(refused(&[]).contains("attendance.csv: there is no row below the header"));
    let many: Vec<_> = (0..30).map(|client| format!("{client},0,0,")).collect();
    let said = refused(&many.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(said.lines().count(), 22, "{said}");
    assert!(said.contains("and 10 more"), "{said}");

    let roundel = Roundel::new();
    assert!(roundel.run(&["risk", "evaluate", "missing.csv"]).failed(1).contains("missing.csv"));
    std::fs::write(roundel.folder().join("clients.csv"), "client,planned,marks\n1,8,1\n").unwrap();
    assert!(
        roundel.run(&["risk", "evaluate", "clients.csv"]).failed(1).contains("the header lacks observed")
    );
}
