//! The preview of closures, and what came of them.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, Object, Result, SimpleObject};

use super::closure::Closure;
use super::schedule_change::ScheduleChange;
use super::series_edit::{
    KeptInScope, SeriesEditConflict, SeriesEditMail, SessionChange, change, conflict, kept, mail,
};
use super::series_preview::{PreviewedSession, previewed};
use crate::app::audit::ReadRecords;
use crate::app::closures::{
    self, ClosurePlan, CommittedClosures as Committed, SeriesImpact, SubstituteOffer as Offer,
};
use crate::domain::closures::{Holidays, NewClosure, PassedOver};
use crate::domain::ids::{ClientId, SeriesId};
use crate::domain::series;
use crate::graphql::ids::id;
use crate::graphql::page::PageRequest;
use crate::graphql::reads::Shown;
use crate::graphql::scalars::{LocalDate, LocalTime};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What becomes of a series whose sessions fall into a closure.
    ClosureResolution = series::ClosureResolution {
        /// They are lost: the series delivers that many less.
        Skip,
        /// They and all later ones move by a week, or by as many as it takes.
        Shift,
        /// They are cancelled, and as many are added after the last.
        Append,
    }

    /// Why a series is resolved as it is.
    ResolvedBecause = closures::ResolvedBecause {
        /// It is what was chosen for all series.
        ForAll,
        /// It was chosen for this one.
        ForThis,
        /// `APPEND` was chosen, and a single meeting beside the weekly sessions moves instead (`SHIFT`): there is no last
        /// session that another could follow.
        SingleMeeting,
    }

    /// What speaks against somebody who was named to lead instead.
    UnsuitedBecause = closures::Unsuited {
        /// No licence of theirs covers where a client is, on that date.
        NotLicensed,
        /// It is outside the times when they can lead.
        NotAtWork,
    }
}

/// Whole days, or the same hours of some days, that are not entered yet.
#[derive(SimpleObject)]
pub(crate) struct PlannedClosure {
    /// The first date.
    first_on: LocalDate,
    /// The last date.
    last_on: LocalDate,
    /// From which hour of each date; null for whole days.
    from_time: Option<LocalTime>,
    /// Until which hour of each date, `00:00` for the day's end; null for whole days.
    until_time: Option<LocalTime>,
    /// Why.
    reason: Option<String>,
}

/// Somebody who can lead instead: free, at work and licensed where the clients are.
#[derive(SimpleObject)]
pub(crate) struct SubstituteOffer {
    /// The therapist's id.
    therapist_id: ID,
    /// Which of the sessions that fall into the time off.
    session_ids: Vec<ID>,
    /// Whether all of them.
    for_all: bool,
    /// Whether all sessions from the first of them to the series' end: they could take it over.
    for_the_rest: bool,
}

/// What speaks against somebody who was named to lead a session instead; it does not keep them from it.
#[derive(SimpleObject)]
pub(crate) struct UnsuitedSubstitute {
    /// The therapist's id.
    therapist_id: ID,
    /// The session's id.
    session_id: ID,
    /// What.
    because: UnsuitedBecause,
}

/// What closures make of one series.
#[derive(SimpleObject)]
pub(crate) struct SeriesImpactPreview {
    /// The series' id.
    series_id: ID,
    /// The group's id; null for an individual treatment.
    group_id: Option<ID>,
    /// The group's name; null for an individual treatment.
    group_name: Option<String>,
    /// The id of the client whose treatment it is; null for a group.
    client_id: Option<ID>,
    /// What becomes of its sessions that nobody leads instead.
    resolution: ClosureResolution,
    /// Why that: a single meeting beside the weekly sessions, such as a make-up, moves also where `APPEND` was chosen, and
    /// is cancelled where `SKIP` was.
    resolution_because: ResolvedBecause,
    /// The sessions that change, in the order of their starts before, with their wall times before and after.
    changes: Vec<SessionChange>,
    /// The tz database zone of the wall times of `added`.
    zone: String,
    /// The sessions that are added after the last, in order.
    added: Vec<PreviewedSession>,
    /// The sessions in closed times that stay as they are.
    kept: Vec<KeptInScope>,
    /// Who could lead instead of the therapist who is away, at most ten, best first.
    substitutes: Vec<SubstituteOffer>,
    /// What speaks against those who were named to lead instead.
    unsuited: Vec<UnsuitedSubstitute>,
    #[graphql(skip)]
    client: Option<ClientId>,
}

/// Whose treatment it is.
impl Shown for SeriesImpactPreview {
    fn show(&self, read: &mut ReadRecords) {
        read.about.clients.extend(self.client);
    }
}

/// What closures would come to; nothing has been written.
pub(crate) struct ClosuresPreview(ClosurePlan);

/// What closures would come to; nothing has been written. The next page of a list is another preview, of what stands then:
/// the hash tells whether it is of the same plan.
#[Object]
impl ClosuresPreview {
    /// The closures that would be entered, by their dates.
    async fn planned(&self) -> Vec<PlannedClosure> {
        self.0.closures.iter().map(planned).collect()
    }

    /// Those that stand already.
    async fn known(&self) -> Vec<PlannedClosure> {
        self.0.known.iter().map(planned).collect()
    }

    /// The tz database zone in which dates and hours are read: the site's, or the therapist's.
    async fn zone(&self) -> &str {
        self.0.zone.name()
    }

    /// Every series with a session that falls into one.
    async fn impacts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, SeriesImpactPreview>> {
        let page = PageRequest::<SeriesId>::parse(first, after.as_deref())?;
        page.part_of(ctx, &self.0.impacts, |one| one.edited.series.id, |one| impact(one.clone()))
    }

    /// Who and what is taken at one of the new times.
    async fn conflicts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, SeriesEditConflict>> {
        let page = PageRequest::<usize>::parse(first, after.as_deref())?;
        page.part_of(ctx, self.0.conflicts.iter().enumerate(), |(place, _)| *place, |(_, one)| conflict(one))
    }

    /// Who gets which mail, one each, and who is to be told otherwise.
    async fn mails(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 50 if left out.")] first: Option<i32>,
        #[graphql(desc = "The cursor to go on after.")] after: Option<String>,
    ) -> Result<Connection<String, SeriesEditMail>> {
        let page = PageRequest::<ClientId>::parse(first, after.as_deref())?;
        page.part_of(ctx, &self.0.mails, |one| one.client_id, mail)
    }

    /// Whether `commitClosures` would carry it out now: nothing is in conflict.
    async fn committable(&self) -> bool {
        self.0.conflicts.is_empty()
    }

    /// Names this plan and what it was made from; `commitClosures` takes it.
    async fn hash(&self) -> String {
        self.0.hash.to_string()
    }
}

/// Its pages note whom they show.
impl Shown for ClosuresPreview {
    fn show(&self, _: &mut ReadRecords) {}
}

impl From<ClosurePlan> for ClosuresPreview {
    fn from(plan: ClosurePlan) -> Self {
        Self(plan)
    }
}

fn planned(closure: &NewClosure) -> PlannedClosure {
    let NewClosure { span, reason } = closure;
    PlannedClosure {
        first_on: LocalDate(span.first_on()),
        last_on: LocalDate(span.last_on()),
        from_time: span.hours().map(|(from, _)| LocalTime(from)),
        until_time: span.hours().map(|(_, until)| LocalTime(until)),
        reason: reason.as_ref().map(ToString::to_string),
    }
}

fn impact(impact: SeriesImpact) -> SeriesImpactPreview {
    let SeriesImpact {
        edited,
        group,
        client_id,
        resolution,
        because,
        ordinals_before,
        ordinals_after,
        substitutes,
        unsuited,
    } = impact;
    let first_added = u16::try_from(ordinals_after.len()).unwrap_or(u16::MAX).saturating_add(1);
    let added = edited.added.iter().zip(first_added..);
    SeriesImpactPreview {
        series_id: id(edited.series.id),
        group_id: group.as_ref().map(|group| id(group.id)),
        group_name: group.map(|group| group.name.to_string()),
        client: client_id,
        client_id: client_id.map(id),
        resolution: resolution.into(),
        resolution_because: because.into(),
        zone: edited.series.rule.zone.name().to_owned(),
        changes: edited.changed.iter().map(|one| change(&ordinals_before, &ordinals_after, one)).collect(),
        added: added.map(|(one, ordinal)| previewed(&series::PlannedSession { ordinal, ..*one })).collect(),
        kept: edited.kept.iter().map(kept).collect(),
        substitutes: substitutes.into_iter().map(offer).collect(),
        unsuited: unsuited.into_iter().map(unsuited_substitute).collect(),
    }
}

fn offer(offer: Offer) -> SubstituteOffer {
    let Offer { therapist_id, session_ids, is_for_all, is_for_the_rest } = offer;
    SubstituteOffer {
        therapist_id: id(therapist_id),
        session_ids: session_ids.into_iter().map(id).collect(),
        for_all: is_for_all,
        for_the_rest: is_for_the_rest,
    }
}

fn unsuited_substitute(unsuited: closures::UnsuitedSubstitute) -> UnsuitedSubstitute {
    let closures::UnsuitedSubstitute { therapist_id, session_id, because } = unsuited;
    UnsuitedSubstitute { therapist_id: id(therapist_id), session_id: id(session_id), because: because.into() }
}

/// What was entered.
#[derive(SimpleObject)]
pub(crate) struct CommittedClosures {
    /// What takes it back, by `undoScheduleChange`.
    change: ScheduleChange,
    /// The closures, by their dates.
    entered: Vec<Closure>,
}

impl From<Committed> for CommittedClosures {
    fn from(Committed { change, closures }: Committed) -> Self {
        Self { change: change.into(), entered: closures.into_iter().map(Closure::from).collect() }
    }
}

/// An event of a file that is no closure.
#[derive(SimpleObject)]
pub(crate) struct PassedOverEvent {
    /// Its place in the file, from 1.
    event: usize,
    /// What it is called there.
    summary: String,
    /// Why it is none.
    because: String,
}

/// What a file of holidays says.
#[derive(SimpleObject)]
pub(crate) struct HolidayFile {
    /// The closures, by their dates: what `previewClosures` takes.
    holidays: Vec<PlannedClosure>,
    /// Events that are none, in the order of the file.
    passed_over: Vec<PassedOverEvent>,
    /// How many events lie before or after.
    outside: usize,
}

impl From<Holidays> for HolidayFile {
    fn from(Holidays { closures, passed_over, outside }: Holidays) -> Self {
        let passed_over = passed_over.into_iter().map(|PassedOver { event, summary, because }| {
            PassedOverEvent { event, summary, because: because.to_string() }
        });
        Self { holidays: closures.iter().map(planned).collect(), passed_over: passed_over.collect(), outside }
    }
}
