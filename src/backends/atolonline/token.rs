//! The token: in memory only, fetched by one call for all that need it, renewed before it ends and after a refusal.

use super::super::tokens::{Form, Token};
use super::answers;
use crate::clock;
use crate::secret::Secret;
use crate::task::json::Node;
use std::time::Duration;

/// The service's tokens live for a day; one is renewed an hour before that.
const LIFE: Duration = Duration::from_secs(23 * 3600);

/// How the service gives out its tokens.
pub(super) static FORM: Form = Form { path: "/getToken", members: ["login", "pass"], read, failure: answers::no_token };

/// The token in an answer. Not parsed with serde, because it leaves copies of the token in memory.
fn read(body: &[u8]) -> Option<Token> {
    let answer = Node::parse(std::str::from_utf8(body).ok()?).ok()?;
    match answer.member("token") {
        Some(Node::Text(text)) if !text.is_empty() => {
            Some(Token { text: Secret::new(text), renew_at: clock::now().checked_add(LIFE) })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_token_is_read_from_an_answer_without_an_error() {
        let token = read(br#"{"error": null, "token": "abc", "timestamp": "28.11.2026 12:00:00"}"#).unwrap();
        assert_eq!(token.text.reveal(), "abc");
        for body in ["", "[]", r#"{"token": ""}"#, r#"{"error": {"code": 12}, "token": null}"#] {
            assert!(read(body.as_bytes()).is_none(), "{body}");
        }
    }
}
