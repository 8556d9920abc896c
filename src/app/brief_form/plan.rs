//! Planning the brief form: the one plan that the preview shows and the acceptance makes again.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::error::PlanBriefFormError;
use super::own_sessions::shortened;
use super::phases::{DatedPhase, phases_after, phases_before};
use crate::app::Failure;
use crate::app::companions::{MovedWindow, load_windows_without};
use crate::app::series::revision::Revision;
use crate::app::series::{PlannedMail, Ranks};
use crate::domain::access::Reach;
use crate::domain::attendance::{Ledger, Participation};
use crate::domain::brief_form::{BriefFormSplit, plan_brief_form};
use crate::domain::command_text::CommandText;
use crate::domain::enrollments::Enrollment;
use crate::domain::ids::{ClinicId, EnrollmentId, ParticipationId, SeriesId, SessionId};
use crate::domain::notices::{News, NoticeKind, Told};
use crate::domain::risk::asks_for_review;
use crate::domain::series::{PlanHash, RankedSession, Session, ordinals, plan_hash};
use crate::domain::words::words;
use crate::storage::backgrounds::load_backgrounds;
use crate::storage::brief_forms::{CourseSession, load_course};
use crate::storage::client_zones::{ClientZone, load_client_zones};
use crate::storage::{Connection, ledgers, programs, series, sessions};

words! {
    /// What becomes of a place that the client has beyond the brief form.
    pub enum Becomes {
        /// The session is the client's alone: it is cancelled.
        Cancelled = "CANCELLED",
        /// The session is their group's, and takes place without them.
        Released = "RELEASED",
        /// It is a guest's seat in a sister group, and somebody else may have it.
        SeatGivenBack = "SEAT_GIVEN_BACK",
    }
}

/// A place to come of the course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoursePlace {
    /// Which.
    pub participation_id: ParticipationId,
    /// Its session.
    pub session: Session,
    /// The session's number among those of its series now.
    pub ordinal: Option<u16>,
    /// Whether the session makes up for a missed one.
    pub is_make_up: bool,
}

/// What the brief form comes to.
#[derive(Debug, Clone)]
pub struct BriefFormPlan {
    /// The course, as it is.
    pub enrollment: Enrollment,
    /// What was received, is kept and is left.
    pub split: BriefFormSplit,
    /// The sessions to come that the client keeps, in order.
    pub kept: Vec<CoursePlace>,
    /// Those they no longer attend, in order, and what becomes of each.
    pub left: Vec<(CoursePlace, Becomes)>,
    /// Those for which an absence is recorded: they stay as they are.
    pub announced: Vec<CoursePlace>,
    /// The phases as they are.
    pub phases_before: Vec<DatedPhase>,
    /// The phases in the brief form.
    pub phases_after: Vec<DatedPhase>,
    /// The companion meetings whose windows move along.
    pub windows: Vec<MovedWindow>,
    /// The one mail that tells the client of what does not take place, or not for them; none if nothing does.
    pub mail: Option<PlannedMail>,
    /// Whether the readings ask the clinician to look at the client first: they got reliably worse, or item 9 of the PHQ-9
    /// is above 0.
    pub review_first: bool,
    /// Names the plan and everything it was made from.
    pub hash: PlanHash,
    /// The client's own series, to be shortened.
    pub(super) own: Option<Revision>,
    /// The places in others' sessions, to be released, and told of.
    pub(super) released: Vec<(Participation, Session)>,
    /// Places in sessions of the group that are cancelled now: should one take place after all, it is not the client's.
    pub(super) in_cancelled: Vec<Participation>,
}

/// What a plan's hash covers of the command.
pub(super) fn command_text(id: EnrollmentId) -> CommandText {
    CommandText::new("ACCEPT_BRIEF_FORM").field("enrollment", id)
}

/// Makes the plan from what stands now: a fixed number of statements, whatever the course.
pub(super) async fn plan(
    on: &Connection,
    clinic_id: ClinicId,
    enrollment: Enrollment,
    now: Timestamp,
) -> Result<BriefFormPlan, PlanBriefFormError> {
    if enrollment.ended_at.is_some() {
        return Err(PlanBriefFormError::Over);
    }
    let id = enrollment.id;
    let course = load_course(on, clinic_id, id).await.map_err(Failure::from)?;
    let found = ledgers::load_ledgers(on, clinic_id, &[id]).await.map_err(Failure::from)?;
    let known = load_backgrounds(on, clinic_id, &found, now).await.map_err(Failure::from)?;
    let entries = found.into_iter().flat_map(|ledger| ledger.entries).collect();
    let ledger = Ledger::new(entries, now);
    let review_first = known.get(&id).is_some_and(|known| asks_for_review(&ledger, known));
    let split = plan_brief_form(&ledger, enrollment.planned_sessions)?;

    let coming: Vec<&CourseSession> = course.iter().filter(|one| one.session.starts_at > now).collect();
    let series_ids: BTreeSet<SeriesId> = coming.iter().map(|one| one.session.series_id).collect();
    let series_ids: Vec<SeriesId> = series_ids.into_iter().collect();
    let all = sessions::load_sessions_of_series(on, clinic_id, &series_ids).await.map_err(Failure::from)?;
    let ranks = ranks(&all);
    let shown = |one: &CourseSession| CoursePlace {
        participation_id: one.place.id,
        ordinal: ranks.get(&one.session.id).copied(),
        is_make_up: one.place.makes_up_for.is_some(),
        session: one.session.clone(),
    };
    let among = |ids: &[ParticipationId]| -> Vec<&CourseSession> {
        coming.iter().copied().filter(|one| ids.contains(&one.place.id)).collect()
    };
    let left = among(&split.left);
    let own: Vec<&CourseSession> =
        left.iter().copied().filter(|one| becomes(one) == Becomes::Cancelled).collect();
    let cancelled: BTreeSet<SessionId> = own.iter().map(|one| one.session.id).collect();
    let own_series: BTreeSet<SeriesId> = own.iter().map(|one| one.session.series_id).collect();
    let own_series: Vec<SeriesId> = own_series.into_iter().collect();
    let found =
        series::load_series(on, Reach::clinic(clinic_id), &own_series).await.map_err(Failure::from)?;
    let own_versions: Vec<(String, i64)> =
        found.iter().map(|series| (series.id.to_string(), series.row_version)).collect();
    let own = shortened(on, clinic_id, found, &all, &cancelled).await?;

    let program =
        programs::find_program(on, clinic_id, enrollment.program_id).await.map_err(Failure::from)?;
    let program = program.ok_or(Failure::NotFound)?;
    let phases_before = phases_before(&course, &enrollment, &program.draft);
    let phases_after = phases_after(&course, &split, &program.draft);
    let gone: Vec<SessionId> = left.iter().map(|one| one.session.id).collect();
    let asked = &program.draft.companions;
    let windows = load_windows_without(on, clinic_id, &enrollment, asked, &gone, now).await?;
    let zones = load_client_zones(on, Reach::clinic(clinic_id), &[enrollment.client_id])
        .await
        .map_err(Failure::from)?;
    let mail = zones.first().and_then(|zone| mail(zone, &left));

    let mut versions: Vec<(String, i64)> = own_versions;
    versions.push((id.to_string(), enrollment.row_version));
    versions.push((program.id.to_string(), program.row_version));
    versions.extend(zones.iter().map(|zone| (zone.client_id.to_string(), zone.row_version)));
    versions.extend(course.iter().map(|one| (one.place.id.to_string(), one.place.row_version)));
    versions.extend(course.iter().map(|one| (one.session.id.to_string(), one.session.row_version)));
    let hash = plan_hash(&command_text(id), &versions);

    let is_released = |one: &&&CourseSession| becomes(one) != Becomes::Cancelled;
    let released =
        left.iter().filter(is_released).map(|one| (one.place.clone(), one.session.clone())).collect();
    let is_void = |one: &&&CourseSession| {
        one.session.is_cancelled() && one.owner.group_id().is_some() && one.place.is_unrecorded()
    };
    let in_cancelled = coming.iter().filter(is_void).map(|one| one.place.clone()).collect();
    let is_announced =
        |one: &&&CourseSession| !one.session.is_cancelled() && one.place.has_mark_of_presence_or_absence();
    Ok(BriefFormPlan {
        kept: among(&split.kept).into_iter().map(shown).collect(),
        left: left.iter().map(|one| (shown(one), becomes(one))).collect(),
        announced: coming.iter().filter(is_announced).map(|one| shown(one)).collect(),
        enrollment,
        split,
        phases_before,
        phases_after,
        windows,
        mail,
        review_first,
        hash,
        own,
        released,
        in_cancelled,
    })
}

fn becomes(one: &CourseSession) -> Becomes {
    match (one.owner.group_id(), one.place.makes_up_for) {
        (None, _) => Becomes::Cancelled,
        (Some(_), None) => Becomes::Released,
        (Some(_), Some(_)) => Becomes::SeatGivenBack,
    }
}

fn ranks(all: &[Session]) -> Ranks {
    let mut by_series: BTreeMap<SeriesId, Vec<RankedSession>> = BTreeMap::new();
    for session in all {
        by_series.entry(session.series_id).or_default().push(RankedSession {
            session_id: session.id,
            starts_at: session.starts_at,
            is_cancelled: session.is_cancelled(),
        });
    }
    by_series.into_values().flat_map(|of_series| ordinals(&of_series)).collect()
}

fn mail(client: &ClientZone, left: &[&CourseSession]) -> Option<PlannedMail> {
    let lost = |one: &&CourseSession| {
        let told = Told::of(&one.session);
        News { told: Some(told), current: Told { is_cancelled: true, ..told } }
    };
    let news: Vec<News> = left.iter().map(lost).collect();
    Some(PlannedMail {
        client_id: client.client_id,
        zone: client.zone.clone(),
        kind: NoticeKind::of(&news)?,
        sessions: news.len(),
        is_sent: client.is_mailed,
    })
}
