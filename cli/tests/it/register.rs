//! `register`: the registration of a new register, each step by another run of the program.

use crate::application;
use crate::counter::Counter;
use kassa_simulator::ofdru::{self, Decision};
use kassa_simulator::{Setup, icash};
use serde_json::json;

/// Signs as the simulated service expects it: `TEST SIGNATURE `, and the FNV-1a hash of the document.
const SIGNER: &str = "
import base64, json, os, sys
hash = 0xcbf29ce484222325
for byte in sys.stdin.buffer.read():
    hash = ((hash ^ byte) * 0x100000001b3) % 2**64
assert json.loads(os.environ['KASSA_DOCUMENT'])
print(base64.b64encode(b'TEST SIGNATURE %016x' % hash).decode())
";

#[test]
fn a_register_is_registered_step_by_step_by_runs_that_remember_nothing() {
    let fresh = icash::Options { setup: Setup::default(), registered: false, ..icash::Options::default() };
    let counter = Counter::with(fresh);
    let by_hand = ofdru::Options { answer_seconds: None, ..ofdru::Options::default() };
    let service = ofdru::Simulator::start(by_hand).unwrap();
    let place = |name: &str| counter.folder.path().join(name).display().to_string();
    let (card, signer) = (place("card.xml"), place("sign.py"));
    std::fs::write(&signer, SIGNER).unwrap();
    std::fs::write(place("request.json"), application::request("shop-1", &card).to_string()).unwrap();
    let registrar = json!({
        "backend": "ofdru", "url": service.url(), "login": "partner@example.com", "password": "partner-password",
        "ofdAgreementId": "555b55e5-a555-5e55-55d5-5fcbafd5fe55", "journal": place("kassa.db"),
    });
    std::fs::write(place("ofd.json"), registrar.to_string()).unwrap();
    let run = |words: &[&str]| {
        let (code, state, told) = counter.run(&[&["register"], words, &["--service", "ofd.json"]].concat(), "");
        assert_eq!(code, 0, "{words:?}: {state} {told}");
        state
    };
    let mut state = run(&["start", "request.json"]);
    let unsigned = run(&["advance", "shop-1"]);
    assert_ne!(unsigned["awaited"], json!("taxService"), "nothing is filed without a signature: {unsigned}");
    for _ in 0..10 {
        if state["done"] == json!(true) {
            break;
        }
        state = run(&["advance", "shop-1", "--sign", "python3", "--sign-arg", &signer]);
        if state["awaited"] == json!("taxService") {
            assert!(service.decide("*", &Decision::Approve), "{state}");
        }
    }
    assert_eq!(run(&["state", "shop-1"])["done"], json!(true), "{state}");
    let applications = run(&["list"]);
    assert!(applications.to_string().contains("InitialRegistration"), "{applications}");
    assert!(std::fs::metadata(&card).unwrap().len() > 0);
    let reports = counter.register.ledger().iter().filter(|made| made.kind.word() == "registration").count();
    assert_eq!((reports, service.ledger().applications.len()), (1, 1));
    let (code, table, _) = counter.told(&["register", "state", "shop-1", "--service", "ofd.json"]);
    assert!(code == 0 && table.contains("Кого ждём"), "{table}");
}
