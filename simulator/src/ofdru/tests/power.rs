//! What the server remembers after a power loss.

use super::*;
use crate::power::kept_in;
use crate::{Fault, Setup};

fn kept(setup: &Setup) -> Options {
    Options { setup: setup.clone(), answer_seconds: None, ..Options::default() }
}

#[test]
fn everything_is_restored_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let setup = kept_in(&folder.path().join("state.json"));
    let client = started(kept(&setup));
    let id = client.create(&application());
    client.prepare(&id);
    client.sign(&id);
    let (ledger, tape, shown) = (client.server.ledger(), client.server.tape(), client.get(&id));
    client.server.stop();
    let client = Client { server: Simulator::start(kept(&setup)).expect("a second start"), token: client.token };
    assert_eq!((client.server.ledger(), client.server.tape(), client.get(&id)), (ledger, tape, shown));
    assert!(client.server.decide(&id, &Decision::Approve));
}

#[test]
fn a_power_loss_leaves_an_application_made_or_not_made() {
    for (point, made) in [("received", 0), ("processed", 1), ("answer", 1)] {
        let folder = tempfile::tempdir().expect("a folder");
        let setup = kept_in(&folder.path().join("state.json"));
        let client = started(kept(&setup));
        let fault = json!([{"path": "/kkt/application", "point": point, "action": "exit", "bytes": 50}]);
        client.server.set_faults(Fault::list(&fault.to_string()).expect("faults"));
        let path = format!("/api/kkt/application?AuthToken={}", client.token);
        assert!(ask(&client.server.url(), "POST", &path, &application().to_string()).is_err(), "{point}");
        drop(client);
        assert_eq!(started(kept(&setup)).server.ledger().applications.len(), made, "{point}");
    }
}

#[test]
fn a_change_that_cannot_be_saved_is_not_applied() {
    let folder = tempfile::tempdir().expect("a folder");
    let client = started(kept(&kept_in(&folder.path().join("state.json"))));
    let id = client.create(&application());
    let before = (client.server.ledger(), client.server.tape());
    folder.close().expect("no folder");
    assert_eq!(client.refused("POST", "/kkt/application", &application()), ["InternalError"]);
    let prepare = format!("/kkt/application/{id}/prepareDocuments");
    assert_eq!(client.refused("POST", &prepare, &Value::Null), ["InternalError"]);
    assert_eq!((client.server.ledger(), client.server.tape()), before);
}
