//! The token: in memory only, fetched by one call for all that need it, renewed before it ends and after a refusal.

use super::super::Failure;
use super::super::tokens::{self, Lent, Token};
use super::answers;
use crate::secret::Secret;
use crate::task::json::Node;
use crate::transport::{CallContext, Http};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

const PATH: &str = "/getToken";

/// The service's tokens live for a day; one is renewed an hour before that.
const LIFE: Duration = Duration::from_secs(23 * 3600);

/// Who asks for a token, and the one that is there.
pub(super) struct Tokens {
    login: String,
    password: Secret,
    shared: tokens::Tokens,
}

impl Tokens {
    pub(super) fn new(login: String, password: Secret) -> Self {
        Self { login, password, shared: tokens::Tokens::default() }
    }

    /// A token to call with. `refused` is one that the service no longer accepts.
    pub(super) fn get(&self, http: &Http, refused: Option<&Secret>, context: &CallContext) -> Result<Lent, Failure> {
        self.shared.get(refused, context, || self.fetch(http, context))
    }

    fn fetch(&self, http: &Http, context: &CallContext) -> Result<Token, Failure> {
        let member = |name: &str, text: &str| (name.into(), Node::Text(text.into()));
        let request = Node::Object(vec![member("login", &self.login), member("pass", self.password.reveal())]);
        let response = http.post(PATH, &request.to_text(), context).map_err(|broken| tokens::unsent(broken.cause))?;
        let status = response.status;
        let body = Zeroizing::new(response.body);
        match read(&body) {
            Some(text) if status < 400 => Ok(Token { text, renew_at: Instant::now().checked_add(LIFE) }),
            _ => Err(match answers::no_token(&body, status) {
                Failure::Unreadable(cause, _) => tokens::unsent(cause.into()),
                failure => failure,
            }),
        }
    }
}

/// The token in an answer. Not parsed with serde, because it leaves copies of the token in memory.
fn read(body: &[u8]) -> Option<Secret> {
    let answer = Node::parse(std::str::from_utf8(body).ok()?).ok()?;
    match answer.member("token") {
        Some(Node::Text(text)) if !text.is_empty() => Some(Secret::new(text)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_token_is_read_from_an_answer_without_an_error() {
        let token = read(br#"{"error": null, "token": "abc", "timestamp": "28.11.2026 12:00:00"}"#).unwrap();
        assert_eq!(token.reveal(), "abc");
        for body in ["", "[]", r#"{"token": ""}"#, r#"{"error": {"code": 12}, "token": null}"#] {
            assert!(read(body.as_bytes()).is_none(), "{body}");
        }
    }
}
