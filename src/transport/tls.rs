//! TLS to a server: which authorities to trust and which certificate to present, from PEM files.
//!
//! The HTTP client takes these files for granted and panics on a key that does not match. So everything is checked here
//! before the client sees it.

use crate::error::Text;
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{AlertDescription, ClientConfig, RootCertStore};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use ureq::tls::{Certificate, ClientCert, PrivateKey, RootCerts, TlsConfig};
use zeroize::Zeroizing;

/// Files of a TLS client. Without files, the usual public authorities are trusted and no certificate is presented.
#[derive(Debug, Clone, Default)]
pub struct Tls {
    /// The only authorities that are trusted.
    pub ca: Option<PathBuf>,
    /// Our certificate with its intermediate certificates, and the file of its key.
    pub client: Option<(PathBuf, PathBuf)>,
}

/// Largest file that is read, in bytes: far more than the certificates of all public authorities.
const LARGEST: u64 = 4 << 20;

/// One of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// The authorities, `tls.ca` of the configuration.
    Ca,
    /// Our certificate, `tls.certificate`.
    Certificate,
    /// Its key, `tls.key`.
    Key,
}

/// A file that cannot be used. It never shows the file's content.
#[derive(Debug)]
pub struct UnusableFile {
    /// Which file.
    pub file: File,
    /// The file cannot be read, which may be temporary (a disk or token that is not connected yet). `false`: its
    /// content is wrong.
    pub unread: bool,
    /// The cause, with the file's path.
    pub cause: Text,
}

impl File {
    /// Its key within `tls` of the configuration.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ca => "ca",
            Self::Certificate => "certificate",
            Self::Key => "key",
        }
    }
}

impl Tls {
    /// Reads the files and checks that they can be used.
    pub fn check(&self) -> Result<(), UnusableFile> {
        self.config().map(drop)
    }

    /// The TLS settings of the HTTP client.
    pub(super) fn config(&self) -> Result<TlsConfig, UnusableFile> {
        let provider = Arc::new(ring::default_provider());
        let mut config = TlsConfig::builder().unversioned_rustls_crypto_provider(Arc::clone(&provider));
        if let Some(path) = &self.ca {
            config = config.root_certs(RootCerts::new_with_certs(&authorities(path)?));
        }
        if let Some((certificate, key)) = &self.client {
            config = config.client_cert(Some(client(certificate, key, provider)?));
        }
        Ok(config.build())
    }
}

/// The authorities in a file, each checked to be a usable trust anchor.
fn authorities(path: &Path) -> Result<Vec<Certificate<'static>>, UnusableFile> {
    let chain = certificates(File::Ca, path)?;
    let mut store = RootCertStore::empty();
    for (at, certificate) in chain.iter().enumerate() {
        let cause = |error| {
            let ru = format!("сертификат {} не годится", at + 1);
            wrong(File::Ca, path, &Text::with(ru, format!("certificate {}: {error}", at + 1)))
        };
        store.add(certificate.clone()).map_err(cause)?;
    }
    Ok(owned(&chain))
}

/// Our certificate and its key, checked to match.
fn client(certificate: &Path, key: &Path, provider: Arc<CryptoProvider>) -> Result<ClientCert, UnusableFile> {
    let chain = certificates(File::Certificate, certificate)?;
    let pem = read(File::Key, key)?;
    // The parser's own errors quote what they read.
    let no_key = |_| {
        let text = Text::of("нет закрытого ключа в формате PEM без пароля", "no private key in PEM without a password");
        wrong(File::Key, key, &text)
    };
    let unfit = |error: rustls::Error| wrong(File::Key, key, &Text::foreign("ключ не подходит к сертификату", &error));
    let der = PrivateKeyDer::from_pem_slice(&pem).map_err(no_key)?;
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(unfit)?;
    let builder = builder.with_root_certificates(RootCertStore::empty());
    builder.with_client_auth_cert(chain.clone(), der).map_err(unfit)?;
    let key = PrivateKey::from_pem(&pem)
        .map_err(|_| wrong(File::Key, key, &Text::of("нет закрытого ключа", "no private key")))?;
    Ok(ClientCert::new_with_certs(&owned(&chain), key))
}

fn certificates(file: File, path: &Path) -> Result<Vec<CertificateDer<'static>>, UnusableFile> {
    let pem = read(file, path)?;
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&pem).collect();
    match chain {
        Ok(chain) if !chain.is_empty() => Ok(chain),
        _ => Err(wrong(file, path, &Text::of("нет сертификата в формате PEM", "no certificate in PEM"))),
    }
}

fn owned(chain: &[CertificateDer]) -> Vec<Certificate<'static>> {
    chain.iter().map(|certificate| Certificate::from_der(certificate).to_owned()).collect()
}

fn read(file: File, path: &Path) -> Result<Zeroizing<Vec<u8>>, UnusableFile> {
    let cause = |error: io::Error| UnusableFile { file, unread: true, cause: Text::of_io(&error).at(&path.display()) };
    let data = std::fs::metadata(path).map_err(cause)?;
    // A pipe would be waited for, and a device read without end.
    if !data.is_file() {
        return Err(wrong(file, path, &Text::of("это не обычный файл", "this is no regular file")));
    }
    if data.len() > LARGEST {
        return Err(wrong(file, path, &Text::of("файл больше 4 МиБ", "the file is larger than 4 MiB")));
    }
    std::fs::read(path).map(Zeroizing::new).map_err(cause)
}

fn wrong(file: File, path: &Path, cause: &Text) -> UnusableFile {
    UnusableFile { file, unread: false, cause: cause.at(&path.display()) }
}

/// Whether the server rejected us during the handshake. In TLS 1.3 a client finishes before the server has checked its
/// certificate, so the request may already be on its way; such a server has not read a byte of it.
pub(super) fn is_rejection(error: &ureq::Error) -> bool {
    let ureq::Error::Io(error) = error else { return false };
    error.get_ref().and_then(|error| error.downcast_ref()).is_some_and(is_turned_away)
}

/// Whether this is the alert with which a server rejects our certificate or the handshake.
pub(super) fn is_turned_away(error: &rustls::Error) -> bool {
    use AlertDescription::{
        AccessDenied, BadCertificate, CertificateExpired, CertificateRequired, CertificateRevoked, CertificateUnknown,
        DecryptError, HandshakeFailure, UnknownCA, UnsupportedCertificate,
    };
    let rustls::Error::AlertReceived(alert) = error else { return false };
    matches!(
        alert,
        CertificateRequired
            | BadCertificate
            | UnsupportedCertificate
            | CertificateRevoked
            | CertificateExpired
            | CertificateUnknown
            | UnknownCA
            | AccessDenied
            | DecryptError
            | HandshakeFailure
    )
}
