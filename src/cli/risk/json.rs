//! The figures for programs.

use serde_json::{Value, json};

use crate::domain::risk::evaluation::{
    Accuracy, AlarmFigures, Estimate, Evaluation, Figures, NotEnough, RiskGroup, Share,
};
use crate::domain::risk::forecast::MODEL_VERSION;

/// One JSON object with every figure; one that can't be given is `null` with the reason beside it.
pub(super) fn shown(evaluation: &Evaluation, seed: u64) -> String {
    let Evaluation { judged, cut_short, running, samples, overall, by_run, reliability } = evaluation;
    let by_run: Vec<_> = (0..).zip(by_run).map(|(run, of)| with_run(run, of)).collect();
    let reliability: Vec<_> = reliability
        .iter()
        .map(|RiskGroup { rows, expected, observed }| {
            json!({ "rows": rows, "expected": expected, "observed": observed })
        })
        .collect();
    let all = json!({
        "model": { "coefficients": "prior", "version": MODEL_VERSION },
        "courses": { "judged": judged, "cutShort": cut_short, "running": running },
        "bootstrap": { "samples": samples, "seed": seed },
        "overall": figures(overall),
        "byRun": by_run,
        "reliability": reliability,
    });
    format!("{all:#}")
}

fn with_run(run: u32, of: &Figures) -> Value {
    let mut shown = figures(of);
    shown["missedInARow"] = run.into();
    shown
}

fn figures(figures: &Figures) -> Value {
    let Figures { rows, clients, never_again, accuracy, alarms } = figures;
    json!({
        "rows": rows,
        "clients": clients,
        "neverAgain": never_again,
        "scores": accuracy.iter().map(of_score).collect::<Vec<_>>(),
        "alarms": alarms.iter().map(of_alarm).collect::<Vec<_>>(),
    })
}

fn of_score(accuracy: &Accuracy) -> Value {
    let Accuracy { score, auc, brier, slope, intercept } = accuracy;
    json!({
        "score": score.word(),
        "auc": estimate(auc),
        "brier": estimate(brier),
        "calibrationSlope": figure(slope),
        "calibrationIntercept": figure(intercept),
    })
}

fn of_alarm(figures: &AlarmFigures) -> Value {
    let AlarmFigures { alarm, per_100_sessions, right, sensitivity, false_alarms, lead_time } = figures;
    json!({
        "rule": alarm.rule.word(),
        "score": alarm.score.word(),
        "threshold": alarm.threshold,
        "per100Sessions": figure(per_100_sessions),
        "rightAlarms": share(*right),
        "stoppedClientsFound": share(*sensitivity),
        "otherClientsAlarmed": share(*false_alarms),
        "medianSessionsLeft": lead_time,
    })
}

fn estimate(estimate: &Result<Estimate, NotEnough>) -> Value {
    match estimate {
        Ok(Estimate { value, interval: Ok((lower, upper)) }) => {
            json!({ "value": value, "interval": [lower, upper] })
        }
        Ok(Estimate { value, interval: Err(why) }) => {
            json!({ "value": value, "interval": null, "why": why.to_string() })
        }
        Err(why) => json!({ "value": null, "interval": null, "why": why.to_string() }),
    }
}

fn figure(figure: &Result<f64, NotEnough>) -> Value {
    match figure {
        Ok(value) => json!({ "value": value }),
        Err(why) => json!({ "value": null, "why": why.to_string() }),
    }
}

fn share(share: Share) -> Value {
    json!({ "numerator": share.numerator, "denominator": share.denominator, "value": share.value() })
}
