//! An access token that several calls share: in memory only, fetched by one call for all that need it.
//!
//! No lock is held over the exchange. The calls that wait for it look at their own deadline and at the host's wish to
//! stop, so none of them ends later because another one's service is silent.

use super::Failure;
use crate::clock;
use crate::error::{Cause, Text};
use crate::secret::Secret;
use crate::task::json::Node;
use crate::transport::{CallContext, Http, Sent, TransportError};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// A call that waits looks this often whether the host wants it to stop.
const LONGEST_WAIT: Duration = Duration::from_millis(20);

/// How a service gives out its tokens.
pub(super) struct Form {
    /// Path of the request.
    pub path: &'static str,
    /// Its members for the login and the password.
    pub members: [&'static str; 2],
    /// Reads the token in an answer; `None` if there is none.
    pub read: fn(&[u8]) -> Option<Token>,
    /// The failure of a request for a token, from the answer's body and its HTTP status.
    pub failure: fn(&[u8], u16) -> Failure,
}

/// Who asks a service for a token, and the one that is there.
pub(super) struct Account {
    form: &'static Form,
    login: String,
    password: Secret,
    tokens: Tokens,
}

/// The token that is there, and whether one is being fetched.
#[derive(Default)]
struct Tokens {
    state: Mutex<State>,
    /// Signalled whenever a fetch has ended.
    fetched: Condvar,
}

#[derive(Default)]
struct State {
    current: Option<Token>,
    /// A call is fetching a token.
    fetching: bool,
}

/// What a call that needs a token does next.
enum Next<'a> {
    Use(Secret),
    Fetch(Turn<'a>),
}

/// The turn of the call that fetches: it ends however the fetch ends.
struct Turn<'a>(&'a Tokens);

/// A token, and when to renew it; `None` if the service did not say when it expires.
pub(super) struct Token {
    pub text: Secret,
    pub renew_at: Option<Instant>,
}

/// A token as handed to a call.
pub(super) struct Lent {
    pub text: Secret,
    /// It was fetched for this very call, so a refusal is not due to its age.
    pub fresh: bool,
}

impl Account {
    pub(super) fn new(form: &'static Form, login: String, password: Secret) -> Self {
        Self { form, login, password, tokens: Tokens::default() }
    }

    /// A token to call with. `refused` is a token that the service no longer accepts.
    pub(super) fn get(&self, http: &Http, refused: Option<&Secret>, context: &CallContext) -> Result<Lent, Failure> {
        self.tokens.get(refused, context, || self.fetch(http, context))
    }

    fn fetch(&self, http: &Http, context: &CallContext) -> Result<Token, Failure> {
        let [login, password] = self.form.members;
        let member = |name: &str, text: &str| (name.into(), Node::Text(text.into()));
        let request = Node::Object(vec![member(login, &self.login), member(password, self.password.reveal())]);
        let response = http.post(self.form.path, &request.to_text(), context);
        let response = response.map_err(|broken| unsent(broken.cause))?;
        let status = response.status;
        let body = Zeroizing::new(response.body);
        match (self.form.read)(&body) {
            Some(token) if status < 400 => Ok(token),
            _ => Err(match (self.form.failure)(&body, status) {
                Failure::Unreadable(cause, _) => unsent(cause.into()),
                failure => failure,
            }),
        }
    }
}

impl Tokens {
    /// A token to call with: the one that is there, or what `fetch` brings. `refused` is a token that the service no
    /// longer accepts.
    fn get(
        &self,
        refused: Option<&Secret>,
        context: &CallContext,
        fetch: impl FnOnce() -> Result<Token, Failure>,
    ) -> Result<Lent, Failure> {
        let turn = match self.next(refused, context)? {
            Next::Use(text) => return Ok(Lent { text, fresh: false }),
            Next::Fetch(turn) => turn,
        };
        let token = fetch()?;
        let text = token.text.clone();
        self.state().current = Some(token);
        drop(turn);
        Ok(Lent { text, fresh: true })
    }

    /// The token that is there, or the turn to fetch one. Waits while another call fetches, as long as this one lasts.
    fn next(&self, refused: Option<&Secret>, context: &CallContext) -> Result<Next<'_>, Failure> {
        let mut state = self.state();
        loop {
            if let Some(token) = state.current.as_ref().filter(|token| token.is_usable(refused)) {
                return Ok(Next::Use(token.text.clone()));
            }
            if !state.fetching {
                *state = State { current: None, fetching: true };
                return Ok(Next::Fetch(Turn(self)));
            }
            if context.is_over() {
                return Err(unsent(
                    Text::of(
                        "время истекло, а другой вызов ещё получает его",
                        "the time is over, and another call is still fetching one",
                    )
                    .into(),
                ));
            }
            let slice = LONGEST_WAIT.min(context.left());
            state = clock::wait(&self.fetched, &self.state, state, slice);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.state().fetching = false;
        self.0.fetched.notify_all();
    }
}

impl Token {
    /// Whether a call may be made with it; `refused` is one that the service does not take.
    fn is_usable(&self, refused: Option<&Secret>) -> bool {
        self.renew_at.is_none_or(|at| clock::now() < at)
            && refused.is_none_or(|refused| refused.reveal() != self.text.reveal())
    }
}

/// Whatever became of this exchange, nothing of the call that the token is for has left.
fn unsent(cause: Cause) -> Failure {
    let Cause { text, hint } = cause;
    let text = Text::with(format!("нет токена: {}", text.ru), format!("no token: {}", text.en));
    TransportError { left: Sent::Nothing, cause: Cause { text, hint } }.into()
}
