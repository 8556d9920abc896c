//! The documents of `graphql/operations`, typed by `graphql_client` from the schema.

use graphql_client::GraphQLQuery;

// What the schema's own scalars are to this client: text.
type Instant = String;
type LocalDate = String;
type LocalDateTime = String;
type LocalTime = String;

macro_rules! operations {
    ($($name:ident = $document:tt;)*) => {$(
        #[derive(GraphQLQuery)]
        #[graphql(
            schema_path = "graphql/schema.graphql",
            query_path = $document,
            response_derives = "Debug, Clone, PartialEq",
            variables_derives = "Clone"
        )]
        pub(super) struct $name;
    )*};
}

operations! {
    AddStaffMember = "graphql/operations/staff/add_staff_member.graphql";
    CancelSession = "graphql/operations/schedule/cancel_session.graphql";
    Clients = "graphql/operations/clients/clients.graphql";
    CreateClient = "graphql/operations/clients/create_client.graphql";
    CreateGroup = "graphql/operations/groups/create_group.graphql";
    CreateSeries = "graphql/operations/schedule/create_series.graphql";
    EnrollClient = "graphql/operations/groups/enroll_client.graphql";
    MarkHistory = "graphql/operations/attendance/mark_history.graphql";
    MarkRoster = "graphql/operations/attendance/mark_roster.graphql";
    Node = "graphql/operations/access/node.graphql";
    PreviewSeries = "graphql/operations/schedule/preview_series.graphql";
    Programs = "graphql/operations/programs/programs.graphql";
    ReminderDeliveries = "graphql/operations/reminders/reminder_deliveries.graphql";
    RescheduleSession = "graphql/operations/schedule/reschedule_session.graphql";
    RiskFlags = "graphql/operations/risk/risk_flags.graphql";
    Sessions = "graphql/operations/schedule/sessions.graphql";
    SetReminderPolicy = "graphql/operations/reminders/set_reminder_policy.graphql";
    Sites = "graphql/operations/clinics/sites.graphql";
    Viewer = "graphql/operations/access/viewer.graphql";
}
