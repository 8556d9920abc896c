//! What closures would come to, on the terminal.

use crate::app::closures::{ClosurePlan, SeriesImpact};
use crate::cli::error::CliError;
use crate::cli::output::{line, note};
use crate::domain::closures::NewClosure;
use crate::domain::name::Name;
use crate::domain::series::{KeptSession, PlannedSession, SessionEdit};
use crate::domain::time::WallTime;

/// Prints the closures, every series they concern, and each of its sessions with its wall time before and after.
///
/// # Errors
/// `Output`.
pub(super) fn show(plan: &ClosurePlan) -> Result<(), CliError> {
    let row = |NewClosure { span, reason }: &NewClosure| {
        format!("{span}\t{}", reason.as_ref().map_or("-", Name::as_str))
    };
    for known in &plan.known {
        note(&format!("stands already: {}", row(known)));
    }
    note(&format!("closed ({})", plan.zone.name()));
    for new in &plan.closures {
        line(&row(new))?;
    }
    note(&format!("closures that no session falls into: {}", plan.idle.len()));
    if !plan.impacts.is_empty() {
        note(
            "series\tof\twhat becomes of it\twhy\tchanged\tadded\tleft because they are marked, and then its sessions",
        );
    }
    for impact in &plan.impacts {
        line(&head(impact))?;
        for session in sessions(impact) {
            line(&format!("\t{session}"))?;
        }
    }
    let mailed = plan.mails.iter().filter(|mail| mail.is_sent).count();
    note(&format!(
        "clients concerned: {}; mailed: {mailed}; told by nobody, for want of an address or consent: {}",
        plan.mails.len(),
        plan.mails.len() - mailed
    ));
    Ok(())
}

fn head(impact: &SeriesImpact) -> String {
    let edited = &impact.edited;
    let of = match (&impact.group, impact.client_id) {
        (Some(group), _) => group.name.to_string(),
        (None, Some(client)) => client.to_string(),
        (None, None) => "-".to_owned(),
    };
    let (resolution, because) = (impact.resolution, impact.because);
    let (changed, added, kept) = (edited.changed.len(), edited.added.len(), edited.kept.len());
    format!("{}\t{of}\t{resolution}\t{because}\t{changed}\t{added}\t{kept}", edited.series.id)
}

/// What becomes of each session, in the order of the times they have or would have had.
fn sessions(impact: &SeriesImpact) -> Vec<String> {
    let edited = &impact.edited;
    let changed = edited.changed.iter().map(|SessionEdit { before, after }| {
        let was = before.wall_time();
        let becomes = if after.is_cancelled() {
            format!("{was} is cancelled")
        } else {
            format!("{was} -> {}", after.wall_time())
        };
        (before.starts_at, becomes)
    });
    let added = edited.added.iter().map(|PlannedSession { local_start, starts_at, .. }| {
        let wall_time = WallTime { local: *local_start, zone: edited.series.rule.zone.clone() };
        (*starts_at, format!("{wall_time} is added"))
    });
    let mut in_order: Vec<_> = changed.chain(added).collect();
    in_order.sort_unstable();
    let kept =
        edited.kept.iter().map(|KeptSession { wall_time, .. }| format!("{wall_time} stays: it is marked"));
    in_order.into_iter().map(|(_, becomes)| becomes).chain(kept).collect()
}

/// Names who and what is in the way: nothing is written then.
///
/// # Errors
/// `Refused` if anybody or anything is.
pub(super) fn refuse_conflicts(plan: &ClosurePlan) -> Result<(), CliError> {
    for conflict in &plan.conflicts {
        note(&format!(
            "{} at {}: the {} is in another session",
            conflict.series_id,
            conflict.wall_time,
            conflict.holder.kind().word().to_lowercase()
        ));
    }
    if plan.conflicts.is_empty() {
        return Ok(());
    }
    Err(CliError::Refused(format!(
        "{} sessions would meet others, so nothing is written: choose another --resolution, or decide for those series in the API",
        plan.conflicts.len()
    )))
}
