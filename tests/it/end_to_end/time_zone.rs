//! The zone of the server's process, which decides nothing.

use super::server::Server;
use super::setting::Setting;
use crate::support::{Backend, TestDatabase};

/// Across clock changes of Berlin, New York and Apia; 02:30 is skipped once and comes twice once.
const PREVIEW: &str = r#"{ previewSeries(input: { weekday: SUNDAY, localStart: "02:30", zone: "Europe/Berlin",
    startOn: "2026-03-01", plannedCount: 40, skippedOn: ["2026-04-12"],
    participantZones: ["America/New_York", "Pacific/Apia", "Asia/Calcutta"] }) { preview { hash
        sessions { ordinal localStart resolvedLocalStart startsAt endsAt clockChange }
        participants { zone localStarts warnings { kind message ordinals } } } userErrors { message } } }"#;

#[tokio::test]
async fn answers_are_the_same_bytes_whatever_the_zone_of_the_process() {
    let setting = Setting::prepare(TestDatabase::create(Backend::Sqlite).await.unwrap()).await;
    let token = setting.clinic_with_token();
    let mut bodies = Vec::new();
    for zone in ["", "America/New_York", "Pacific/Apia", "UTC-14", ":/etc/hostname", "Nowhere/At all"] {
        let first = format!("export TZ='{zone}' TZDIR=/nowhere");
        let server = Server::start_after(&setting.roundel, &first, &[]);
        bodies.push(server.api(&token).body(PREVIEW).await);
        assert_eq!(server.terminate().0, Some(0), "{zone}");
    }
    let unset = setting.serve();
    let without = unset.api(&token).body(PREVIEW).await;
    assert!(without.contains("\"GAP\"") && without.contains("\"OVERLAP\""), "{without}");
    assert!(without.contains("\"HOUR_MOVES\"") && without.contains("\"userErrors\":[]"), "{without}");
    for body in bodies {
        assert_eq!(body, without);
    }
}
