//! The figures for people.

use crate::domain::risk::evaluation::{
    Accuracy, AlarmFigures, AlarmRule, Estimate, Evaluation, FIRST_JUDGED, Figures, NotEnough,
    REMAINING_AT_LEAST, Score, Share,
};
use crate::domain::risk::forecast::MODEL_VERSION;

/// What stands above each part of the rows that has figures of its own.
const RUNS: [&str; 3] = ["After an attended session", "After one miss", "After two misses in a row"];

/// The figures, aligned.
pub(super) fn shown(evaluation: &Evaluation, seed: u64) -> String {
    let Evaluation { judged, cut_short, running, samples, overall, by_run, reliability: _ } = evaluation;
    // A file tells of none that runs.
    let running = if *running > 0 { format!(", {running} still running") } else { String::new() };
    if overall.clients == 1 {
        return format!(
            "There {} {} to judge, of one client only: how well the forecast tells clients apart can't be measured on \
             one.",
            if overall.rows == 1 { "is" } else { "are" },
            counted(overall.rows, "session")
        );
    }
    let mut parts = vec![format!(
        "courses judged: {judged}; left out: {cut_short} cut short{running}\n\
         the prior's model, version {MODEL_VERSION}; 95 % intervals from {samples} samples of the clients, seed {seed}"
    )];
    parts.push(scores("All", overall));
    parts.extend(RUNS.iter().zip(by_run).map(|(title, figures)| scores(title, figures)));
    parts.push(alarms(&overall.alarms));
    parts.push(compared(&overall.alarms));
    parts.join("\n\n")
}

/// The sentence where there is no session to judge.
pub(super) fn nothing(evaluation: &Evaluation) -> String {
    let Evaluation { judged, cut_short, running, .. } = evaluation;
    let counts = [
        (*judged, "is shorter", "are shorter"),
        (*cut_short, "was cut short", "were cut short"),
        (*running, "still runs", "still run"),
    ];
    let counted = counts.into_iter().filter(|(courses, _, _)| *courses > 0);
    let left: Vec<String> = counted
        .map(|(courses, one, more)| format!("{courses} {}", if courses == 1 { one } else { more }))
        .collect();
    let left = if left.is_empty() { "there is none".to_owned() } else { left.join(", ") };
    let least = FIRST_JUDGED + REMAINING_AT_LEAST;
    format!(
        "There is no session to judge: no course of {least} sessions or more has had all of them ({left})."
    )
}

fn scores(title: &str, figures: &Figures) -> String {
    let Figures { rows, clients, never_again, accuracy, alarms: _ } = figures;
    let what = format!("{title}: {} of {}", counted(*rows, "session"), counted(*clients, "client"));
    if *clients < 2 {
        return format!("{what}, too few to measure anything on");
    }
    let head = ["", "AUC", "Brier", "slope", "intercept"].map(str::to_owned).to_vec();
    let lines = accuracy.iter().map(|Accuracy { score, auc, brier, slope, intercept }| {
        vec![of_score(*score).to_owned(), estimate(auc), estimate(brier), figure(slope), figure(intercept)]
    });
    let table = aligned(std::iter::once(head).chain(lines).collect());
    format!("{what}, {never_again} with no attendance after them\n{table}")
}

/// So many of them.
fn counted(number: usize, one: &str) -> String {
    if number == 1 { format!("{number} {one}") } else { format!("{number} {one}s") }
}

fn alarms(alarms: &[AlarmFigures]) -> String {
    let head = [
        "Alarms",
        "per 100 sessions",
        "right",
        "stopped clients found",
        "other clients alarmed",
        "sessions left (median)",
    ];
    let lines = alarms.iter().map(
        |AlarmFigures { alarm, per_100_sessions, right, sensitivity, false_alarms, lead_time }| {
            vec![
                of_rule(alarm.rule).to_owned(),
                per_100_sessions.map_or_else(|why| why.to_string(), |figure| format!("{figure:.1}")),
                share(*right),
                share(*sensitivity),
                share(*false_alarms),
                lead_time.map_or_else(|| "-".to_owned(), |sessions| sessions.to_string()),
            ]
        },
    );
    aligned(std::iter::once(head.map(str::to_owned).to_vec()).chain(lines).collect())
}

/// What the model is not: better than the plainest rule at as many alarms.
fn compared(alarms: &[AlarmFigures]) -> String {
    let found = |rule| {
        let figures = alarms.iter().find(|figures| figures.alarm.rule == rule);
        figures.map_or_else(|| "-".to_owned(), |figures| share(figures.sensitivity))
    };
    format!(
        "Of the clients who stopped, two misses find {}, the model at no more alarms {}.",
        found(AlarmRule::TwoMisses),
        found(AlarmRule::ModelAsOften)
    )
}

const fn of_score(score: Score) -> &'static str {
    match score {
        Score::Model => "model",
        Score::TwoMisses => "last two missed",
        Score::AnyMiss => "last one missed",
        Score::MissRate => "rate of misses",
    }
}

const fn of_rule(rule: AlarmRule) -> &'static str {
    match rule {
        AlarmRule::TwoMisses => "last two missed",
        AlarmRule::ModelAsOften => "model, no more alarms",
        AlarmRule::MissRateAsOften => "rate of misses, no more alarms",
        AlarmRule::ModelRed => "model, red (0.45)",
        AlarmRule::ModelAmber => "model, amber or red (0.25)",
        AlarmRule::AnyMiss => "last one missed",
    }
}

fn estimate(estimate: &Result<Estimate, NotEnough>) -> String {
    match estimate {
        Ok(Estimate { value, interval: Ok((lower, upper)) }) => {
            format!("{value:.3} ({lower:.3} to {upper:.3})")
        }
        Ok(Estimate { value, interval: Err(_) }) => format!("{value:.3} (too few samples)"),
        Err(why) => why.to_string(),
    }
}

fn figure(figure: &Result<f64, NotEnough>) -> String {
    match figure {
        Ok(value) => format!("{value:.2}"),
        Err(NotEnough::NoProbability) => "-".to_owned(),
        Err(why) => why.to_string(),
    }
}

fn share(share: Share) -> String {
    let Share { numerator, denominator } = share;
    let percent = share.value().map(|value| format!(" ({:.0} %)", 100.0 * value)).unwrap_or_default();
    format!("{numerator} of {denominator}{percent}")
}

/// Columns as wide as their widest cell, two blanks apart.
fn aligned(rows: Vec<Vec<String>>) -> String {
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let lines = rows.iter().map(|row| {
        let cells: Vec<_> =
            row.iter().enumerate().map(|(column, cell)| format!("{cell:<0$}", width(column))).collect();
        cells.join("  ").trim_end().to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}
