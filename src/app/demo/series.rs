//! Weekly series, as a coordinator makes them: preview, then commit by the preview's hash.

use jiff::civil::{Date, Weekday, time};

use super::clinic::Setting;
use super::error::FillDemoError;
use super::filling::Filling;
use crate::app::series::{CreateSeries, SeriesDraft, create_series, preview_series};
use crate::domain::ids::{RoomId, SeriesId, StaffMemberId};
use crate::domain::series::{CountingMode, SeriesOwner, SeriesRule, SessionCount, SessionMinutes};
use crate::domain::time::Zone;

/// A weekly series of the cast.
pub(super) struct Weekly {
    pub(super) owner: SeriesOwner,
    pub(super) therapist: StaffMemberId,
    pub(super) room: Option<RoomId>,
    pub(super) weekday: Weekday,
    /// Hour and minute on the wall of `zone`.
    pub(super) starts: (i8, i8),
    pub(super) zone: Zone,
    pub(super) start_on: Date,
    pub(super) minutes: i64,
    pub(super) sessions: i64,
}

/// Previews and creates it.
pub(super) async fn plan(
    filling: &Filling,
    setting: &Setting,
    weekly: Weekly,
) -> Result<SeriesId, FillDemoError> {
    filling.go_on();
    let Weekly { owner, therapist, room, weekday, starts: (hour, minute), zone, start_on, minutes, sessions } =
        weekly;
    let draft = SeriesDraft {
        owner: Some(owner),
        therapist_id: Some(therapist),
        room_id: room,
        meeting_link: None,
        rule: SeriesRule {
            weekday,
            local_start: time(hour, minute, 0, 0),
            zone,
            start_on,
            minutes: SessionMinutes::parse(minutes).map_err(FillDemoError::at("reading minutes"))?,
            planned_count: SessionCount::parse(sessions).map_err(FillDemoError::at("counting sessions"))?,
            counting: CountingMode::HoldSessions,
            skipped_on: Vec::new(),
        },
        client_ids: Vec::new(),
        zones: Vec::new(),
        site_id: None,
        ignores_closures: false,
    };
    let previewed = preview_series(&filling.app, &setting.coordinator, draft.clone())
        .await
        .map_err(FillDemoError::at("previewing a series"))?;
    let command = CreateSeries { draft, plan_hash: previewed.hash };
    let created = create_series(&filling.app, &setting.coordinator, command)
        .await
        .map_err(FillDemoError::at("creating a series"))?;
    Ok(created.series.id)
}
