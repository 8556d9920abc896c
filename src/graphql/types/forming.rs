//! The weekly grid, the preview of a formation, and what forming a group made.

use std::collections::BTreeSet;

use async_graphql::{ID, SimpleObject};

use super::closure::{ClosedOut, closed_out};
use super::series_preview::{
    PreviewedParticipant, PreviewedSession, SeriesConflict, conflict, participant, previewed,
};
use super::{SessionSeries, TherapyGroup, WaitlistPriority, WaitlistStatus, Weekday};
use crate::app::audit::ReadRecords;
use crate::app::forming::{GroupFormationPlan, WeeklyGrid};
use crate::domain::forming::{self, Grid, GridCell, Partly, Picked};
use crate::domain::ids::ClientId;
use crate::domain::occupancy::Holder;
use crate::graphql::ids::id;
use crate::graphql::mutations::FormGroupUserError;
use crate::graphql::reads::Shown;
use crate::graphql::scalars::{LocalDate, LocalTime};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What speaks against a formation without keeping it from being committed.
    FormationWarningKind = forming::FormationWarningKind {
        /// With so few members the group does not run.
        BelowMinimum,
        /// With so few members it does not work as intended.
        BelowViable,
        /// These clients are not screened yet.
        NotScreened,
        /// These clients wait for a place at another site.
        OtherSite,
        /// Of these clients it is not known when they can come.
        AvailabilityUnknown,
        /// These clients can't come to every session.
        CannotComeToAll,
    }
}

/// A client who could come to some of the weeks.
#[derive(SimpleObject)]
pub(crate) struct PartlyAvailable {
    /// The client's id.
    client_id: ID,
    /// To how many of the sessions.
    weeks_possible: u16,
}

/// One hour of the week, as a series at that hour would have it.
#[derive(SimpleObject)]
pub(crate) struct AvailabilityCell {
    /// The day of the week, in the grid's zone.
    weekday: Weekday,
    /// The wall time of the start, in the grid's zone.
    local_start: LocalTime,
    /// The date of the first session, in the grid's zone.
    first_on: LocalDate,
    /// Who could come to all sessions: within their availability on their own clock in every week, and in no other
    /// session then.
    client_ids: Vec<ID>,
    /// Who could come to some of the sessions, those to most first.
    partly: Vec<PartlyAvailable>,
    /// In how many of the weeks therapist and room are free, as far as they were named; what a therapist says of their
    /// own availability is not looked at.
    weeks_free: u16,
}

/// Who could come when.
#[derive(SimpleObject)]
pub(crate) struct AvailabilityGrid {
    /// The hours at which somebody could come, day by day from Monday on.
    cells: Vec<AvailabilityCell>,
    /// Clients of whom it is not known when they can come: they are in no cell.
    unknown_client_ids: Vec<ID>,
    /// How many sessions a cell stands for.
    weeks: u16,
    /// How many clients were looked at.
    candidates: usize,
    /// Whether more wait than were looked at: name `clientIds` to look at others.
    has_more: bool,
    #[graphql(skip)]
    clients: BTreeSet<ClientId>,
}

/// When they can come.
impl Shown for AvailabilityGrid {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend(&self.clients);
    }
}

impl AvailabilityGrid {
    /// The cells at which at least so many could come to all sessions, or somebody to some where none is asked for.
    pub(crate) fn of(weekly: WeeklyGrid, least: usize) -> Self {
        let WeeklyGrid { grid: Grid { cells, unknown }, weeks, candidates, has_more } = weekly;
        let cells: Vec<GridCell> = cells
            .into_iter()
            .filter(|cell| {
                cell.everyone.len() >= least && !(cell.everyone.is_empty() && cell.partly.is_empty())
            })
            .collect();
        let in_cells = cells.iter().flat_map(|cell| {
            cell.everyone.iter().copied().chain(cell.partly.iter().map(|one| one.client_id))
        });
        Self {
            clients: in_cells.chain(unknown.iter().copied()).collect(),
            cells: cells.into_iter().map(cell).collect(),
            unknown_client_ids: unknown.into_iter().map(id).collect(),
            weeks,
            candidates,
            has_more,
        }
    }
}

fn cell(cell: GridCell) -> AvailabilityCell {
    let GridCell { weekday, local_start, first_on, everyone, partly, weeks_free } = cell;
    let some =
        |Partly { client_id, weeks_possible }| PartlyAvailable { client_id: id(client_id), weeks_possible };
    AvailabilityCell {
        weekday: weekday.into(),
        local_start: LocalTime(local_start),
        first_on: LocalDate(first_on),
        client_ids: everyone.into_iter().map(id).collect(),
        partly: partly.into_iter().map(some).collect(),
        weeks_free,
    }
}

/// One client picked for a group, and how they fit.
#[derive(SimpleObject)]
pub(crate) struct PickedClient {
    /// The client's id.
    client_id: ID,
    /// The id of the entry by which they wait (`wle_…`).
    waitlist_entry_id: ID,
    /// Where that entry stands.
    status: WaitlistStatus,
    /// How soon they should begin.
    priority: WaitlistPriority,
    /// Whether it is known when they can come.
    availability_known: bool,
    /// To how many of the sessions they can come: within their availability, if it is known, and in no other session.
    weeks_possible: usize,
    /// The sessions they can't come to, from 1.
    impossible_ordinals: Vec<u16>,
}

/// One thing that speaks against a formation.
#[derive(SimpleObject)]
pub(crate) struct FormationWarning {
    /// What.
    kind: FormationWarningKind,
    /// The clients it speaks of; empty if of the group.
    client_ids: Vec<ID>,
    /// The same in words.
    message: String,
}

/// What a formation would come to; nothing has been written.
#[derive(SimpleObject)]
pub(crate) struct GroupFormationPreview {
    /// Who is picked.
    picked: Vec<PickedClient>,
    /// Below this many members the group does not run.
    min_size: i64,
    /// From this many members on it works as intended.
    viable_size: i64,
    /// The most members.
    max_size: i64,
    /// The sessions, in order.
    sessions: Vec<PreviewedSession>,
    /// Every member's wall times, and what to mind about them.
    participants: Vec<PreviewedParticipant>,
    /// Who and what is taken.
    conflicts: Vec<SeriesConflict>,
    /// What falls into a closure of the site or the therapist's time off; no session is planned there, unless that was
    /// asked for.
    closed: Vec<ClosedOut>,
    /// What speaks against it.
    warnings: Vec<FormationWarning>,
    /// Whether `formGroup` would make it now from this hash, for who may: nothing blocks it.
    committable: bool,
    /// What `formGroup` would refuse it for now, with its codes; empty if nothing.
    blockers: Vec<FormGroupUserError>,
    /// Names this plan and what it was made from; `formGroup` takes it.
    hash: String,
    #[graphql(skip)]
    clients: BTreeSet<ClientId>,
}

impl Shown for GroupFormationPreview {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend(&self.clients);
    }
}

impl From<GroupFormationPlan> for GroupFormationPreview {
    fn from(plan: GroupFormationPlan) -> Self {
        let GroupFormationPlan {
            group,
            members,
            sessions,
            participants,
            conflicts,
            closed,
            blockers,
            warnings,
            hash,
        } = plan;
        let taken = conflicts.iter().filter_map(|conflict| match conflict.holder {
            Holder::Client(id) => Some(id),
            Holder::Therapist(_) | Holder::Room(_) => None,
        });
        Self {
            clients: members.iter().map(|member| member.entry.client_id).chain(taken).collect(),
            picked: members.into_iter().map(|member| picked(member, sessions.len())).collect(),
            min_size: group.sizes.least,
            viable_size: group.sizes.viable,
            max_size: group.sizes.most,
            sessions: sessions.iter().map(previewed).collect(),
            participants: participants.into_iter().map(participant).collect(),
            conflicts: conflicts.into_iter().map(conflict).collect(),
            closed: closed.into_iter().map(closed_out).collect(),
            warnings: warnings.into_iter().map(warning).collect(),
            committable: blockers.is_empty(),
            blockers: blockers.into_iter().map(Into::into).collect(),
            hash: hash.to_string(),
        }
    }
}

fn picked(member: Picked, sessions: usize) -> PickedClient {
    let Picked { entry, is_availability_known, impossible } = member;
    PickedClient {
        client_id: id(entry.client_id),
        waitlist_entry_id: id(entry.id),
        status: entry.status.into(),
        priority: entry.priority.into(),
        availability_known: is_availability_known,
        weeks_possible: sessions.saturating_sub(impossible.len()),
        impossible_ordinals: impossible,
    }
}

fn warning(warning: forming::FormationWarning) -> FormationWarning {
    let forming::FormationWarning { kind, client_ids, message } = warning;
    FormationWarning { kind: kind.into(), client_ids: client_ids.into_iter().map(id).collect(), message }
}

/// What `formGroup` made.
#[derive(SimpleObject)]
pub(crate) struct FormedGroup {
    /// The group, with its members.
    pub(crate) group: TherapyGroup,
    /// Its series of sessions.
    pub(crate) series: SessionSeries,
}

impl Shown for FormedGroup {
    fn show(&self, read: &mut ReadRecords) {
        self.group.show(read);
    }
}
