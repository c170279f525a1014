//! The certificates of a simulated device that speaks https.

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The certificates of a device for https.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// Folder with `ca.pem`, `server.pem`, `server-key.pem`, `client.pem` and `client-key.pem`. If it has no
    /// `server.pem`, all files are generated: a CA, a server certificate for `localhost`, `127.0.0.1` and `::1`, and a
    /// client certificate.
    pub folder: PathBuf,
    /// Whether the client must present a certificate of that CA.
    pub asks_client: bool,
}

impl Tls {
    /// The TLS configuration of the server. Generates the certificates if necessary.
    pub(super) fn config(&self) -> io::Result<Arc<ServerConfig>> {
        let file = |name| self.folder.join(name);
        if !file("server.pem").exists() {
            make(&self.folder)?;
        }
        let provider = Arc::new(ring::default_provider());
        let builder = ServerConfig::builder_with_provider(Arc::clone(&provider));
        let builder = builder.with_safe_default_protocol_versions().map_err(wrong)?;
        let builder = if self.asks_client {
            let mut roots = RootCertStore::empty();
            for certificate in certificates(&file("ca.pem"))? {
                roots.add(certificate).map_err(wrong)?;
            }
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider);
            builder.with_client_cert_verifier(verifier.build().map_err(wrong)?)
        } else {
            builder.with_no_client_auth()
        };
        let key = PrivateKeyDer::from_pem_file(file("server-key.pem")).map_err(wrong)?;
        builder.with_single_cert(certificates(&file("server.pem"))?, key).map(Arc::new).map_err(wrong)
    }
}

fn certificates(file: &Path) -> io::Result<Vec<CertificateDer<'static>>> {
    let read = CertificateDer::pem_file_iter(file).map_err(wrong)?;
    read.collect::<Result<_, _>>().map_err(wrong)
}

fn wrong(error: impl std::error::Error + Send + Sync + 'static) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, error)
}

/// Generates a CA and the certificates that it signs. The CA's key is not stored.
fn make(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut authority = named(Vec::new(), "kassa-simulator CA")?;
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().map_err(wrong)?).map_err(wrong)?;
    fs::write(folder.join("ca.pem"), authority.pem())?;
    let hosts = ["localhost", "127.0.0.1", "::1"].map(str::to_owned).to_vec();
    for (file, hosts, usage) in [
        ("client", Vec::new(), ExtendedKeyUsagePurpose::ClientAuth),
        ("server", hosts, ExtendedKeyUsagePurpose::ServerAuth),
    ] {
        let mut params = named(hosts, &format!("kassa-simulator {file}"))?;
        params.extended_key_usages = vec![usage];
        let key = KeyPair::generate().map_err(wrong)?;
        let certificate = params.signed_by(&key, &authority).map_err(wrong)?;
        fs::write(folder.join(format!("{file}-key.pem")), key.serialize_pem())?;
        // The server's certificate is written last: if it exists, all files exist.
        fs::write(folder.join(format!("{file}.pem")), certificate.pem())?;
    }
    Ok(())
}

fn named(hosts: Vec<String>, name: &str) -> io::Result<CertificateParams> {
    let mut params = CertificateParams::new(hosts).map_err(wrong)?;
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}
