//! `init`: asks, tests the link, and writes a configuration that works.

use crate::counter::{Counter, program, run};
use kassa_simulator::cashcore;
use serde_json::{Value, json};

const PIN: &str = "3333";

#[test]
fn a_configuration_is_asked_for_tested_and_written() {
    let counter = Counter::new();
    let register = cashcore::Simulator::start(cashcore::Options::default()).unwrap();
    let (url, journal) = (register.url(), counter.folder.path().join("core.db").display().to_string());
    let address = counter.register.url();
    let set = format!("url={address}");
    let asked = format!("1\n{address}\n");
    let answers = format!("cashcore\n{url}\n6923\n{PIN}\n");
    let rows: [(&[&str], &str, &str); 4] = [
        (&["--output", "asked.json"], &asked, "icash"),
        (&["--output", "flags.json", "--backend", "icash", "--url", &address], "", "icash"),
        (&["--output", "set.json", "--set", "backend=icash", "--set", &set, "--set", "lineWidth=40"], "", "icash"),
        (&["--output", "core.json"], &answers, "cashcore"),
    ];
    for (words, input, backend) in rows {
        let (code, answer, told) = counter.run(&[&["init", "--journal", &journal], words].concat(), input);
        assert_eq!(code, 0, "{words:?}: {answer} {told}");
        assert!(!told.contains(PIN) && !answer.to_string().contains(PIN), "{told}");
        let file = counter.folder.path().join(words[1]);
        let config: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        assert_eq!((&config["backend"], &config["journal"]), (&json!(backend), &json!(journal)), "{config}");
        assert_eq!(counter.run(&["status", "--config", words[1]], "").0, 0, "{words:?}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    let width: Value = serde_json::from_slice(&std::fs::read(counter.folder.path().join("set.json")).unwrap()).unwrap();
    assert_eq!(width["lineWidth"], json!(40));
    let words = ["init", "--fptr10", "--backend", "icash", "--url", &address, "--journal", "till.db"];
    assert_eq!(counter.run(&words, "").0, 0);
    let file = std::fs::read(counter.folder.path().join("kassa-fptr10.json")).unwrap();
    let file: Value = serde_json::from_slice(&file).unwrap();
    let (device, journal) = (&file["devices"][0], file["devices"][0]["config"]["journal"].as_str().unwrap());
    assert_eq!((&device["match"], &device["config"]["backend"]), (&json!({}), &json!("icash")));
    assert!(std::path::Path::new(journal).is_absolute() && journal.ends_with("till.db"), "{journal}");
}

#[test]
fn nothing_is_written_that_does_not_work_and_nothing_is_replaced_unasked() {
    let counter = Counter::new();
    let kept = std::fs::read(counter.folder.path().join("kassa.json")).unwrap();
    let dead = "http://127.0.0.1:1";
    let rows: [(&[&str], &str, i32); 6] = [
        (&["--backend", "icash", "--url", dead], "", 64),
        (&["--backend", "icash", "--url", dead, "--output", "new.json"], "", 6),
        (&["--output", "new.json"], "1\n", 64),
        (&["--output", "new.json", "--set", "backend"], "", 64),
        (&["--output", "new.json", "--backend", "icahs", "--url", dead], "", 3),
        (&["--output", "new.json", "--backend", "icash", "--url", dead, "--set", "lineWidht=40"], "", 3),
    ];
    for (words, input, code) in rows {
        let journal = counter.folder.path().join("new.db").display().to_string();
        let (exit, answer, told) = counter.run(&[&["init", "--journal", &journal], words].concat(), input);
        assert_eq!(exit, code, "{words:?}: {answer} {told}");
        assert!(!counter.folder.path().join("new.json").exists(), "{words:?}");
    }
    assert_eq!(std::fs::read(counter.folder.path().join("kassa.json")).unwrap(), kept);
    let untested = ["init", "--backend", "icash", "--url", dead, "--journal", "new.db", "--untested", "--force"];
    assert_eq!(counter.run(&untested, "").0, 0);
    assert_ne!(std::fs::read(counter.folder.path().join("kassa.json")).unwrap(), kept);
    let (mut elsewhere, folder) = (program(), tempfile::tempdir().unwrap());
    elsewhere.args(["init", "--lang", "en"]).current_dir(folder.path());
    let done = run(elsewhere, "");
    let told = String::from_utf8(done.stderr).unwrap();
    assert!(told.contains("Register (number or name)") && told.contains("missing: backend"), "{told}");
}
