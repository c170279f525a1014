//! The AuthToken: in memory only, fetched by one thread for all, renewed before it ends and after a refusal.

use super::super::Failure;
use super::answers;
use crate::secret::Secret;
use crate::task::date::date_time;
use crate::task::json::Node;
use crate::transport::{Broken, Http, Left, Watch};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use zeroize::Zeroizing;

/// Where it comes from.
const PATH: &str = "/api/Authorization/CreateAuthToken";

/// It is renewed so long before it ends, or in the second half of a life that is shorter than twice that.
const MARGIN: Duration = Duration::from_secs(60);

/// Who asks for a token, and the one that is there.
pub(super) struct Tokens {
    login: String,
    password: Secret,
    current: Mutex<Option<Token>>,
}

struct Token {
    text: Secret,
    /// When to renew it; never, if the service did not say when it ends.
    renew_at: Option<Instant>,
}

/// A token as a call got it.
pub(super) struct Lent {
    pub text: Secret,
    /// It was fetched for this very call, so a refusal is not for its age.
    pub fresh: bool,
}

impl Tokens {
    pub(super) fn new(login: String, password: Secret) -> Self {
        Self { login, password, current: Mutex::default() }
    }

    /// A token to call with; `refused` is the one that the service does not take any more.
    pub(super) fn get(&self, http: &Http, refused: Option<&Secret>, watch: &Watch) -> Result<Lent, Failure> {
        // Held over the exchange: whoever comes meanwhile waits, and takes the token that it brings.
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(token) = &*current
            && token.renew_at.is_none_or(|at| Instant::now() < at)
            && refused.is_none_or(|refused| refused.reveal() != token.text.reveal())
        {
            return Ok(Lent { text: token.text.clone(), fresh: false });
        }
        *current = None;
        let token = self.fetch(http, watch)?;
        let text = token.text.clone();
        *current = Some(token);
        Ok(Lent { text, fresh: true })
    }

    fn fetch(&self, http: &Http, watch: &Watch) -> Result<Token, Failure> {
        let member = |name: &str, text: &str| (name.into(), Node::Text(text.into()));
        let request = Node::Object(vec![member("Login", &self.login), member("Password", self.password.reveal())]);
        let response = http.post(PATH, &request.to_text(), watch).map_err(|broken| unsent(&broken.cause))?;
        let status = response.status;
        let body = Zeroizing::new(response.body);
        match read(&body) {
            Some(token) if status < 400 => Ok(token),
            _ => Err(match answers::no_token(&body, status) {
                Failure::Unreadable(cause, _) => unsent(&cause),
                failure => failure,
            }),
        }
    }
}

/// Whatever became of this exchange, nothing of the call that the token is for has left.
fn unsent(cause: &str) -> Failure {
    Broken { left: Left::Nothing, cause: format!("no AuthToken: {cause}") }.into()
}

/// The token of an answer; some versions of the service wrap it in `Data`.
fn read(body: &[u8]) -> Option<Token> {
    // Not by serde, whose copies nobody wipes.
    let answer = Node::parse(std::str::from_utf8(body).ok()?).ok()?;
    let text = |node: &Node, name: &str| match node.member(name) {
        Some(Node::Text(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let bearer = if text(&answer, "AuthToken").is_some() { &answer } else { answer.member("Data")? };
    let renew_at = text(bearer, "ExpirationDateUtc").as_deref().and_then(renew_at);
    Some(Token { text: Secret::new(&text(bearer, "AuthToken")?), renew_at })
}

/// When a token that ends at this time (UTC) is to be renewed.
fn renew_at(ends: &str) -> Option<Instant> {
    let ends = date_time(ends.get(..19)?, 'T')?.assume_utc();
    let life = Duration::try_from(ends - OffsetDateTime::now_utc()).unwrap_or_default();
    Instant::now().checked_add(life.saturating_sub(MARGIN.min(life / 2)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_bare_and_wrapped() {
        for body in [
            r#"{"AuthToken": "t\/1", "ExpirationDateUtc": "2999-01-01T00:00:00"}"#,
            r#"{"Status": "Success", "Data": {"AuthToken": "t/1", "ExpirationDateUtc": "2999-01-01T00:00:00.123Z"}}"#,
        ] {
            let token = read(body.as_bytes()).unwrap();
            assert_eq!((token.text.reveal(), token.renew_at.is_some()), ("t/1", true), "{body}");
        }
        assert!(read(br#"{"AuthToken": "t"}"#).unwrap().renew_at.is_none());
        for body in [r#"{"AuthToken": ""}"#, r#"{"Data": {}}"#, "", "[]", r#"{"Data": {"Data": {"AuthToken": "t"}}}"#] {
            assert!(read(body.as_bytes()).is_none(), "{body}");
        }
    }

    #[test]
    fn a_token_is_renewed_before_it_ends() {
        assert!(renew_at("2001-01-01T00:00:00").unwrap() <= Instant::now());
        assert!(renew_at("2999-01-01T00:00:00").unwrap() > Instant::now() + Duration::from_secs(3600));
        assert!(renew_at("soon").is_none());
    }
}
