//! `find`, with simulated registers on this machine.

use crate::counter::{Counter, program, run};
use kassa_simulator::{atolweb, cashcore, icash, itkassa};
use serde_json::{Value, json};
use std::net::TcpListener;

fn port(url: &str) -> String {
    url.rsplit_once(':').unwrap().1.to_owned()
}

/// Looks at these ports of this machine; the exit code, the answer and the text for the user.
fn found(words: &[&str], ports: &[String]) -> (i32, String, String) {
    let mut command = program();
    command.args(["find", "--network", "127.0.0.1/32"]).args(words);
    for port in ports {
        command.args(["--port", port]);
    }
    let done = run(command, "");
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (done.status.code().unwrap(), text(done.stdout), text(done.stderr))
}

#[test]
fn registers_are_found_with_the_configuration_that_opens_them() {
    let register = icash::Simulator::start(icash::Options::default()).unwrap();
    let software = cashcore::Simulator::start(cashcore::Options::default()).unwrap();
    let server = atolweb::Simulator::start(atolweb::Options::default()).unwrap();
    let old =
        atolweb::Simulator::start(atolweb::Options { dialect: atolweb::Dialect::V1, ..atolweb::Options::default() })
            .unwrap();
    let cloud = itkassa::Simulator::start(itkassa::Options::default()).unwrap();
    // A server that says nothing is no register.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let urls = [register.url(), software.url(), server.url(), old.url(), cloud.url()];
    let mut ports: Vec<String> = urls.iter().map(|url| port(url)).collect();
    ports.push(silent.local_addr().unwrap().port().to_string());
    let made = || (software.ledger().len(), server.ledger().len());
    let before = made();
    let (code, answer, told) = found(&["--json"], &ports);
    let answer: Value = serde_json::from_str(&answer).unwrap_or_else(|_| panic!("{answer} {told}"));
    assert_eq!(code, 0, "{answer} {told}");
    let at = |url: &str| {
        let all = answer["registers"].as_array().unwrap();
        all.iter().filter(|found| found["config"]["url"] == url).cloned().collect::<Vec<_>>()
    };
    let [one] = &at(&urls[0])[..] else { panic!("{answer}") };
    assert_eq!((&one["backend"], &one["model"], &one["missing"]), (&json!("icash"), &json!("iCASH-1F"), &json!([])));
    assert!(one["serial"].as_str().is_some_and(|serial| serial.len() == 16), "{one}");
    let [one] = &at(&urls[1])[..] else { panic!("{answer}") };
    assert_eq!((&one["backend"], &one["missing"]), (&json!("cashcore"), &json!(["kkmOfdId", "pin"])));
    assert!(at(&urls[2]).iter().all(|one| one["backend"] == "atolweb" && one["serial"].is_string()), "{answer}");
    assert!(!at(&urls[2]).is_empty(), "{answer}");
    let [one] = &at(&urls[3])[..] else { panic!("{answer}") };
    assert_eq!((&one["backend"], &one["config"]["dialect"]), (&json!("atolweb"), &json!("v1")));
    assert!(at(&urls[4]).is_empty(), "a cloud service is not on the network: {answer}");

    // Nothing was changed, and the configuration is right as it is.
    assert_eq!(made(), before);
    let counter = Counter::new();
    for url in [&urls[0], &urls[2], &urls[3]] {
        let mut config = at(url)[0]["config"].clone();
        config["journal"] = json!(counter.folder.path().join("found.db"));
        let (code, state, told) = counter.run(&["status", "--config", &config.to_string()], "");
        assert_eq!(code, 0, "{config}: {state} {told}");
    }
}

#[test]
fn a_table_shows_what_to_paste_and_what_to_ask_for() {
    let register = icash::Simulator::start(icash::Options::default()).unwrap();
    let software = cashcore::Simulator::start(cashcore::Options::default()).unwrap();
    let (code, table, told) = found(&["--lang", "en"], &[port(&register.url()), port(&software.url())]);
    assert_eq!(code, 0, "{table} {told}");
    let address = |url: &str| url.strip_prefix("http://").unwrap().to_owned();
    for line in [
        format!("{}  icash", address(&register.url())),
        format!(r#"{{"backend":"icash","url":"{}"}}"#, register.url()),
        format!("# also needed: kkmOfdId, pin; kassa init --backend cashcore --url {}", software.url()),
    ] {
        assert!(table.contains(&line), "{line}: {table}");
    }
    let nobody = [TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string()];
    let (code, table, told) = found(&[], &nobody);
    assert_eq!((code, table.as_str()), (65, ""), "{told}");
    assert!(told.contains("касс не найдено, адресов: 1"), "{told}");
    for (words, sign) in [(&["--network", "10.0.0.0/8"][..], "/16"), (&["--port", "0"], "--port")] {
        let (code, _, told) = found(words, &[]);
        assert!(code == 64 && told.contains(sign), "{words:?}: {told}");
    }
}
