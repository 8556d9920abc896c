//! The individual treatments: begun and planned.

use jiff::ToSpan;
use jiff::civil::Weekday;

use super::cast::{Begins, Day, TREATMENTS, TreatmentPlan};
use super::clinic::Setting;
use super::error::FillDemoError;
use super::fill::{DAYS_SINCE_THE_FIRST_SESSIONS, DAYS_SINCE_THE_LATER_SESSIONS};
use super::filling::Filling;
use super::people::record;
use super::series::{Weekly, plan};
use crate::app::enrollments::{CreateTreatment, create_treatment};
use crate::domain::series::SeriesOwner;
use crate::domain::time::Zone;

/// Begins every treatment that begins then.
pub(super) async fn begin_all(
    filling: &Filling,
    setting: &Setting,
    begins: Begins,
) -> Result<(), FillDemoError> {
    for treatment in TREATMENTS.iter().filter(|treatment| treatment.begins == begins) {
        begin(filling, setting, treatment).await?;
    }
    Ok(())
}

async fn begin(filling: &Filling, setting: &Setting, treatment: &TreatmentPlan) -> Result<(), FillDemoError> {
    let client_id = record(filling, setting, &treatment.client).await?;
    filling.go_on();
    let site = setting.site(treatment.site)?;
    let (program_id, minutes) = setting.program(treatment.program)?;
    let command = CreateTreatment {
        client_id,
        program_id,
        site_id: site.id,
        planned_sessions: Some(treatment.sessions),
        idempotency_key: None,
    };
    let enrollment = create_treatment(&filling.app, &setting.coordinator, command)
        .await
        .map_err(FillDemoError::at("beginning a treatment"))?;
    let days_ago = match treatment.begins {
        Begins::WithTheGroups => DAYS_SINCE_THE_FIRST_SESSIONS,
        Begins::Later => DAYS_SINCE_THE_LATER_SESSIONS,
    };
    let weekly = Weekly {
        owner: SeriesOwner::Treatment(enrollment.id),
        therapist: setting.therapist(treatment.therapist)?,
        room: treatment.room.map(|name| setting.room(name)).transpose()?,
        weekday: weekday(filling, treatment.day, &site.zone)?,
        starts: treatment.starts,
        zone: site.zone.clone(),
        start_on: filling.date_days_ago(days_ago, &site.zone),
        minutes,
        sessions: treatment.sessions,
    };
    plan(filling, setting, weekly).await?;
    Ok(())
}

fn weekday(filling: &Filling, day: Day, zone: &Zone) -> Result<Weekday, FillDemoError> {
    match day {
        Day::Of(weekday) => Ok(weekday),
        Day::Tomorrow => {
            let tomorrow = filling.date_days_ago(0, zone).checked_add(1.day());
            Ok(tomorrow.map_err(FillDemoError::at("counting days"))?.weekday())
        }
    }
}
