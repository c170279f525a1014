//! Finding registers on a network: questions that change nothing and need no password.

use super::{Registered, json};
use crate::transport::{CallContext, Http, HttpRequest, Limits, Method};
use serde_json::{Map, Value};
use std::sync::atomic::AtomicU64;
use std::time::Duration;

/// Longest answer that is read, in bytes.
const LONGEST: u64 = 256 * 1024;

/// How a register of a backend is recognised at an address.
#[derive(Debug, Clone, Copy)]
pub struct Discovery {
    /// Ports that it uses unless it was configured otherwise.
    pub ports: &'static [u16],
    /// Asks the address; the registers that it is, or that are behind it.
    pub look: fn(&Asker) -> Vec<Discovered>,
}

/// A register that was found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discovered {
    /// Its model, if it tells it without a password.
    pub model: Option<String>,
    /// Its serial number, or that of its fiscal drive.
    pub serial: Option<String>,
    /// Keys of its configuration that it tells, besides `backend` and `url`.
    pub settings: Map<String, Value>,
}

/// Asks one address.
#[derive(Debug)]
pub struct Asker {
    http: Http,
    time: Duration,
}

impl Asker {
    /// An HTTP answer: its status, and its body if that is JSON. `None` if there is no HTTP server.
    pub(super) fn ask(&self, method: Method, path: &str) -> Option<(u16, Value)> {
        let (stops, tell) = (AtomicU64::new(0), |_| {});
        let context = CallContext::new(self.time, &stops, &tell);
        let body: &[u8] = if method == Method::Post { b"{}" } else { b"" };
        let response = self.http.exchange(&HttpRequest::new(method, path, body), &context).ok()?;
        Some((response.status, json::read(&response.body).unwrap_or_default()))
    }

    /// The body of an answer with status 200.
    pub(super) fn get(&self, path: &str) -> Option<Value> {
        self.ask(Method::Get, path).filter(|(status, _)| *status == 200).map(|(_, body)| body)
    }
}

/// The registers of this backend at `url`; each answer may take `time`.
pub fn discover(registered: &Registered, url: &str, time: Duration) -> Vec<Discovered> {
    let limits = Limits { connect: time, answer: time, body: LONGEST };
    let asker = Asker { http: Http::new(url, limits), time };
    registered.discovery.map(|discovery| (discovery.look)(&asker)).unwrap_or_default()
}
