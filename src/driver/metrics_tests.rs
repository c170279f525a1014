//! What a monitor reads. The crate is packed without examples/, so this is in a file of its own.

use super::*;
use serde_json::json;

fn of_register(name: &str, state: Option<&Value>, drive_ends: Option<&str>) -> String {
    let mut text = Metrics::default();
    text.register(name, state, drive_ends);
    text.0
}

#[test]
fn dashboard_and_alerts_use_metrics_that_exist() {
    for file in
        [include_str!("../../examples/monitoring/alerts.yml"), include_str!("../../examples/monitoring/grafana.json")]
    {
        let is_of_name = |letter: char| letter.is_ascii_lowercase() || letter == '_';
        let names = file.split(|letter| !is_of_name(letter)).filter(|word| word.starts_with("kassa_"));
        let unknown: Vec<&str> =
            names.filter(|name| !include_str!("metrics.rs").contains(&format!("\"{name}\","))).collect();
        let of_histogram = ["kassa_document_seconds_bucket", "kassa_document_seconds_count"];
        assert!(unknown.iter().all(|name| of_histogram.contains(name)), "{unknown:?}");
    }
}

#[test]
fn what_a_register_tells_is_told_on_and_a_silent_one_is_down() {
    let down = of_register("icash a", None, None);
    assert!(down.ends_with("kassa_device_up{device=\"icash a\",backend=\"icash\"} 0\n"));
    let state = json!({
        "shiftStatus": { "state": "opened", "expiredTime": "2020-01-02T00:00:00" },
        "status": { "notSentCount": 3, "notSentFirstDocDateTime": "2020-01-01T00:00:00" },
    });
    let text = of_register("icash \"a\"", Some(&state), Some("2999-01-01T00:00:00"));
    assert!(text.contains("kassa_device_up{device=\"icash \\\"a\\\"\",backend=\"icash\"} 1\n"), "{text}");
    let value = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(&format!("{name}{{"))).unwrap();
        line.split("} ").nth(1).unwrap().parse::<u64>().unwrap()
    };
    assert_eq!((value("kassa_shift_open"), value("kassa_ofd_unsent_documents")), (1, 3));
    assert!(value("kassa_ofd_oldest_unsent_seconds") > 100_000_000 && value("kassa_shift_age_seconds") > 100_000_000);
    assert!(value("kassa_drive_days_left") > 300_000);
}

#[test]
fn what_a_register_does_not_tell_is_left_out() {
    let state = json!({ "shiftStatus": { "state": "closed", "expiredTime": "2020-01-01T00:00:00" } });
    let text = of_register("icash a", Some(&state), None);
    assert!(text.contains("kassa_shift_open{"), "{text}");
    for absent in ["shift_age", "ofd", "drive"] {
        assert!(!text.contains(absent), "{text}");
    }
}
