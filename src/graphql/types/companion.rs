//! Companion meetings of clients.

use std::sync::Arc;

use async_graphql::{ID, InputObject, Object, Result, SimpleObject};

use super::{Enrollment, Loaded};
use crate::app::companions as app;
use crate::domain::access::Action;
use crate::domain::companions as domain;
use crate::domain::series::SessionMinutes;
use crate::graphql::ids::id;
use crate::graphql::input::{InvalidField, invalid};
use crate::graphql::payload_rights::{needs, rights};
use crate::graphql::scalars::{Instant, LocalDate, LocalDateTime};
use crate::graphql::words::wire_enums;

wire_enums! {
    /// What a companion meeting is for.
    CompanionKind = domain::CompanionKind {
        /// To win a client for treatment.
        Engagement,
        /// To prepare a member for the group.
        PreGroup,
        /// To review progress half-way.
        MidTreatment,
        /// To conclude, after the group.
        PostGroup,
        /// To take measures before treatment.
        PreEvaluation,
        /// To take measures after treatment.
        PostEvaluation,
    }

    /// What the window of a companion meeting is counted from.
    CompanionAnchor = domain::Anchor {
        /// The date of the first weekly session; the meeting ends before it begins.
        BeforeFirst,
        /// The two sessions in the middle: from the earlier one's date to the later one's.
        Middle,
        /// The date of the last weekly session; the meeting begins after it ends.
        AfterLast,
    }

    /// How a companion meeting of one client stands.
    CompanionState = domain::CompanionState {
        /// None is scheduled, and its window is not over.
        Missing,
        /// None is scheduled, and its window is over.
        Overdue,
        /// It is scheduled within its window.
        Scheduled,
        /// It is scheduled outside its window: the weekly sessions were moved since, or it was.
        OutsideWindow,
        /// The client attended it.
        Held,
    }

    /// Why there is no time to propose for a companion meeting.
    CompanionWhyNone = domain::WhyNone {
        /// The window is over, or what is left of it is too short for the meeting.
        WindowOver,
        /// The client can't come at any time within the window: see their availability.
        ClientNeverFree,
        /// Whoever leads it can't at any time within the window: name another therapist.
        TherapistNeverFree,
        /// Each of them can within the window, but never both: name another therapist.
        NeverTogether,
        /// Whenever both can, one of them is in a session, or it is closed.
        AllTaken,
    }
}

/// Which companion meetings are listed.
#[derive(async_graphql::Enum, Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CompanionsShown {
    /// All that the program asks for.
    All,
    /// Those that are required, and not scheduled.
    Missing,
    /// Those that are scheduled outside their window.
    Outside,
}

impl From<CompanionsShown> for app::CompanionsShown {
    fn from(shown: CompanionsShown) -> Self {
        match shown {
            CompanionsShown::All => Self::All,
            CompanionsShown::Missing => Self::Missing,
            CompanionsShown::Outside => Self::Outside,
        }
    }
}

/// A meeting that a program asks for, of each client, beside the weekly sessions.
#[derive(SimpleObject)]
pub(crate) struct Companion {
    /// What it is for.
    kind: CompanionKind,
    /// What its window is counted from.
    anchor: CompanionAnchor,
    /// The first day of its window, in days from the anchor; negative is before.
    earliest_days: i64,
    /// The last day of its window, in days from the anchor.
    latest_days: i64,
    /// How long it takes, in elapsed minutes.
    minutes: i64,
    /// Whether it is listed as missing until it is scheduled.
    required: bool,
}

impl From<domain::Companion> for Companion {
    fn from(companion: domain::Companion) -> Self {
        let domain::Companion { kind, anchor, earliest_days, latest_days, minutes, required } = companion;
        Self {
            kind: kind.into(),
            anchor: anchor.into(),
            earliest_days,
            latest_days,
            minutes: minutes.get().into(),
            required,
        }
    }
}

/// A meeting that a program is to ask for, of each client, beside the weekly sessions.
#[derive(InputObject)]
pub(crate) struct CompanionInput {
    /// What it is for; each once.
    kind: CompanionKind,
    /// What its window is counted from.
    anchor: CompanionAnchor,
    /// The first day of its window, in days from the anchor, -90 to 90; negative is before, and before the first session
    /// it must be.
    earliest_days: i64,
    /// The last day of its window, in days from the anchor.
    latest_days: i64,
    /// How long it takes, in elapsed minutes, 10 to 240.
    minutes: i64,
    /// Whether it is listed as missing until it is scheduled.
    #[graphql(default = true)]
    required: bool,
}

impl CompanionInput {
    pub(crate) fn parse(self) -> Result<domain::Companion, InvalidField> {
        let Self { kind, anchor, earliest_days, latest_days, minutes, required } = self;
        Ok(domain::Companion {
            kind: kind.into(),
            anchor: anchor.into(),
            earliest_days,
            latest_days,
            minutes: SessionMinutes::parse(minutes).map_err(|error| invalid("minutes")(&error))?,
            required,
        })
    }
}

/// A companion meeting of one client, as their program asks for it.
pub(crate) struct CompanionMeeting {
    pub(crate) record: app::CompanionMeeting,
    pub(crate) enrollment: Loaded<Arc<Enrollment>>,
}

/// A companion meeting of one client, as their program asks for it.
#[Object]
impl CompanionMeeting {
    /// The enrollment's id (`enr_…`).
    async fn enrollment_id(&self) -> ID {
        id(self.record.enrollment.id)
    }

    /// Whose it is.
    #[graphql(directive = needs::apply(rights(&[Action::ReadClients])))]
    async fn enrollment(&self) -> Result<&Enrollment> {
        self.enrollment.get("enrollment").map(Arc::as_ref)
    }

    /// What it is for.
    async fn kind(&self) -> CompanionKind {
        self.record.companion.kind.into()
    }

    /// Whether the program requires it.
    async fn required(&self) -> bool {
        self.record.companion.required
    }

    /// How long it takes, in elapsed minutes.
    async fn minutes(&self) -> i64 {
        self.record.companion.minutes.get().into()
    }

    /// How it stands now.
    async fn state(&self) -> CompanionState {
        self.record.state.into()
    }

    /// The first date of its window, in `zone`; null while there is no weekly session. It moves with the weekly sessions.
    async fn from_on(&self) -> Option<LocalDate> {
        self.record.window.map(|window| LocalDate(window.from))
    }

    /// The last date of its window, in `zone`; null while there is no weekly session.
    async fn until_on(&self) -> Option<LocalDate> {
        self.record.window.map(|window| LocalDate(window.until))
    }

    /// The zone of these dates: that of the weekly sessions, or the site's while there is none.
    async fn zone(&self) -> &str {
        self.record.zone.name()
    }

    /// The id of the session that is scheduled, or was held (`ses_…`); null if there is none. `rescheduleSession` moves it.
    async fn session_id(&self) -> Option<ID> {
        self.record.session_id.map(id)
    }
}

/// A time at which client and therapist are free.
#[derive(SimpleObject)]
pub(crate) struct ProposedTime {
    /// The wall time, in `zone`: what `scheduleCompanionMeeting` takes.
    local_start: LocalDateTime,
    /// The zone of that wall time.
    zone: String,
    /// The same in UTC.
    starts_at: Instant,
    /// The id of who would lead it (`stf_…`).
    therapist_id: ID,
}

/// When a companion meeting could be held.
#[derive(SimpleObject)]
pub(crate) struct CompanionProposals {
    /// The earliest times, in order.
    times: Vec<ProposedTime>,
    /// Why there is none; null if there is one.
    why_none: Option<CompanionWhyNone>,
}

impl From<app::Proposals> for CompanionProposals {
    fn from(proposals: app::Proposals) -> Self {
        let app::Proposals { times, why_none } = proposals;
        Self {
            times: times.into_iter().map(ProposedTime::from).collect(),
            why_none: why_none.map(Into::into),
        }
    }
}

impl From<app::ProposedTime> for ProposedTime {
    fn from(proposed: app::ProposedTime) -> Self {
        let app::ProposedTime { local_start, zone, starts_at, therapist_id } = proposed;
        Self {
            local_start: LocalDateTime(local_start),
            zone: zone.name().to_owned(),
            starts_at: Instant(starts_at),
            therapist_id: id(therapist_id),
        }
    }
}
