//! `previewImport`, `commitImport` and `undoImport`.

use std::time::Duration;

use serde_json::{Value, json};

use super::desk::{Desk, HEADER, ROWS};
use crate::support::{TestClinic, both, done, refused};

const COMMIT: &str = include_str!("../../../graphql/operations/imports/commit_import.graphql");
const IMPORTS: &str = include_str!("../../../graphql/operations/imports/client_imports.graphql");
const PREVIEW: &str = include_str!("../../../graphql/operations/imports/preview_import.graphql");
const UNDO: &str = include_str!("../../../graphql/operations/imports/undo_import.graphql");

fn file(rows: &[&str]) -> String {
    format!("{HEADER}\n{}\n", rows.join("\n"))
}

async fn preview(clinic: &TestClinic, input: &Value) -> Value {
    clinic.ask(PREVIEW, json!({ "input": input })).await["previewImport"].clone()
}

async fn commit(clinic: &TestClinic, input: &Value, hash: &Value) -> Value {
    clinic.ask(COMMIT, json!({ "input": input, "planHash": hash })).await["commitImport"].clone()
}

both! {
    async fn what_the_preview_shows_is_brought_in_once_and_taken_back(db) {
        let desk = Desk::at(db).await;
        let clinic = &desk.fixture.clinic;
        let id = clinic.upload(&file(&[ROWS[0], ROWS[1], "A-3,Cy,ana@example.org,,en,UTC,,,,,,,"])).await;
        let input = json!({ "importId": id });
        let before = desk.traces().await;
        let shown = done(preview(clinic, &input).await, "preview");
        assert_eq!(desk.traces().await, before);
        assert_eq!(shown["counts"], json!({ "created": 2, "updated": 0, "unchanged": 0, "likelyDuplicates": 1, "refused": 0 }));
        let effects: Vec<_> = shown["rows"]["nodes"].as_array().unwrap().iter().map(|row| row["effect"].clone()).collect();
        assert_eq!(effects, ["CREATE", "CREATE", "LIKELY_DUPLICATE"]);
        assert_eq!(shown["rows"]["nodes"][2]["duplicateOfLine"], 2);

        let import = done(commit(clinic, &input, &shown["hash"]).await, "clientImport");
        assert_eq!((&import["id"], &import["counts"]), (&json!(id), &shown["counts"]));
        assert_eq!(desk.clients().await.len(), 2);
        let traces = desk.traces().await;
        assert_eq!(done(commit(clinic, &input, &shown["hash"]).await, "clientImport"), import, "once");
        assert_eq!(desk.traces().await, traces);

        let undone = clinic.ask(UNDO, json!({ "input": input })).await["undoImport"].clone();
        assert_eq!(done(undone, "clientImport")["undoneAt"], json!(clinic.app.now().to_string()));
        assert_eq!(desk.clients().await.len(), 0);
        let listed = clinic.ask(IMPORTS, json!({})).await["clientImports"]["nodes"].clone();
        assert_eq!((&listed[0]["id"], &listed[0]["undoneAt"]), (&json!(id), &json!(clinic.app.now().to_string())));
    }

    async fn a_plan_that_is_out_of_date_is_not_carried_out(db) {
        let desk = Desk::at(db).await;
        let clinic = &desk.fixture.clinic;
        desk.file(&ROWS);
        desk.imported(&[]);
        let id = clinic.upload(&file(&[&ROWS[0].replace("Ana Ruiz", "Anna")])).await;
        let input = json!({ "importId": id });
        let shown = done(preview(clinic, &input).await, "preview");
        assert_eq!(shown["rows"]["nodes"][0]["changedFields"], json!(["preferredName"]));
        desk.edit(&desk.clients().await[0], json!({ "location": "DE" })).await;
        let (before, traces) = (desk.clients().await, desk.traces().await);
        assert_eq!(refused(&commit(clinic, &input, &shown["hash"]).await), ("STALE", &json!("planHash")));
        assert_eq!((desk.clients().await, desk.traces().await), (before, traces));
        let again = done(preview(clinic, &input).await, "preview");
        let other = json!({ "importId": id, "skipBadRows": true });
        assert_eq!(refused(&commit(clinic, &other, &again["hash"]).await).0, "STALE", "another input");
        done(commit(clinic, &input, &again["hash"]).await, "clientImport");
        let undone = clinic.ask(UNDO, json!({ "input": input })).await["undoImport"].clone();
        done(undone, "clientImport");
        assert_eq!(desk.clients().await[0]["location"], "DE");
    }

    async fn bad_rows_are_shown_and_keep_the_file_out_unless_left_out(db) {
        let desk = Desk::at(db).await;
        let clinic = &desk.fixture.clinic;
        let id = clinic.upload(&file(&[ROWS[0], "A-9,Di,,,en,Europe/Berln,,,,,,,"])).await;
        let (whole, part) = (json!({ "importId": id }), json!({ "importId": id, "skipBadRows": true }));
        let shown = done(preview(clinic, &whole).await, "preview");
        assert_eq!(shown["committable"], false);
        let cell = &shown["rows"]["nodes"][1]["refusedCells"][0];
        assert_eq!((&cell["column"], &cell["value"]), (&json!("zone"), &json!("Europe/Berln")));
        assert_eq!(refused(&commit(clinic, &whole, &shown["hash"]).await).0, "BAD_ROWS");
        assert_eq!(desk.clients().await.len(), 0);
        let shown = done(preview(clinic, &part).await, "preview");
        done(commit(clinic, &part, &shown["hash"]).await, "clientImport");
        assert_eq!(desk.clients().await.len(), 1);

        let id = clinic.upload_as(&clinic.admin, b"preferred_name,language,zone\nJos\xe9,es,UTC\n").await;
        let answer = preview(clinic, &json!({ "importId": id })).await;
        assert_eq!(refused(&answer).0, "UNREADABLE_FILE");
        assert!(answer["userErrors"][0]["message"].as_str().unwrap().contains("line 2"), "{answer}");
    }

    async fn a_long_file_is_looked_at_page_by_page(db) {
        let desk = Desk::at(db).await;
        let clinic = &desk.fixture.clinic;
        let rows: Vec<_> = (0..130).map(|number| format!("N-{number},Client {number},,,en,UTC,,,,,,,")).collect();
        let id = clinic.upload(&file(&rows.iter().map(String::as_str).collect::<Vec<_>>())).await;
        let page = async |after: &Value| {
            let variables = json!({ "input": { "importId": id }, "after": after });
            clinic.ask(PREVIEW, variables).await["previewImport"]["preview"]["rows"].clone()
        };
        let first = page(&Value::Null).await;
        assert_eq!(first["nodes"].as_array().unwrap().len(), 100);
        let second = page(&first["pageInfo"]["endCursor"]).await;
        let lines: Vec<_> = second["nodes"].as_array().unwrap().iter().map(|row| row["line"].as_u64().unwrap()).collect();
        assert_eq!((lines.len(), lines[0], lines[29]), (30, 102, 131));
        assert_eq!(second["pageInfo"]["hasNextPage"], false);
    }

    /// As a reader meets it who saw the upload before another's commit took it, and its pieces after.
    async fn an_upload_whose_pieces_are_gone_is_missing_and_not_an_empty_file(db) {
        let desk = Desk::at(db).await;
        let clinic = &desk.fixture.clinic;
        let id = clinic.upload(&file(&ROWS)).await;
        clinic.database.execute("DELETE FROM import_upload_piece").await;
        let variables = json!({ "input": { "importId": id }, "planHash": "0".repeat(64) });
        let answer = clinic.run(&clinic.admin, COMMIT, variables).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND", "{answer:#}");
    }

    async fn a_foreign_upload_an_old_one_and_an_unfinished_one_are_missing(db) {
        let desk = Desk::at(db).await;
        let clinic = &desk.fixture.clinic;
        let neighbour = clinic.neighbour().await;
        let foreign = clinic.upload_as(&neighbour, file(&ROWS).as_bytes()).await;
        let unfinished = roundel::app::imports::begin_upload(&clinic.app, &clinic.admin).await.unwrap().to_string();
        let old = clinic.upload(&file(&ROWS)).await;
        clinic.clock.advance(Duration::from_secs(24 * 60 * 60 + 1));
        let told = async |id: &str| {
            let hash = "0".repeat(64);
            let input = json!({ "importId": id });
            let mut answers = Vec::new();
            for (document, variables) in [
                (PREVIEW, json!({ "input": input })),
                (COMMIT, json!({ "input": input, "planHash": hash })),
                (UNDO, json!({ "input": input })),
            ] {
                let answer = clinic.run(&clinic.admin, document, variables).await;
                assert_eq!(answer["errors"][0]["extensions"]["code"], "NOT_FOUND", "{answer:#}");
                answers.push(answer.to_string());
            }
            answers
        };
        let missing = told("imp_01890a5d2c7e7cc3980ad3f0e1a2b3c4").await;
        for id in [&foreign, &unfinished, &old, "cli_01890a5d2c7e7cc3980ad3f0e1a2b3c4"] {
            assert_eq!(told(id).await, missing, "{id}");
        }
        // The next upload clears away what is too old, whosever it was.
        clinic.upload("preferred_name,language,zone\n").await;
        let url = &clinic.database.url_text;
        for (table, rows) in [("import_upload", 1), ("import_upload_piece", 2)] {
            let left = crate::support::TestDatabase::number_on(url, &format!("SELECT COUNT(*) AS n FROM {table}")).await;
            assert_eq!(left, rows, "{table}");
        }
    }
}
