//! Somebody at a terminal with spreadsheets, beside a clinic that is served.

use serde_json::{Value, json};

use crate::support::{Ran, Roundel, ScheduleFixture, TestDatabase};

const CLIENT: &str = include_str!("../../../graphql/operations/clients/client.graphql");
const CLIENTS: &str = include_str!("../../../graphql/operations/clients/clients.graphql");
const UPDATE: &str = include_str!("../../../graphql/operations/clients/update_client.graphql");

/// A header with every column that the sample has.
pub(super) const HEADER: &str = "external_id,preferred_name,email,email_consent,language,zone,location,problem_area,\
    barriers,guardian_name,guardian_email,guardian_email_consent,availability";

/// Three clients: with everything, with what is needed, and with a line break in a quoted cell before them.
pub(super) const ROWS: [&str; 2] = [
    "A-1,Ana Ruiz,ana@example.org,yes,es,America/New_York,US-NY,role transition,WORK|TRANSPORT,Bea Ruiz,\
     bea@example.org,yes,Sat 09:00-12:00; Mon 18:00-20:00",
    "A-2,Bo Lind,,,en,Europe/Stockholm,,,,,,,",
];

pub(super) struct Desk {
    pub(super) fixture: ScheduleFixture,
    pub(super) roundel: Roundel,
    pub(super) id: String,
}

impl Desk {
    pub(super) async fn at(db: TestDatabase) -> Self {
        let roundel = Roundel::on(&db.url_text);
        let fixture = ScheduleFixture::group_of(db, 0).await;
        let id = fixture.clinic.created.clinic.id.to_string();
        Self { fixture, roundel, id }
    }

    /// Writes a file with the sample's header.
    pub(super) fn file(&self, rows: &[&str]) {
        self.bytes(format!("{HEADER}\n{}\n", rows.join("\n")).as_bytes());
    }

    pub(super) fn bytes(&self, bytes: &[u8]) {
        std::fs::write(self.roundel.folder().join("clients.csv"), bytes).unwrap();
    }

    /// Runs `import clients` on the file.
    pub(super) fn import(&self, flags: &[&str]) -> Ran {
        self.roundel
            .run(&[["import", "clients", "clients.csv", "--clinic", &self.id].as_slice(), flags].concat())
    }

    /// Brings the file in: the import's id, and the counts as printed.
    #[track_caller]
    pub(super) fn imported(&self, flags: &[&str]) -> (String, String) {
        let out = self.import(flags).done();
        let (first, counts) = out.trim().split_once('\n').unwrap();
        (first.strip_prefix("import ").unwrap().to_owned(), counts.to_owned())
    }

    /// The effects that a dry run shows, line by line.
    pub(super) fn dry_run(&self, flags: &[&str]) -> Vec<(String, String)> {
        let shown = self.import(&[["--dry-run"].as_slice(), flags].concat());
        let row = |line: &str| {
            let cells: Vec<_> = line.split('\t').collect();
            (cells[0].to_owned(), cells[1].to_owned())
        };
        shown.out.lines().map(row).collect()
    }

    /// The clinic's clients as the API shows them, without the instants of their recording.
    pub(super) async fn clients(&self) -> Vec<Value> {
        let list = self.fixture.clinic.ask(CLIENTS, json!({ "first": 100 })).await;
        let mut clients = Vec::new();
        for one in list["clients"]["nodes"].as_array().unwrap() {
            let mut client =
                self.fixture.clinic.ask(CLIENT, json!({ "id": one["id"] })).await["node"].clone();
            client.as_object_mut().unwrap().remove("createdAt");
            clients.push(client);
        }
        clients
    }

    /// Changes a client past the import.
    pub(super) async fn edit(&self, client: &Value, fields: Value) {
        let mut input = fields;
        input["id"] = client["id"].clone();
        input["rowVersion"] = client["rowVersion"].clone();
        let answer = self.fixture.clinic.ask(UPDATE, json!({ "input": input })).await;
        assert_eq!(answer["updateClient"]["userErrors"], json!([]));
    }

    /// How many rows the database has in each table that an import writes to.
    pub(super) async fn traces(&self) -> Vec<i64> {
        let mut counts = Vec::new();
        for table in [
            "client",
            "guardian",
            "availability_window",
            "client_import",
            "client_import_row",
            "audit_event WHERE kind = 'ACTION'",
            "change",
        ] {
            let sql = format!("SELECT COUNT(*) AS n FROM {table}");
            counts.push(TestDatabase::number_on(&self.fixture.clinic.database.url_text, &sql).await);
        }
        counts
    }
}
