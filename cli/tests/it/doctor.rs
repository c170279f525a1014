//! `doctor` with a sound till, and with one fault at a time.

use crate::counter::Counter;
use kassa_simulator::{atolweb, icash};
use serde_json::{Value, json};

/// The findings of a level, as "subject: message" in English.
fn found(report: &Value, level: &str) -> Vec<String> {
    let checks = report["checks"].as_array().unwrap_or_else(|| panic!("{report}"));
    let of_level = checks.iter().filter(|check| check["level"] == level);
    of_level.map(|check| format!("{}: {}", check["subject"]["en"], check["message"]["en"]).replace('"', "")).collect()
}

#[test]
fn a_sound_till_has_no_fault() {
    let counter = Counter::new();
    let (code, report, told) = counter.run(&["doctor"], "");
    assert_eq!((code, found(&report, "fault"), found(&report, "warning")), (0, vec![], vec![]), "{report} {told}");
    let fine = found(&report, "ok").join("\n");
    for line in [
        "Configuration: icash",
        "Journal: ",
        "Address: 127.0.0.1",
        "Port: ",
        "TLS: not used",
        "Register: answers",
        "Clock of the register: right",
        "Shift: closed",
        "OFD: all documents are sent",
    ] {
        assert!(fine.contains(line), "{line}: {fine}");
    }
    let (_, piped, _) = counter.run(&["doctor", "--config", "-"], &counter.config().to_string());
    assert!(found(&piped, "ok").iter().any(|line| line.contains("kassa.db")), "{piped}");
    let (_, table, _) = counter.told(&["doctor"]);
    assert!(table.lines().all(|line| line.starts_with("в порядке  ")), "{table}");
}

/// Breaks something; the configuration to look with.
type Break = fn(&Counter) -> Value;

#[test]
fn each_fault_is_named_with_what_to_do() {
    let rows: [(&str, Break, i32, &str, &str); 10] = [
        ("a wrong configuration", |_| json!({ "backend": "icash", "timeoutMs": 0 }), 65, "fault", "timeoutMs"),
        (
            "a wrong port",
            |counter| json!({ "backend": "icash", "url": "http://127.0.0.1:1", "journal": counter.folder.path().join("a.db") }),
            65,
            "fault",
            "check the register's power",
        ),
        (
            "an unknown name",
            |counter| json!({ "backend": "icash", "url": "http://no-such-till.invalid", "journal": counter.folder.path().join("b.db") }),
            65,
            "fault",
            "the name is not found",
        ),
        (
            "a wrong clock",
            |counter| {
                counter.register.set_clock_offset(3600);
                counter.config()
            },
            0,
            "warning",
            "differ from this machine's by 60 min",
        ),
        (
            "an old shift",
            |counter| {
                assert_eq!(counter.run(&["shift", "open"], "").0, 0);
                counter.register.set_clock_offset(25 * 3600);
                counter.config()
            },
            65,
            "fault",
            "kassa shift close",
        ),
        (
            "a shift that ends soon",
            |counter| {
                assert_eq!(counter.run(&["shift", "open"], "").0, 0);
                counter.register.set_clock_offset(23 * 3600);
                counter.config()
            },
            0,
            "warning",
            "close it, kassa shift close",
        ),
        (
            "a log that cannot be written",
            |counter| {
                let log = counter.folder.path();
                json!({ "backend": "icash", "url": counter.register.url(), "journal": log.join("c.db"), "log": log })
            },
            0,
            "warning",
            "cannot be written: check the path and the rights",
        ),
        (
            "a journal that lost documents",
            |counter| {
                assert_eq!(counter.run(&["shift", "open"], "").0, 0);
                std::fs::remove_file(counter.folder.path().join("kassa.db")).unwrap();
                counter.config()
            },
            65,
            "fault",
            "kassa journal rebuild",
        ),
        (
            "no journal in the configuration",
            |counter| json!({ "backend": "icash", "url": counter.register.url() }),
            0,
            "warning",
            "set `journal`",
        ),
        (
            "a PIN that can be read on its way",
            |counter| {
                let url = "http://192.0.2.1:9";
                let mut config =
                    json!({ "backend": "cashcore", "url": url, "pin": "4812", "kkmOfdId": 1, "connectTimeoutMs": 100 });
                config["journal"] = counter.config()["journal"].clone();
                config
            },
            65,
            "warning",
            "url: The key, password or PIN leaves the private network",
        ),
    ];
    for (name, break_it, code, level, sentence) in rows {
        let counter = Counter::new();
        let config = break_it(&counter).to_string();
        let (exit, report, told) = counter.run(&["doctor", "--config", &config], "");
        let lines = found(&report, level).join("\n");
        assert!(exit == code && lines.contains(sentence), "{name}: {exit} {report} {told}");
    }
}

#[test]
fn a_register_that_is_not_registered_is_a_fault() {
    let fresh = icash::Options { registered: false, ..icash::Options::default() };
    let counter = Counter::with(fresh);
    let (code, report, _) = counter.run(&["doctor"], "");
    assert!(code == 65 && found(&report, "fault").join("\n").contains("is not registered"), "{report}");
}

#[test]
fn the_days_that_a_drive_has_left_are_shown() {
    let counter = Counter::new();
    let register = atolweb::Simulator::start(atolweb::Options::default()).unwrap();
    let journal = counter.folder.path().join("atol.db");
    let config = json!({ "backend": "atolweb", "url": register.url(), "journal": journal }).to_string();
    let (_, report, told) = counter.run(&["doctor", "--config", &config], "");
    let fine = found(&report, "ok").join("\n");
    assert!(fine.contains("Drive: until ") && fine.contains("days: 4"), "{report} {told}");
}

#[cfg(unix)]
#[test]
fn a_journal_that_other_users_may_read_or_write_is_told() {
    use std::fs::{Permissions, set_permissions};
    use std::os::unix::fs::PermissionsExt;
    let counter = Counter::new();
    let journal = counter.folder.path().join("shop/kassa.db");
    let folder = journal.parent().unwrap();
    let mut config = counter.config();
    config["journal"] = json!(journal);
    let warned = || {
        let (code, report, told) = counter.run(&["doctor", "--config", "-"], &config.to_string());
        assert_eq!(code, 0, "{report} {told}");
        found(&report, "warning")
    };
    assert_eq!(warned(), [""; 0], "the library makes both private");
    for (path, mode, told) in [
        (&*journal, 0o660, None),
        (&*journal, 0o604, Some("o-rw")),
        (&*journal, 0o602, Some("o-rw")),
        (&*journal, 0o600, None),
        (folder, 0o770, None),
        (folder, 0o703, Some("o-w")),
        // As /tmp is.
        (folder, 0o1777, None),
    ] {
        set_permissions(path, Permissions::from_mode(mode)).unwrap();
        let (warned, path) = (warned(), path.display());
        let expected = told.map(|rights| format!("`chmod {rights} {path}`"));
        match expected {
            Some(command) => assert!(warned.len() == 1 && warned[0].contains(&command), "{mode:o}: {warned:?}"),
            None => assert_eq!(warned, [""; 0], "{mode:o} {path}"),
        }
    }
}
