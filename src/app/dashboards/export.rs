//! A dashboard as a file.

use jiff::civil::Date;

use super::{
    DashboardError, read_attendance_breakdown, read_attrition, read_group_heat_map,
    read_offered_against_attended, read_recording_backlog, read_referral_to_first_session, read_retention,
    read_risk_flag_counts, read_viability,
};
use crate::app::audit::ReadRecords;
use crate::app::{App, Failure};
use crate::domain::access::{Action, Caller, Concern, decide};
use crate::domain::dashboards::{BreakdownBy, Dashboard, DashboardFilter, HeatMap, Table, csv_text};
use crate::storage::StorageError;

/// Which dashboard is wanted.
#[derive(Debug, Clone, Copy)]
pub struct ExportDashboard {
    /// Which.
    pub dashboard: Dashboard,
    /// Of whom, and over which dates.
    pub filter: DashboardFilter,
}

/// A dashboard as comma-separated values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The file: a header, then the rows.
    pub csv: String,
    /// Whose attendance it shows one by one; nobody's but in a heat map.
    pub shown: ReadRecords,
    /// Today, if it looks ahead and earlier dates were asked for: it shows nothing of them.
    pub shows_from: Option<Date>,
}

/// What the caller may see of a dashboard, as a file: the same rights and the same cells as on the screen. Whoever hands it
/// out records what it shows.
///
/// # Errors
/// As the dashboard's own.
pub async fn export_dashboard(
    app: &App,
    caller: &Caller,
    wanted: ExportDashboard,
) -> Result<Export, DashboardError> {
    let mut shown = ReadRecords::default();
    let mut shows_from = None;
    let table = table(app, caller, wanted, (&mut shown, &mut shows_from)).await?;
    let csv = csv_text(&table).map_err(|_| Failure::from(StorageError::Corrupt("a table")))?;
    Ok(Export { csv, shown, shows_from })
}

async fn table(
    app: &App,
    caller: &Caller,
    wanted: ExportDashboard,
    (shown, shows_from): (&mut ReadRecords, &mut Option<Date>),
) -> Result<Table, DashboardError> {
    let ExportDashboard { dashboard, filter } = wanted;
    let by = match dashboard {
        Dashboard::OfferedAgainstAttended => {
            return Ok(read_offered_against_attended(app, caller, filter).await?.table());
        }
        Dashboard::Retention => return Ok(read_retention(app, caller, filter).await?.table()),
        Dashboard::GroupHeatMap => {
            let map = read_group_heat_map(app, caller, filter).await?;
            *shown = shown_by(&map);
            let with_ids = decide(caller, Action::ReadClients, Concern::Clinic).is_ok();
            return Ok(map.table(with_ids));
        }
        Dashboard::Viability => {
            let viability = read_viability(app, caller, filter).await?;
            *shows_from = Some(viability.today).filter(|today| viability.period.from() < *today);
            return Ok(viability.table());
        }
        Dashboard::RecordingBacklog => return Ok(read_recording_backlog(app, caller, filter).await?.table()),
        Dashboard::ReferralToFirstSession => {
            return Ok(read_referral_to_first_session(app, caller, filter).await?.table());
        }
        Dashboard::Attrition => return Ok(read_attrition(app, caller, filter).await?.table()),
        Dashboard::RiskFlagCounts => return Ok(read_risk_flag_counts(app, caller, filter).await?.table()),
        Dashboard::AttendanceByWeekday => BreakdownBy::Weekday,
        Dashboard::AttendanceByHour => BreakdownBy::Hour,
        Dashboard::AttendanceByFormat => BreakdownBy::Format,
        Dashboard::AttendanceByLead => BreakdownBy::Lead,
        Dashboard::AttendanceByProgram => BreakdownBy::Program,
    };
    Ok(read_attendance_breakdown(app, caller, by, filter).await?.table())
}

/// Whose attendance a heat map shows, and of which sessions.
#[must_use]
pub fn shown_by(map: &HeatMap) -> ReadRecords {
    let mut shown = ReadRecords::default();
    if !map.members.is_empty() {
        shown.about.clients.extend(map.members.iter().map(|member| member.client_id));
        shown.about.sessions.extend(map.sessions.iter().map(|session| session.session_id));
    }
    shown
}
