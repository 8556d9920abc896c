//! Previewing and forming a group of people who wait.

use async_graphql::{Context, ID, InputObject, Object, Result};

use super::series_input::SeriesInput;
use crate::app::App;
use crate::app::forming::{
    self, FormGroup, FormGroupError as Refusal, GroupFormationDraft, PlanFormationError as PlanRefusal,
};
use crate::app::groups::{CreateGroup, CreateGroupError};
use crate::app::series::{PlanSeriesError, SeriesDraft};
use crate::domain::access::Caller;
use crate::domain::forming::FormationBlocker;
use crate::domain::series::{ExpandError, PlanHash};
use crate::graphql::expose::{expose, only};
use crate::graphql::input::{InvalidField, invalid, text};
use crate::graphql::loaders;
use crate::graphql::payload::{parsed, payload};
use crate::graphql::selection::Selection;
use crate::graphql::types::{Admission, FormedGroup, GroupFormationPreview, SessionSeries};

/// A group to form of people who wait, with its series of sessions.
#[derive(InputObject)]
pub(crate) struct GroupFormationInput {
    /// The program's id: a group program.
    program_id: ID,
    /// The site's id.
    site_id: ID,
    /// The name its staff see, 1 to 120 characters.
    name: String,
    /// Whether people may join while it runs.
    admission: Admission,
    /// Below this many members it does not run; the program's number if left out.
    min_size: Option<i64>,
    /// From this many members on it works as intended; the program's number if left out.
    viable_size: Option<i64>,
    /// The most members; the program's number if left out.
    max_size: Option<i64>,
    /// The clients picked, 1 to 100: each has an open entry of the waiting list for the program.
    client_ids: Vec<ID>,
    /// The series, without `groupId`, `enrollmentId`, `clientIds` and `participantZones`: it is the new group's.
    series: SeriesInput,
}

/// More members than any group has.
const MOST_CLIENTS: usize = 100;

impl GroupFormationInput {
    fn parse(self) -> Result<GroupFormationDraft, InvalidField> {
        let Self {
            program_id,
            site_id,
            name,
            admission,
            min_size,
            viable_size,
            max_size,
            client_ids,
            series,
        } = self;
        if !(1..=MOST_CLIENTS).contains(&client_ids.len()) {
            return Err(invalid("clientIds")(&format!("1 to {MOST_CLIENTS}, not {}", client_ids.len())));
        }
        let series = series.parse().map_err(|error| error.within("series"))?;
        let SeriesDraft {
            owner,
            therapist_id: _,
            room_id: _,
            meeting_link: _,
            rule: _,
            client_ids: others,
            zones,
            site_id: site_of_series,
            ignores_closures: _,
        } = &series;
        if owner.is_some() || !others.is_empty() || !zones.is_empty() || site_of_series.is_some() {
            let message = "the series is the new group's: leave out groupId, enrollmentId, clientIds, \
                           participantZones and siteId";
            return Err(invalid("series")(&message));
        }
        Ok(GroupFormationDraft {
            group: CreateGroup {
                program_id: text("programId", &program_id)?,
                site_id: text("siteId", &site_id)?,
                name: text("name", &name)?,
                admission: admission.into(),
                min_size,
                viable_size,
                max_size,
                guest_seats: None,
                idempotency_key: None,
            },
            client_ids: client_ids.iter().map(|id| text("clientIds", id)).collect::<Result<_, _>>()?,
            series,
        })
    }
}

payload! {
    /// The answer to `previewGroupFormation`.
    "previewGroupFormation" => PreviewGroupFormationPayload {
        /// What the formation would come to.
        preview: GroupFormationPreview
    }
    PreviewGroupFormationUserError, PreviewGroupFormationErrorCode {
        /// The clinic has no such program.
        ProgramNotFound,
        /// The clinic has no such site.
        SiteNotFound,
        /// The program treats people one by one.
        NotAGroupProgram,
        /// The sizes contradict each other.
        InvalidSizes,
        /// The clinic does not have all of these clients.
        ClientNotFound,
        /// Some of these clients do not wait for the program.
        NotWaiting,
        /// A skipped date matches no session, or is given twice.
        InvalidSkippedDate,
        /// The rule comes to no session, or to dates beyond the calendar.
        NoSessions,
        /// Too few or too many sessions for the program.
        OutsideProgramBounds,
        /// The clinic has no such therapist.
        TherapistNotFound,
        /// The clinic has no such room.
        RoomNotFound,
    }
}

payload! {
    /// The answer to `formGroup`.
    "formGroup" => FormGroupPayload {
        /// The new group and its series, or those that the same hash made before.
        formed: FormedGroup
    }
    FormGroupUserError, FormGroupErrorCode {
        /// The draft can't be planned: `previewGroupFormation` says why.
        CannotBePlanned,
        /// Something a preview does without is missing.
        Incomplete,
        /// What the preview was made from has changed, or the hash is another plan's: preview again.
        Stale,
        /// The series would begin in the past.
        InPast,
        /// More clients are picked than the group has places.
        TooManyClients,
        /// A therapist, a room or a client is in another session at one of these times.
        DoubleBooked,
    }
}

/// The same for the preview, which names it beforehand, and for the commit.
impl From<FormationBlocker> for FormGroupUserError {
    fn from(blocker: FormationBlocker) -> Self {
        use FormGroupErrorCode as Code;
        let (code, field) = match blocker {
            FormationBlocker::NoTherapist => (Code::Incomplete, Some("series.therapistId")),
            FormationBlocker::InPast => (Code::InPast, Some("series.startOn")),
            FormationBlocker::TooMany { .. } => (Code::TooManyClients, Some("clientIds")),
            FormationBlocker::DoubleBooked => (Code::DoubleBooked, None),
        };
        Self { code, field: field.map(str::to_owned), message: blocker.to_string() }
    }
}

impl PreviewGroupFormationPayload {
    /// Plans what the input says.
    pub(crate) async fn of(ctx: &Context<'_>, input: GroupFormationInput) -> Result<Self> {
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let draft = parsed!(input.parse());
        match forming::preview_group_formation(app, caller, &draft).await {
            Ok(plan) => Self::done(ctx, plan),
            Err(PlanRefusal::Failure(failure)) => Err(expose(failure)),
            Err(refusal) => Self::because(refusal),
        }
    }

    fn because(refusal: PlanRefusal) -> Result<Self> {
        use PreviewGroupFormationErrorCode as Code;
        let message = refusal.to_string();
        let (code, field) = match refusal {
            PlanRefusal::NoClients => (Code::InvalidInput, "clientIds"),
            PlanRefusal::NotWaiting(_) => (Code::NotWaiting, "clientIds"),
            PlanRefusal::Group(error) => match error {
                CreateGroupError::ProgramNotFound => (Code::ProgramNotFound, "programId"),
                CreateGroupError::SiteNotFound => (Code::SiteNotFound, "siteId"),
                CreateGroupError::NotAGroupProgram => (Code::NotAGroupProgram, "programId"),
                CreateGroupError::Sizes(_) => (Code::InvalidSizes, "maxSize"),
                CreateGroupError::KeyReused(_) => (Code::InvalidInput, "name"),
                CreateGroupError::Failure(failure) => return Err(expose(failure)),
            },
            PlanRefusal::Series(error) => match error {
                PlanSeriesError::Expand(error) => match error {
                    ExpandError::StartNotOnAMinute(_) => (Code::InvalidInput, "series.localStart"),
                    ExpandError::SkipMatchesNoSession(_) | ExpandError::SkipRepeated(_) => {
                        (Code::InvalidSkippedDate, "series.skippedOn")
                    }
                    ExpandError::NoSessionLeft => (Code::NoSessions, "series.skippedOn"),
                    ExpandError::ClosedThroughout(_) | ExpandError::BeyondCalendar => {
                        (Code::NoSessions, "series.startOn")
                    }
                },
                PlanSeriesError::Count(_) | PlanSeriesError::Bounds(_) => {
                    (Code::OutsideProgramBounds, "series.plannedCount")
                }
                PlanSeriesError::TherapistNotFound => (Code::TherapistNotFound, "series.therapistId"),
                PlanSeriesError::RoomNotFound => (Code::RoomNotFound, "series.roomId"),
                PlanSeriesError::SiteNotFound => (Code::SiteNotFound, "siteId"),
                PlanSeriesError::ClientNotFound => (Code::ClientNotFound, "clientIds"),
                PlanSeriesError::OwnerNotFound
                | PlanSeriesError::GroupEnded(_)
                | PlanSeriesError::TreatmentEnded => (Code::InvalidInput, "series"),
                PlanSeriesError::Failure(failure) => return Err(expose(failure)),
            },
            PlanRefusal::Failure(failure) => return Err(expose(failure)),
        };
        Ok(Self::refused(code, Some(field), message))
    }
}

#[derive(Default)]
pub(crate) struct FormingMutations;

#[Object]
impl FormingMutations {
    /// Makes the group that `previewGroupFormation` showed, with its members, its sessions and everybody's place in
    /// them, and closes the entries by which the members waited: all or nothing. The same hash again answers what it
    /// made the first time.
    async fn form_group(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft, as previewed.")] input: GroupFormationInput,
        #[graphql(desc = "The preview's hash.")] plan_hash: String,
    ) -> Result<FormGroupPayload> {
        use FormGroupErrorCode as Code;
        let (app, caller) = (ctx.data::<App>()?, ctx.data::<Caller>()?);
        let plan_hash: PlanHash = parsed!(text("planHash", &plan_hash));
        let draft = parsed!(input.parse());
        let refused = |code, field, error: Refusal| Ok(FormGroupPayload::refused(code, field, error));
        match forming::form_group(app, caller, FormGroup { draft, plan_hash }).await {
            Ok(forming::FormedGroup { group, series }) => {
                let selection = Selection::of(ctx).field("formed").field("group");
                let group = only(loaders::groups(ctx, selection, vec![group]).await?)?;
                FormGroupPayload::done(ctx, FormedGroup { group, series: SessionSeries(series) })
            }
            Err(error @ Refusal::Plan(_)) => refused(Code::CannotBePlanned, None, error),
            Err(error @ Refusal::Stale) => refused(Code::Stale, Some("planHash"), error),
            Err(Refusal::Blocked(blocker)) => {
                Ok(FormGroupPayload { formed: None, user_errors: vec![blocker.into()] })
            }
            Err(Refusal::Failure(failure)) => Err(expose(failure)),
        }
    }
}
