//! TLS through the C interface: which servers the library trusts, which error the others give, and what counts as sent.

use crate::documents::{BAD_CONFIG, NO_LINK, OK, changed, sale};
use crate::support::abi::Device;
use kassa_simulator::icash::{Options, Simulator};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, date_time_ymd};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use serde_json::{Value, json};
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A certificate authority, made for the test.
struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate with its key, in PEM.
struct Identity {
    certificate: String,
    key: String,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    fn issue(&self, name: &str) -> Identity {
        self.issue_until(name, 2100)
    }

    fn issue_until(&self, name: &str, year: i32) -> Identity {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_after = date_time_ymd(year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.0).unwrap();
        Identity { certificate: certificate.pem(), key: key.serialize_pem() }
    }
}

/// A TLS server in front of a simulated register, and how many requests it has read.
struct Front {
    port: u16,
    requests: Arc<AtomicUsize>,
    _register: Simulator,
}

impl Front {
    /// `clients`: the authority whose certificates the clients must show.
    fn start(identity: &Identity, clients: Option<&Authority>) -> Self {
        let register = Simulator::start(Options::default()).unwrap();
        let behind = register.url().trim_start_matches("http://").to_owned();
        let requests = Arc::new(AtomicUsize::new(0));
        let builder = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap();
        let builder = match clients {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.0.der().clone()).unwrap();
                let provider = Arc::new(rustls::crypto::ring::default_provider());
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
                builder.with_client_cert_verifier(verifier.build().unwrap())
            }
        };
        let chain = vec![CertificateDer::from_pem_slice(identity.certificate.as_bytes()).unwrap()];
        let key = PrivateKeyDer::from_pem_slice(identity.key.as_bytes()).unwrap();
        let config = Arc::new(builder.with_single_cert(chain, key).unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let count = Arc::clone(&requests);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (config, behind, count) = (Arc::clone(&config), behind.clone(), Arc::clone(&count));
                // A client that closes the connection in the middle is a part of these tests.
                std::thread::spawn(move || serve(stream?, config, &behind, &count));
            }
        });
        Self { port, requests, _register: register }
    }

    fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }
}

/// One exchange, forwarded to the register.
fn serve(stream: TcpStream, config: Arc<ServerConfig>, behind: &str, count: &AtomicUsize) -> io::Result<()> {
    let mut secure = StreamOwned::new(ServerConnection::new(config).map_err(io::Error::other)?, stream);
    let request = message(&mut secure)?;
    count.fetch_add(1, Ordering::SeqCst);
    let mut register = TcpStream::connect(behind)?;
    register.write_all(&request)?;
    let answer = message(&mut register)?;
    secure.write_all(&answer)?;
    secure.conn.send_close_notify();
    secure.flush()
}

/// One HTTP message, to its end.
fn message(stream: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    while !is_whole(&message) {
        let mut buffer = [0; 4096];
        match stream.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => message.extend_from_slice(&buffer[..read]),
        }
    }
    Ok(message)
}

fn is_whole(message: &[u8]) -> bool {
    let text = String::from_utf8_lossy(message);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    message.len() >= head.len() + 4 + length.unwrap_or(0)
}

/// The files of a test, and a device that connects to a front.
struct Shop(tempfile::TempDir);

impl Shop {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, content: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    fn config(&self, port: u16, tls: &Value) -> Value {
        let journal = self.0.path().join("kassa.db");
        json!({ "backend": "icash", "url": format!("https://127.0.0.1:{port}"), "journal": journal, "tls": tls })
    }

    fn device(&self, front: &Front, tls: &Value) -> Device {
        Device::open(&self.config(front.port, tls)).unwrap_or_else(|error| panic!("{error:?}"))
    }

    /// The faults of a configuration, each with its place; and the complete error, to check what must not be in it.
    fn refused(&self, tls: &Value) -> (Vec<String>, String) {
        let (status, error) = Device::open(&self.config(9, tls)).err().expect("a configuration that is refused");
        assert_eq!(status, BAD_CONFIG, "{error}");
        (crate::documents::said(&error["faults"]), error.to_string())
    }
}

const STATUS: &str = "shift/status";

#[test]
fn a_day_works_with_tls_as_it_does_without() {
    let (authority, shop) = (Authority::new(), Shop::new());
    let front = Front::start(&authority.issue("127.0.0.1"), None);
    let device = shop.device(&front, &json!({ "ca": shop.file("ca.pem", &authority.0.pem()) }));
    let (status, answer) = device.execute(&json!({ "type": "openShift", "operator": { "name": "Лунина" } }));
    assert_eq!(status, OK, "{answer}");
    let (status, answer) = device.execute(&sale());
    assert_eq!(status, OK, "{answer}");
    assert_eq!(answer["fiscalParams"]["fiscalReceiptNumber"], 1, "{answer}");
}

#[test]
fn a_server_that_is_not_trusted_gets_not_one_byte() {
    let (authority, other, shop) = (Authority::new(), Authority::new(), Shop::new());
    let ca = json!({ "ca": shop.file("ca.pem", &authority.0.pem()) });
    for (case, identity, tls) in [
        ("another authority", other.issue("127.0.0.1"), &ca),
        ("another name", authority.issue("kassa.example"), &ca),
        ("expired", authority.issue_until("127.0.0.1", 2020), &ca),
        ("no authority of the public", authority.issue("127.0.0.1"), &json!({})),
    ] {
        let front = Front::start(&identity, None);
        let (status, answer) = shop.device(&front, tls).execute(&sale());
        assert_eq!((status, &answer["error"]["outcome"]), (NO_LINK, &json!("notSent")), "{case}: {answer}");
        assert_eq!(front.requests(), 0, "{case}");
    }
}

#[test]
fn a_server_of_https_that_is_asked_without_tls_is_told_by_its_alert() {
    let (authority, shop) = (Authority::new(), Shop::new());
    let front = Front::start(&authority.issue("127.0.0.1"), None);
    let url = format!("http://127.0.0.1:{}", front.port);
    let config = changed(&shop.config(front.port, &json!(null)), &json!({ "url": url }));
    let device = Device::open(&config).unwrap_or_else(|error| panic!("{error:?}"));
    let (status, answer) = device.execute(&sale());
    let error = &answer["error"];
    assert_eq!((status, &error["outcome"]), (NO_LINK, &json!("notSent")), "{answer}");
    for (language, message, advice) in
        [("ru", "только TLS", "https://, а не http://"), ("en", "only TLS", "https:// address, not http://")]
    {
        assert!(error["message"][language].as_str().unwrap().contains(message), "{answer}");
        assert!(error["advice"][language].as_str().unwrap().contains(advice), "{answer}");
    }
}

#[test]
fn a_server_that_asks_for_a_certificate_gets_ours() {
    let (authority, clients, shop) = (Authority::new(), Authority::new(), Shop::new());
    let front = Front::start(&authority.issue("127.0.0.1"), Some(&clients));
    let ca = shop.file("ca.pem", &authority.0.pem());
    let ours = clients.issue("shop");
    let tls = json!({
        "ca": ca, "certificate": shop.file("our.pem", &ours.certificate), "key": shop.file("our.key", &ours.key),
    });
    let (status, answer) = shop.device(&front, &tls).call(STATUS, None);
    assert_eq!(status, OK, "{answer}");
    let before = front.requests();
    let stranger = authority.issue("shop");
    for (case, tls) in [
        ("none", json!({ "ca": ca })),
        (
            "of another authority",
            changed(
                &tls,
                &json!({
                    "certificate": shop.file("a.pem", &stranger.certificate), "key": shop.file("a.key", &stranger.key),
                }),
            ),
        ),
    ] {
        let (status, answer) = shop.device(&front, &tls).call(STATUS, None);
        assert_ne!(status, OK, "{case}: {answer}");
        assert_eq!(front.requests(), before, "{case}: the server read a request");
    }
}

#[test]
fn invalid_files_are_named_by_their_keys_and_never_quoted() {
    let (authority, shop) = (Authority::new(), Shop::new());
    let (ours, other) = (authority.issue("shop"), authority.issue("shop"));
    let certificate = shop.file("our.pem", &ours.certificate);
    let key = shop.file("our.key", &ours.key);
    let secret = "VERYSECRETKEY";
    let garbage = shop.file("garbage.pem", secret);
    let body = "VkVSWVNFQ1JFVEtFWQ==";
    let broken = shop.file("broken.pem", &format!("-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"));
    let bad_key = shop.file("bad.key", &format!("-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"));
    let locked = shop.file(
        "locked.key",
        &format!("-----BEGIN ENCRYPTED PRIVATE KEY-----\n{body}\n-----END ENCRYPTED PRIVATE KEY-----\n"),
    );
    for (tls, place) in [
        (json!({ "ca": garbage }), "tls.ca"),
        (json!({ "ca": broken }), "tls.ca"),
        (json!({ "ca": key }), "tls.ca"),
        (json!({ "ca": 5 }), "tls.ca"),
        (json!({ "ca": shop.0.path() }), "tls.ca"),
        (json!({ "ca": shop.file("large.pem", &"-".repeat(5 << 20)) }), "tls.ca"),
        // Read without end, if it were read.
        #[cfg(unix)]
        (json!({ "ca": "/dev/zero" }), "tls.ca"),
        (json!({ "certificate": certificate }), "tls.key"),
        (json!({ "key": key }), "tls.certificate"),
        (json!({ "certificate": garbage, "key": key }), "tls.certificate"),
        (json!({ "certificate": certificate, "key": garbage }), "tls.key"),
        (json!({ "certificate": certificate, "key": bad_key }), "tls.key"),
        (json!({ "certificate": certificate, "key": locked }), "tls.key"),
        (json!({ "certificate": certificate, "key": shop.file("o.key", &other.key) }), "tls.key"),
        (json!({ "verify": false }), "tls.verify"),
    ] {
        let (faults, error) = shop.refused(&tls);
        assert_eq!(faults, [format!("{place}: form")], "{tls}: {error}");
        for content in [secret, body, "VERYSECRET"] {
            assert!(!error.contains(content), "{tls}: {error}");
        }
    }
    let plain = changed(&shop.config(9, &json!({ "ca": certificate })), &json!({ "url": "http://127.0.0.1:9" }));
    let (_, error) = Device::open(&plain).err().expect("files that nothing would use");
    assert_eq!(crate::documents::said(&error["faults"]), ["url: form"]);
}

#[test]
fn a_missing_file_is_looked_for_again() {
    let (authority, shop) = (Authority::new(), Shop::new());
    let front = Front::start(&authority.issue("127.0.0.1"), None);
    let device = shop.device(&front, &json!({ "ca": shop.0.path().join("ca.pem") }));
    let (status, answer) = device.call(STATUS, None);
    assert_eq!((status, &answer["error"]["outcome"]), (NO_LINK, &json!("notSent")), "{answer}");
    assert!(answer["error"]["message"]["en"].as_str().unwrap().contains("tls.ca"), "{answer}");
    shop.file("ca.pem", &authority.0.pem());
    assert_eq!(device.call(STATUS, None).0, OK, "the same device, once the file is there");
}
