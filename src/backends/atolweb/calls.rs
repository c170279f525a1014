//! The calls of the server in its two dialects.

use crate::task::words::{Words, words};
use crate::transport::{HttpRequest, Method};
use zeroize::Zeroizing;

words! {
    /// Edition of the server's interface.
    Edition { V2 = 2: "v2", V1 = 1: "v1" }
}

/// The paths of one register.
#[derive(Debug)]
pub(super) struct Dialect {
    edition: Edition,
    register: String,
    /// `?deviceID=…`, or empty for the default register.
    query: String,
    /// Where tasks are, without the query.
    requests: &'static str,
}

impl Dialect {
    /// The dialect for a register; empty for the default one.
    pub fn new(edition: Edition, register: String) -> Self {
        let query = if register.is_empty() { String::new() } else { format!("?deviceID={}", escaped(&register)) };
        let requests = match edition {
            Edition::V2 => "/api/v2/requests",
            Edition::V1 => "/requests",
        };
        Self { edition, register, query, requests }
    }

    /// Id of the register; empty for the default one.
    pub fn register(&self) -> &str {
        &self.register
    }

    /// Whether this is the edition of drivers 10.7 and newer.
    pub fn is_v2(&self) -> bool {
        self.edition == Edition::V2
    }

    /// Where tasks are put in.
    pub fn requests(&self) -> String {
        format!("{}{}", self.requests, self.query)
    }

    /// Where the task of a key is asked for and withdrawn.
    pub fn request(&self, key: &str) -> String {
        format!("{}/{}{}", self.requests, escaped(key), self.query)
    }

    /// Where the state of the queue is asked for.
    pub fn queue(&self) -> String {
        match self.edition {
            Edition::V2 => format!("/api/v2/getRequestsQueueStatus{}", self.query),
            Edition::V1 => "/stat/requests".to_owned(),
        }
    }

    /// Where a question is answered beside a queue that has stopped: `queryDeviceStatus` and the like.
    pub fn operation(&self, name: &str) -> String {
        format!("/api/v2/operations/{name}{}", self.query)
    }

    /// The path of any other call about this register.
    pub fn about(&self, call: &str) -> String {
        format!("/api/v2/{call}{}", self.query)
    }
}

/// The body that puts in one task under a key.
pub(super) fn envelope(key: &str, task: &[u8]) -> Zeroizing<Vec<u8>> {
    let head = format!("{{\"uuid\":\"{key}\",\"request\":[");
    // Allocated once, so that no shorter copy of the task is left behind.
    let mut body = Zeroizing::new(Vec::with_capacity(head.len() + task.len() + 2));
    body.extend_from_slice(head.as_bytes());
    body.extend_from_slice(task);
    body.extend_from_slice(b"]}");
    body
}

/// The request that takes back a task.
pub(super) fn withdrawal(path: &str) -> HttpRequest<'_> {
    HttpRequest::new(Method::Delete, path, &[])
}

/// A text as part of a URL.
fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dialects_have_their_own_paths() {
        let v2 = Dialect::new(Edition::V2, "касса 1".into());
        assert_eq!(v2.requests(), "/api/v2/requests?deviceID=%D0%BA%D0%B0%D1%81%D1%81%D0%B0%201");
        assert_eq!(Dialect::new(Edition::V2, String::new()).request("a-1"), "/api/v2/requests/a-1");
        let v1 = Dialect::new(Edition::V1, String::new());
        assert_eq!((v1.request("a-1"), v1.queue()), ("/requests/a-1".to_owned(), "/stat/requests".to_owned()));
    }

    #[test]
    fn a_task_is_put_in_alone_under_its_key() {
        let body = envelope("k", br#"{"type":"openShift"}"#);
        assert_eq!(str::from_utf8(&body).unwrap(), r#"{"uuid":"k","request":[{"type":"openShift"}]}"#);
    }
}
