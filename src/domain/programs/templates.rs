//! The programs a new clinic starts with.

use crate::domain::companions::{Anchor, Companion, CompanionKind};
use crate::domain::series::SessionMinutes;

use super::program::{Audience, ProgramDraft, ProgramFormat};
use crate::domain::name::{InvalidName, Name};

/// The usual length of a session, in minutes (Weissman, Markowitz, Klerman: *The Guide to Interpersonal
/// Psychotherapy*, 2018).
const MINUTES: i64 = 50;
/// A group session takes longer (Wilfley et al.: *Interpersonal Psychotherapy for Group*, 2000).
const GROUP_MINUTES: i64 = 90;

struct Template {
    code: &'static str,
    name: &'static str,
    format: ProgramFormat,
    audience: Audience,
    sessions: (i64, i64),
    minutes: i64,
    phases: (i64, i64),
    sizes: (i64, i64, i64),
    companions: &'static [Companion],
}

const fn companion(kind: CompanionKind, anchor: Anchor, earliest_days: i64, latest_days: i64) -> Companion {
    Companion { kind, anchor, earliest_days, latest_days, minutes: SessionMinutes::DEFAULT, required: true }
}

/// Measures are taken in the four weeks before treatment and the two after it.
const BEFORE: Companion = companion(CompanionKind::PreEvaluation, Anchor::BeforeFirst, -28, 0);
const AFTER: Companion = companion(CompanionKind::PostEvaluation, Anchor::AfterLast, 0, 14);
const EVALUATED: &[Companion] = &[BEFORE, AFTER];

/// Swartz, Grote, Graham 2014: one engagement meeting before the eight sessions.
const ENGAGED: &[Companion] =
    &[companion(CompanionKind::Engagement, Anchor::BeforeFirst, -14, 0), BEFORE, AFTER];

/// Wilfley et al. 2000: individual meetings before the group, between its middle sessions, and within a week of its end.
const MET_ALONE: &[Companion] = &[
    companion(CompanionKind::PreGroup, Anchor::BeforeFirst, -14, 0),
    companion(CompanionKind::MidTreatment, Anchor::Middle, 0, 0),
    companion(CompanionKind::PostGroup, Anchor::AfterLast, 0, 7),
    BEFORE,
    AFTER,
];

const ALONE: (i64, i64, i64) = (1, 1, 1);

const TEMPLATES: [Template; 7] = [
    // Weissman, Markowitz, Klerman 2018: 12 to 16 weekly sessions; initial phase 1–3, ending the last 2–4.
    Template {
        code: "IPT",
        name: "Interpersonal psychotherapy",
        format: ProgramFormat::Individual,
        audience: Audience::Adults,
        sessions: (12, 16),
        minutes: MINUTES,
        phases: (3, 10),
        sizes: ALONE,
        companions: EVALUATED,
    },
    // Swartz, Grote, Graham 2014 (Am J Psychother 68): eight sessions after one engagement meeting.
    Template {
        code: "IPT-B",
        name: "Brief interpersonal psychotherapy",
        format: ProgramFormat::Individual,
        audience: Audience::Adults,
        sessions: (8, 8),
        minutes: MINUTES,
        phases: (2, 6),
        sizes: ALONE,
        companions: ENGAGED,
    },
    // Mufson, Dorta, Moreau, Weissman 2004: twelve sessions.
    Template {
        code: "IPT-A",
        name: "Interpersonal psychotherapy for adolescents",
        format: ProgramFormat::Individual,
        audience: Audience::Adolescents,
        sessions: (12, 12),
        minutes: MINUTES,
        phases: (4, 8),
        sizes: ALONE,
        companions: EVALUATED,
    },
    // Weissman, Markowitz, Klerman 2018, weekly group of 12 to 16 sessions.
    Template {
        code: "IPT-GROUP",
        name: "Interpersonal psychotherapy in a group",
        format: ProgramFormat::Group,
        audience: Audience::Adults,
        sessions: (12, 16),
        minutes: GROUP_MINUTES,
        phases: (3, 10),
        sizes: (3, 5, 12),
        companions: EVALUATED,
    },
    // Wilfley et al. 2000: up to 20 weekly sessions, six to nine members.
    Template {
        code: "IPT-G",
        name: "Interpersonal psychotherapy for group (20 sessions)",
        format: ProgramFormat::Group,
        audience: Audience::Adults,
        sessions: (16, 20),
        minutes: GROUP_MINUTES,
        phases: (5, 14),
        sizes: (3, 6, 9),
        companions: MET_ALONE,
    },
    // WHO and Columbia University 2016: Group Interpersonal Therapy for Depression, eight sessions, 6 to 10 members.
    Template {
        code: "WHO-IPT",
        name: "Group interpersonal therapy (WHO)",
        format: ProgramFormat::Group,
        audience: Audience::Adults,
        sessions: (8, 8),
        minutes: GROUP_MINUTES,
        phases: (2, 6),
        sizes: (3, 6, 10),
        companions: EVALUATED,
    },
    // Grote et al. 2009 (Psychiatr Serv 60): brief IPT in pregnancy, eight sessions.
    Template {
        code: "IPT-B-PERINATAL",
        name: "Brief interpersonal psychotherapy, perinatal",
        format: ProgramFormat::Individual,
        audience: Audience::Perinatal,
        sessions: (8, 8),
        minutes: MINUTES,
        phases: (2, 6),
        sizes: ALONE,
        companions: ENGAGED,
    },
];

/// The programs of the literature, as drafts: a new clinic gets them all and may change or add to them.
///
/// # Errors
/// `InvalidName` never happens for the templates here (a test says so); the type keeps the code honest.
pub fn templates() -> Result<Vec<ProgramDraft>, InvalidName> {
    TEMPLATES.iter().map(Template::draft).collect()
}

impl Template {
    fn draft(&self) -> Result<ProgramDraft, InvalidName> {
        let Self { code, name, format, audience, sessions, minutes, phases, sizes, companions } = *self;
        Ok(ProgramDraft {
            code: code.parse::<Name>()?,
            name: name.parse::<Name>()?,
            format,
            audience,
            min_sessions: sessions.0,
            max_sessions: sessions.1,
            minimum_dose: ProgramDraft::usual_minimum_dose(sessions.0),
            session_minutes: minutes,
            initial_phase_ends: phases.0,
            middle_phase_ends: phases.1,
            min_size: sizes.0,
            viable_size: sizes.1,
            max_size: sizes.2,
            companions: companions.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_is_a_valid_program() {
        for draft in templates().unwrap() {
            assert_eq!(draft.clone().validate(), Ok(draft));
        }
    }
}
