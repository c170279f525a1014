//! OFD.ru: the service through which a register is registered with the tax service.
//!
//! It is no register: it has no tasks, only native methods. The registration workflow uses them.

mod answers;
pub mod application;
mod client;
mod codes;
mod config;
pub mod methods;
pub mod native_parameters;
mod token;
pub mod words;
pub mod workflow;

use super::keep::keep;
use super::tokens::Account;
use super::{Backend, Documents, Failure, Job, NativeCall, Registered, Reply};
use crate::error::Fault;
use crate::secret::Secret;
use crate::task::answer::Answer;
use crate::task::capabilities::Capabilities;
use crate::task::json::Node;
use crate::task::policy::{Charset, Country, Policy};
use crate::task::{Parsed, Query, TaskName};
use crate::transport::{CallContext, Http, HttpRequest, Response};
use serde_json::Value;

/// Its entry in the registry.
pub const REGISTERED: Registered = Registered {
    name: NAME,
    title: "OFD.ru",
    charset: Charset::Unicode,
    country: Country::Russia,
    exact_total: true,
    speaks_vocabulary: false,
    // The vendor's document promises an answer within a second. This is for the slowest of the requests (§2.5).
    settle_ms: 5_000,
    capabilities: |_| None,
    methods: methods::NAMES,
    settings: config::SETTINGS,
    open: config::open,
    discovery: None,
};

const NAME: &str = "ofdru";

/// How the token is introduced in the URL.
const NAME_OF_TOKEN: &[u8] = b"AuthToken=";

/// An account at the service. Between calls it keeps only the access token.
pub(super) struct Ofdru {
    http: Http,
    account: Account,
    /// Id of the account (`ofdAgreementId`).
    agreement: String,
    device: String,
}

impl Backend for Ofdru {
    fn device(&self) -> &str {
        &self.device
    }

    fn capabilities(&self, _: TaskName) -> Option<&'static Capabilities> {
        None
    }

    // The service supports no task, so none gets here.

    fn prepare(&self, _: &Parsed, _: &str) -> Result<Job, Vec<Fault>> {
        Err(vec![super::unsupported_task(NAME)])
    }

    fn documents(&self) -> Documents<'_> {
        Documents::None
    }

    fn run(&self, _: &Query, _: &CallContext) -> Result<Answer, Failure> {
        Err(super::unsupported_query(NAME))
    }

    fn method(&self, name: &str, params: &Node, policy: &Policy) -> Option<Result<Job<NativeCall>, Vec<Fault>>> {
        methods::prepare(name, params, policy, &self.agreement)
    }

    fn call(&self, call: &NativeCall, context: &CallContext) -> Result<Value, Failure> {
        let lent = self.account.get(&self.http, None, context)?;
        let (status, answer) = self.ask(call, &lent.text, context)?;
        if lent.fresh || !answers::is_shut_out(&answer, status) {
            return answer;
        }
        let again = self.account.get(&self.http, Some(&lent.text), context)?;
        self.ask(call, &again.text, context)?.1
    }

    fn interrupt(&self) {
        self.http.interrupt();
    }
}

impl Ofdru {
    /// One exchange with this token. Returns the HTTP status too.
    fn ask(
        &self,
        call: &NativeCall,
        token: &Secret,
        context: &CallContext,
    ) -> Result<(u16, Result<Value, Failure>), Failure> {
        let http_request = HttpRequest { query: &[("AuthToken", token)], ..call.http_request() };
        let mut response = self.http.exchange(&http_request, context)?;
        let status = response.status;
        hush(&mut response, token);
        let answer = match &call.reply {
            Reply::Text(file) => answers::document(response)
                .and_then(|bytes| keep(&bytes, "content", file.as_deref()))
                .map(Value::Object),
            Reply::Json | Reply::File(_) => answers::accepted(&response),
        };
        Ok((status, answer))
    }
}

/// Removes the token from a response. It is part of the URL, and an error page may repeat the URL.
fn hush(response: &mut Response, token: &Secret) {
    let (body, token) = (&mut response.body, token.reveal().as_bytes());
    strike(body, token, |_, at| at + token.len());
    // In a URL some of its characters are escaped, so the value after the name is removed in any spelling.
    strike(body, NAME_OF_TOKEN, |body, at| {
        let value = &body[at + NAME_OF_TOKEN.len()..];
        let ends = |byte: &u8| !byte.is_ascii_alphanumeric() && !b"-._~%+*".contains(byte);
        at + NAME_OF_TOKEN.len() + value.iter().position(ends).unwrap_or(value.len())
    });
}

/// Overwrites each occurrence of `what` with asterisks, up to the position that `end` returns.
fn strike(body: &mut [u8], what: &[u8], end: impl Fn(&[u8], usize) -> usize) {
    let mut from = 0;
    while let Some(at) = body[from..].windows(what.len().max(1)).position(|part| part == what) {
        let (begin, end) = (from + at, end(body, from + at));
        body[begin..end].fill(b'*');
        from = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_removed_from_whatever_repeats_it() {
        for (body, left) in [
            ("no GET /a?AuthToken=a%2Fb&c=d", "no GET /a?***************&c=d"),
            ("<a>a/b</a>", "<a>***</a>"),
            ("a/ba/b", "******"),
            ("AuthToken=", "**********"),
            ("nothing", "nothing"),
            ("", ""),
        ] {
            let mut response = Response { status: 500, body: body.as_bytes().to_vec() };
            hush(&mut response, &Secret::new("a/b"));
            assert_eq!(String::from_utf8(response.body).unwrap(), left, "{body}");
        }
    }
}
