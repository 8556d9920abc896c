//! A clinic to begin with, and requests to it as a client of the API makes them.

use std::sync::Arc;

use async_graphql::Variables;
use jiff::Timestamp;
use roundel::app::App;
use roundel::app::ambient::{ManualClock, SeededEntropy};
use roundel::app::clinics::{CreateClinic, CreatedClinic, create_clinic};
use roundel::app::staff::{AddStaffMember, add_staff_member};
use roundel::domain::access::{Actor, Caller, Origin, Role, Scope};
use roundel::domain::ids::StaffMemberId;
use roundel::domain::people::{EmailAddress, Language};
use roundel::domain::time::Zone;
use roundel::graphql::{Endpoint, GraphQlRequest, Policy, RequestId, build_schema};
use serde_json::Value;

use super::TestDatabase;

/// A clinic in an otherwise empty database, with a clock that tests move.
pub(crate) struct TestClinic {
    pub(crate) app: App,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) created: CreatedClinic,
    pub(crate) admin: Caller,
    pub(crate) database: TestDatabase,
    pub(crate) endpoint: Endpoint,
}

impl TestClinic {
    /// Sets up a clinic in New York whose clock stands at `now` (RFC 3339).
    pub(crate) async fn open_at(database: TestDatabase, now: &str) -> Self {
        let clock = Arc::new(ManualClock::new(now.parse::<Timestamp>().unwrap()));
        let app = App::new(database.db.clone(), clock.clone(), Arc::new(SeededEntropy::new(7)));
        let created =
            create_clinic(&app, clinic_command("Northside", "ada@northside.example")).await.unwrap();
        let admin = staff_caller(&created, Role::Admin);
        let endpoint = Endpoint::new(build_schema(app.clone()), Policy::default());
        Self { app, clock, created, admin, database, endpoint }
    }

    /// Another clinic in the same database: its administrator.
    pub(crate) async fn neighbour(&self) -> Caller {
        let command = clinic_command("Southside", "sol@southside.example");
        staff_caller(&create_clinic(&self.app, command).await.unwrap(), Role::Admin)
    }

    /// A new member of staff, as a caller with every scope.
    pub(crate) async fn staff(&self, name: &str, role: Role) -> Caller {
        let command = AddStaffMember {
            display_name: name.parse().unwrap(),
            role,
            zone: Zone::parse("America/New_York").unwrap(),
            language: Language::En,
            email: None,
            idempotency_key: None,
        };
        let member = add_staff_member(&self.app, &self.admin, command).await.unwrap();
        Caller { actor: Actor::Staff(member.id), role, zone: Some(member.zone), ..self.admin.clone() }
    }

    /// A new member of staff with a login, and its address.
    pub(crate) async fn staff_with_login(
        &self,
        name: &str,
        role: Role,
        (zone, language): (&str, Language),
    ) -> (StaffMemberId, String) {
        let address = format!("{}@northside.example", name.to_lowercase());
        let command = AddStaffMember {
            display_name: name.parse().unwrap(),
            role,
            zone: Zone::parse(zone).unwrap(),
            language,
            email: Some(EmailAddress::parse(&address).unwrap()),
            idempotency_key: None,
        };
        (add_staff_member(&self.app, &self.admin, command).await.unwrap().id, address)
    }

    /// Runs one document as `caller`: the whole response as JSON.
    pub(crate) async fn run(&self, caller: &Caller, document: &str, variables: Value) -> Value {
        let request = self.request(document, variables);
        serde_json::to_value(self.endpoint.execute(caller.clone(), request).await).unwrap()
    }

    /// A request with a name of its own.
    pub(crate) fn request(&self, document: &str, variables: Value) -> GraphQlRequest {
        let variables = Variables::from_json(variables);
        let id = RequestId::draw(self.app.entropy());
        GraphQlRequest { variables, ..GraphQlRequest::new(id, document) }
    }

    /// Begins to watch as `caller`, without variables: the response that refuses it, or an empty one.
    pub(crate) async fn watch(&self, caller: &Caller, document: &str) -> Value {
        let request = self.request(document, Value::Null);
        match self.endpoint.subscribe(caller.clone(), request).await {
            Ok(_) => Value::Null,
            Err(refusal) => serde_json::to_value(refusal).unwrap(),
        }
    }

    /// Runs one document as the administrator and expects no errors: its `data`.
    pub(crate) async fn ask(&self, document: &str, variables: Value) -> Value {
        let response = self.run(&self.admin, document, variables).await;
        assert!(response.get("errors").is_none(), "{response:#}");
        response["data"].clone()
    }

    /// Moves the clock to `now` (RFC 3339).
    pub(crate) fn at(&self, now: &str) {
        self.clock.set(now.parse().unwrap());
    }
}

fn clinic_command(name: &str, admin_email: &str) -> CreateClinic {
    CreateClinic {
        name: name.parse().unwrap(),
        mail_name: format!("{name} Clinic").parse().unwrap(),
        phone: Some("+1 555 0100".parse().unwrap()),
        crisis_lines: None,
        site_name: "Main".parse().unwrap(),
        zone: Zone::parse("America/New_York").unwrap(),
        admin_name: "Ada Admin".parse().unwrap(),
        admin_email: EmailAddress::parse(admin_email).unwrap(),
    }
}

fn staff_caller(created: &CreatedClinic, role: Role) -> Caller {
    Caller {
        clinic_id: created.clinic.id,
        actor: Actor::Staff(created.admin.id),
        role,
        scopes: Scope::ALL.to_vec(),
        zone: Some(created.admin.zone.clone()),
        origin: Origin::default(),
    }
}
