//! What is looked at, and from when on it is a warning.

use jiff::SignedDuration;

use super::finding::Finding;
use super::telling;
use crate::app::health::Examination;
use crate::app::series::SessionTimes;
use crate::cli::again::Again;
use crate::cli::mail::paused_mails;
use crate::cli::work::{MailHeldBack, NOTHING_IS_SENT, link_base};
use crate::config::{HttpSettings, MailSettings, MailTransportKind};
use crate::domain::audit::LogExposure;
use crate::domain::ids::ClinicId;
use crate::domain::time::tzdb_version;
use crate::worker;

/// From when on two clocks that differ are a warning: tokens and leases are judged by them.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_secs(5);

/// From when on a worker that was not seen is a warning: its jobs come every few minutes at the most.
const WORKER_UNSEEN: SignedDuration = SignedDuration::from_mins(15);

/// Below this, two clocks are in step: asking takes some of it.
const CLOCKS_IN_STEP: SignedDuration = SignedDuration::from_millis(100);

/// How many clinics are named at the most.
const MOST_NAMED: usize = 5;

/// What the database is, its clock, the worker, whose traces are in it, and which clinics lack crisis lines or a neutral name.
pub(super) fn of_examination(found: &Examination, url: &dyn std::fmt::Display) -> Vec<Finding> {
    let Examination {
        product,
        took,
        clock_ahead,
        worker_seen_at,
        log_exposure,
        without_crisis_lines,
        telling_mail_names,
        paused_clinics,
        now,
    } = found;
    let database = format!("{url} ({product}) answers within {} ms", took.as_millis());
    let clock = clock_ahead.map(|ahead| {
        let apart = ahead.abs();
        let way = if ahead.is_negative() { "behind" } else { "ahead of" };
        let told = format!("this host's is {:.1} s {way} the database's", apart.as_secs_f64());
        if apart < CLOCKS_IN_STEP {
            Finding::ok("clock", "this host's and the database's are in step")
        } else if apart < CLOCKS_DIFFER {
            Finding::ok("clock", told)
        } else {
            Finding::warning(
                "clock",
                format!("{told}: set both by NTP; tokens and leases are judged by them"),
            )
        }
    });
    let worker = match worker_seen_at {
        Some(at) if now.duration_since(*at) < WORKER_UNSEEN => {
            Finding::ok("worker", format!("last took up a job at {at}"))
        }
        Some(at) => Finding::warning(
            "worker",
            format!("none has worked since {at}: reminders wait; start `roundel serve` or `roundel worker`"),
        ),
        None => {
            Finding::warning("worker", "none has ever worked here: start `roundel serve` or `roundel worker`")
        }
    };
    let log = log_exposure.as_ref().map(|(role, exposure)| of_audit_log(role, exposure));
    let lines = of_crisis_lines(without_crisis_lines);
    let paused = paused_clinics.iter().filter_map(paused_mails);
    let paused = paused.map(|told| Finding::warning("paused mails", told));
    let found = [Some(Finding::ok("database", database)), clock, Some(worker), log, lines];
    found.into_iter().flatten().chain(telling::of_mail_names(telling_mail_names)).chain(paused).collect()
}

/// There is no file where the database is looked for.
pub(super) fn of_no_database(url: &dyn std::fmt::Display, again: &Again) -> Finding {
    let told = format!(
        "there is none at {url} yet: name yours by --database-url, ROUNDEL__DATABASE__URL or database.url, or create one \
         here by `{again} migrate`"
    );
    Finding::failed("database", told)
}

/// Clinics whose mails to clients do not say whom to call in an emergency.
fn of_crisis_lines(without: &[ClinicId]) -> Option<Finding> {
    if without.is_empty() {
        return None;
    }
    let mut named: Vec<String> = without.iter().take(MOST_NAMED).map(ToString::to_string).collect();
    if without.len() > MOST_NAMED {
        named.push(format!("{} more", without.len() - MOST_NAMED));
    }
    let told = format!(
        "mails end without any in {}: `updateSite` gives a site its own, `roundel clinic update` its clinic",
        named.join(", ")
    );
    Some(Finding::warning("crisis lines", told))
}

/// Whether the role that the service uses could change what it only adds to.
fn of_audit_log(role: &str, exposure: &LogExposure) -> Finding {
    const WAY_OUT: &str = "run the service as a role that owns nothing, and as the owner \
        `roundel migrate --grant-to ROLE`";
    let told = match exposure {
        LogExposure::Sealed => {
            return Finding::ok("audit log", format!("the role {role} can add to it and not change it"));
        }
        LogExposure::Privileges(more) => {
            format!("the role {role} could change it ({}): {WAY_OUT}", more.join(", "))
        }
        LogExposure::Owner => format!("the role {role} owns it, and could drop what guards it: {WAY_OUT}"),
        LogExposure::Superuser => format!("the role {role} is a superuser, and could change it: {WAY_OUT}"),
    };
    Finding::warning("audit log", told)
}

/// The time zone data that are compiled in: of sessions, and of the worker's schedules.
pub(super) fn of_zones() -> Finding {
    let (sessions, schedules) = (tzdb_version(), worker::tzdb_version());
    Finding::ok("tz database", format!("{sessions} for sessions, {schedules} for the worker's schedules"))
}

/// By which releases the sessions ahead were derived, and which of them somebody has to look at.
pub(super) fn of_session_times(times: &SessionTimes) -> Finding {
    const WHAT: &str = "session times";
    let SessionTimes { by_release, unknown_zones, left } = times;
    let counts: Vec<String> =
        by_release.iter().map(|(release, count)| format!("{count} by {release}")).collect();
    let counts = if counts.is_empty() { "no session ahead".to_owned() } else { counts.join(", ") };
    let unknown = (!unknown_zones.is_empty()).then(|| {
        format!("{} lacks the zones {}: give those series another", tzdb_version(), unknown_zones.join(", "))
    });
    let wanting: Vec<String> = [unknown, left.clone()].into_iter().flatten().collect();
    if wanting.is_empty() {
        Finding::ok(WHAT, format!("sessions ahead: {counts}"))
    } else {
        Finding::warning(WHAT, format!("sessions ahead: {counts}; {}", wanting.join("; ")))
    }
}

/// Where mails go, apart from whether they get there.
pub(super) fn of_mail(settings: &MailSettings, reached: Result<(), MailHeldBack>) -> Finding {
    let MailSettings { transport, directory, smtp, .. } = settings;
    match (transport, reached) {
        (MailTransportKind::Directory, Ok(())) => Finding::warning(
            "mail",
            format!(
                "goes into the folder {}; nobody receives it: configure [mail.smtp]",
                directory.display()
            ),
        ),
        (
            MailTransportKind::Directory,
            Err(MailHeldBack::Barred(why) | MailHeldBack::SenderRefused { why, .. }),
        ) => Finding::failed("mail", format!("the folder {} takes none: {why}", directory.display())),
        (MailTransportKind::DryRun, _) => Finding::warning("mail", NOTHING_IS_SENT),
        (MailTransportKind::Smtp, Ok(())) => Finding::ok(
            "mail",
            format!(
                "{}:{} lets this service in and takes its sender; no mail was sent",
                smtp.host, smtp.port
            ),
        ),
        (MailTransportKind::Smtp, Err(MailHeldBack::Barred(why))) => {
            Finding::failed("mail", format!("{}:{}: {why}; see [mail.smtp]", smtp.host, smtp.port))
        }
        (MailTransportKind::Smtp, Err(MailHeldBack::SenderRefused { key, sender, why })) => Finding::failed(
            "mail",
            format!(
                "{}:{} takes no mail from {sender} ({why}): give {key} an address that the server lets mail.smtp.username \
                 send from, or have the server allow this one",
                smtp.host, smtp.port
            ),
        ),
    }
}

/// Mails that lead nowhere: clients can neither answer nor stop reminders.
pub(super) fn of_mail_links(settings: &HttpSettings) -> Option<Finding> {
    if link_base(settings).is_some() {
        return None;
    }
    let told = format!(
        "none: clients can neither answer nor stop reminders by mail; give http.public_base_url the https address at which \
         they reach this service, not {}",
        settings.public_base_url
    );
    Some(Finding::warning("mail links", told))
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::cli::doctor::finding::State;

    fn found() -> Examination {
        Examination {
            product: "PostgreSQL 15".to_owned(),
            took: SignedDuration::from_millis(2),
            clock_ahead: Some(SignedDuration::from_millis(-40)),
            worker_seen_at: Some(Timestamp::from_second(1000).unwrap()),
            log_exposure: Some(("roundel".to_owned(), LogExposure::Sealed)),
            without_crisis_lines: Vec::new(),
            telling_mail_names: Vec::new(),
            paused_clinics: Vec::new(),
            now: Timestamp::from_second(1060).unwrap(),
        }
    }

    fn states(found: &Examination) -> Vec<State> {
        of_examination(found, &"postgres://db/clinic").iter().map(|finding| finding.state).collect()
    }

    #[test]
    fn a_clock_that_drifts_and_a_worker_that_is_gone_are_warnings() {
        use State::{Ok, Warning};
        assert_eq!(states(&found()), [Ok, Ok, Ok, Ok]);
        let drifted = Examination { clock_ahead: Some(SignedDuration::from_secs(-6)), ..found() };
        assert_eq!(states(&drifted), [Ok, Warning, Ok, Ok]);
        let alone = Examination { now: Timestamp::from_second(2000).unwrap(), ..found() };
        assert_eq!(states(&alone), [Ok, Ok, Warning, Ok]);
        assert_eq!(
            states(&Examination { worker_seen_at: None, clock_ahead: None, log_exposure: None, ..found() }),
            [Ok, Warning]
        );
    }

    #[test]
    fn clinics_without_crisis_lines_are_a_warning_with_the_way_out() {
        let clinic = ClinicId::from_uuid(uuid::Uuid::nil());
        let without = |clinics| of_crisis_lines(&vec![clinic; clinics]).unwrap();
        let told = without(1);
        assert_eq!(told.state, State::Warning);
        assert!(told.told.contains(&clinic.to_string()) && told.told.contains("`updateSite`"), "{told}");
        assert!(without(7).told.contains("2 more"));
        assert_eq!(of_crisis_lines(&[]), None);
    }

    #[test]
    fn a_role_that_could_change_the_log_is_a_warning_with_the_way_out() {
        let more = LogExposure::Privileges(vec!["UPDATE audit_event".to_owned()]);
        for (exposure, told) in [
            (more, "(UPDATE audit_event)"),
            (LogExposure::Owner, "owns it"),
            (LogExposure::Superuser, "is a superuser"),
        ] {
            let finding = of_audit_log("roundel", &exposure);
            assert_eq!(finding.state, State::Warning);
            assert!(finding.told.contains(told) && finding.told.contains("migrate --grant-to"), "{finding}");
        }
    }

    #[test]
    fn sessions_by_an_older_release_are_counted_and_those_in_the_way_named() {
        let by_release = vec![("2025b".to_owned(), 3), ("2026f".to_owned(), 40)];
        let times = SessionTimes { by_release, ..SessionTimes::default() };
        let well = of_session_times(&times);
        assert_eq!((well.state, &*well.told), (State::Ok, "sessions ahead: 3 by 2025b, 40 by 2026f"));
        let gone = SessionTimes { unknown_zones: vec!["Europe/Atlantis".to_owned()], ..times.clone() };
        let told = of_session_times(&gone);
        assert_eq!(told.state, State::Warning);
        assert!(told.told.contains("lacks the zones Europe/Atlantis"), "{told}");
        let left = SessionTimes { left: Some("1 left as they were: ses_1: taken".to_owned()), ..times };
        assert_eq!(of_session_times(&left).state, State::Warning);
    }

    #[test]
    fn a_finding_is_one_line() {
        let line = of_examination(&found(), &"postgres://db/clinic")[1].to_string();
        assert_eq!(line, "ok       clock          this host's and the database's are in step");
    }

    #[test]
    fn a_clock_is_told_to_be_ahead_or_behind() {
        let told = |millis| {
            let ahead = Some(SignedDuration::from_millis(millis));
            of_examination(&Examination { clock_ahead: ahead, ..found() }, &"")[1].told.clone()
        };
        assert_eq!(told(-1_240), "this host's is 1.2 s behind the database's");
        assert_eq!(told(300), "this host's is 0.3 s ahead of the database's");
        assert!(told(-6_000).starts_with("this host's is 6.0 s behind the database's: set both by NTP"));
    }
}
