//! OFD.ru: the service through which a register is registered with the tax service. It is no register itself.

mod answers;
pub mod application;
mod client;
mod codes;
mod config;
pub mod methods;
pub mod tables;
mod token;
pub mod words;
pub mod workflow;

use super::keep::keep;
use super::{Backend, Documents, Failure, Job, OwnCall, Registered, Reply};
use crate::error::Fault;
use crate::secret::Secret;
use crate::task::answer::Answer;
use crate::task::json::Node;
use crate::task::room::Room;
use crate::task::terms::{Charset, Country, Terms};
use crate::task::{Errand, Parsed, TaskName};
use crate::transport::{Http, Outgoing, Response, Watch};
use serde_json::Value;
use token::Tokens;

/// The line of the registry.
pub const REGISTERED: Registered = Registered {
    name: NAME,
    title: "OFD.ru",
    charset: Charset::Unicode,
    country: Country::Russia,
    exact_total: true,
    // Each request is carried out within a second, by the document; this is for the slowest of them (§2.5).
    settle_ms: 5_000,
    carries: |_| None,
    methods: methods::NAMES,
    settings: config::SETTINGS,
    open: config::open,
};

/// Name in the configuration and in messages.
const NAME: &str = "ofdru";

/// How the token begins in the address.
const NAME_OF_TOKEN: &[u8] = b"AuthToken=";

/// An account at the service. The token is all that it keeps between calls.
pub(super) struct Ofdru {
    http: Http,
    tokens: Tokens,
    /// The account's id.
    agreement: String,
    device: String,
}

impl Backend for Ofdru {
    fn device(&self) -> &str {
        &self.device
    }

    fn room(&self, _: TaskName) -> Option<&'static Room> {
        None
    }

    // There is no room for any task, so none comes here.

    fn prepare(&self, _: &Parsed, _: &str) -> Result<Job, Vec<Fault>> {
        Err(vec![super::no_room(NAME)])
    }

    fn documents(&self) -> Documents<'_> {
        Documents::None
    }

    fn run(&self, _: &Errand, _: &Watch) -> Result<Answer, Failure> {
        Err(super::no_errand(NAME))
    }

    fn method(&self, name: &str, params: &Node, terms: &Terms) -> Option<Result<Job<OwnCall>, Vec<Fault>>> {
        methods::prepare(name, params, terms, &self.agreement)
    }

    fn call(&self, call: &OwnCall, watch: &Watch) -> Result<Value, Failure> {
        let lent = self.tokens.get(&self.http, None, watch)?;
        let (status, answer) = self.ask(call, &lent.text, watch)?;
        if lent.fresh || !answers::is_shut_out(&answer, status) {
            return answer;
        }
        let again = self.tokens.get(&self.http, Some(&lent.text), watch)?;
        self.ask(call, &again.text, watch)?.1
    }

    fn interrupt(&self) {
        self.http.interrupt();
    }
}

impl Ofdru {
    /// One exchange with a token; gives the HTTP status too.
    fn ask(&self, call: &OwnCall, token: &Secret, watch: &Watch) -> Result<(u16, Result<Value, Failure>), Failure> {
        let outgoing = Outgoing { query: &[("AuthToken", token)], ..call.outgoing() };
        let mut response = self.http.exchange(&outgoing, watch)?;
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

/// The token stands in the address, and a page about an error may repeat that: it is struck out of what came.
fn hush(response: &mut Response, token: &Secret) {
    let (body, token) = (&mut response.body, token.reveal().as_bytes());
    strike(body, token, |_, at| at + token.len());
    // As it stands in the address, some of its signs are written otherwise.
    strike(body, NAME_OF_TOKEN, |body, at| {
        let value = &body[at + NAME_OF_TOKEN.len()..];
        let ends = |byte: &u8| !byte.is_ascii_alphanumeric() && !b"-._~%+*".contains(byte);
        at + NAME_OF_TOKEN.len() + value.iter().position(ends).unwrap_or(value.len())
    });
}

/// Puts asterisks over each `what`, as far as `end` says.
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
    fn a_token_is_struck_out_of_whatever_repeats_it() {
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
