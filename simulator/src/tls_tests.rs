//! Tests of a simulated device over https.

use super::client::{connect, reply, text_of};
use super::{Fault, Setup, Tls, icash};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use serde_json::json;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

type Secure = StreamOwned<ClientConnection, TcpStream>;

fn started(folder: &TempDir, asks_client: bool) -> icash::Simulator {
    let tls = Some(Tls { folder: folder.path().to_owned(), asks_client });
    icash::Simulator::start(icash::Options { setup: Setup { tls, ..Setup::default() }, ..icash::Options::default() })
        .expect("the simulator starts")
}

fn certificates(file: &Path) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_file_iter(file).expect("a file").collect::<Result<_, _>>().expect("certificates")
}

/// Connects to the device. Trusts the CA in `folder` and expects this server name.
fn secure(device: &icash::Simulator, folder: &TempDir, name: &'static str, with_certificate: bool) -> Secure {
    let file = |name: &str| folder.path().join(name);
    let mut roots = RootCertStore::empty();
    for certificate in certificates(&file("ca.pem")) {
        roots.add(certificate).expect("an authority");
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder.with_safe_default_protocol_versions().expect("versions").with_root_certificates(roots);
    let config = if with_certificate {
        let key = PrivateKeyDer::from_pem_file(file("client-key.pem")).expect("a key");
        builder.with_client_auth_cert(certificates(&file("client.pem")), key).expect("a certificate")
    } else {
        builder.with_no_client_auth()
    };
    let connection = ClientConnection::new(Arc::new(config), ServerName::try_from(name).expect("a name"));
    StreamOwned::new(connection.expect("a connection"), connect(&device.url().replace("https", "http")))
}

/// Sends one request. Returns the bytes of the answer, or how the connection ended.
fn ask(stream: &mut Secure, path: &str) -> io::Result<Vec<u8>> {
    stream.write_all(text_of("GET", path, "", "close").as_bytes())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map(|_| bytes)
}

fn plain(device: &icash::Simulator, path: &str) -> u16 {
    super::client::ask(&device.url().replace("https", "http"), "GET", path, "").expect("an answer").status
}

#[test]
fn a_client_that_trusts_the_authority_is_served() {
    let folder = tempfile::tempdir().expect("a folder");
    let device = started(&folder, false);
    assert!(device.url().starts_with("https://127.0.0.1:"));
    for name in ["localhost", "127.0.0.1"] {
        let bytes = ask(&mut secure(&device, &folder, name, false), "/api/1/status").expect("an answer");
        assert_eq!(reply(bytes).expect("a whole answer").json()["ok"], true, "{name}");
    }
    assert_eq!(device.requests().len(), 2);
}

#[test]
fn a_client_that_does_not_trust_the_authority_does_not_connect() {
    let (folder, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let (device, _other) = (started(&folder, false), started(&other, false));
    assert!(ask(&mut secure(&device, &other, "localhost", false), "/api/1/status").is_err());
    assert!(ask(&mut secure(&device, &folder, "register.example", false), "/api/1/status").is_err());
    assert!(device.requests().is_empty());
}

#[test]
fn the_authority_is_the_same_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(started(&folder, false));
    let before = std::fs::read(folder.path().join("ca.pem")).expect("a file");
    drop(started(&folder, false));
    assert_eq!(std::fs::read(folder.path().join("ca.pem")).expect("a file"), before);
}

#[test]
fn a_client_must_present_a_certificate_if_the_server_requires_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let device = started(&folder, true);
    assert!(ask(&mut secure(&device, &folder, "localhost", false), "/api/1/status").is_err());
    assert!(device.requests().is_empty());
    assert!(ask(&mut secure(&device, &folder, "localhost", true), "/api/1/status").is_ok());
}

#[test]
fn only_the_control_paths_accept_plain_http() {
    let folder = tempfile::tempdir().expect("a folder");
    let device = started(&folder, false);
    assert_eq!((plain(&device, "/api/1/status"), plain(&device, "/simulator/ledger")), (400, 200));
    assert!(device.requests().is_empty());
}

#[test]
fn faults_apply_within_tls() {
    let folder = tempfile::tempdir().expect("a folder");
    let device = started(&folder, false);
    for (point, action, bytes) in
        [("accept", "reset", 0), ("request", "close", 10), ("processed", "reset", 0), ("answer", "close", 60)]
    {
        let fault = json!([{"path": "*", "point": point, "action": action, "bytes": bytes}]);
        device.set_faults(Fault::list(&fault.to_string()).expect("faults"));
        let got = ask(&mut secure(&device, &folder, "localhost", false), "/api/1/status");
        let whole = got.as_ref().is_ok_and(|bytes| reply(bytes.clone()).is_some());
        assert!(!whole, "{point}");
        if point == "answer" {
            assert_eq!(got.expect("a part").len(), 60);
        }
    }
}
