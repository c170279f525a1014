//! The AuthToken: in memory only, fetched by one call for all that need it, renewed before it ends and after a refusal.

use super::super::tokens::{Form, Token};
use super::answers;
use crate::clock;
use crate::secret::Secret;
use crate::task::date::date_time;
use crate::task::json::Node;
use std::time::{Duration, Instant};

const PATH: &str = "/api/Authorization/CreateAuthToken";

/// A token is renewed this long before it expires. One with a short life is renewed after half of it.
const MARGIN: Duration = Duration::from_secs(60);

/// How the service gives out its tokens.
pub(super) static FORM: Form = Form { path: PATH, members: ["Login", "Password"], read, failure: answers::no_token };

/// The token in an answer. Some versions of the service wrap it in `Data`.
fn read(body: &[u8]) -> Option<Token> {
    // Not parsed with serde, because it leaves copies of the token in memory.
    let answer = Node::parse(std::str::from_utf8(body).ok()?).ok()?;
    let text = |node: &Node, name: &str| match node.member(name) {
        Some(Node::Text(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let bearer = if text(&answer, "AuthToken").is_some() { &answer } else { answer.member("Data")? };
    let renew_at = text(bearer, "ExpirationDateUtc").as_deref().and_then(renew_at);
    Some(Token { text: Secret::new(&text(bearer, "AuthToken")?), renew_at })
}

/// When to renew a token that expires at this time (UTC).
fn renew_at(ends: &str) -> Option<Instant> {
    let ends = date_time(ends.get(..19)?, 'T')?.assume_utc();
    let life = Duration::try_from(ends - clock::utc()).unwrap_or_default();
    clock::now().checked_add(life.saturating_sub(MARGIN.min(life / 2)))
}

#[cfg(test)]
mod tests {
    use super::super::super::Failure;
    use super::super::super::tokens::{Account, Lent};
    use super::*;
    use crate::transport::{CallContext, Http, Limits, Sent, TransportError};
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::mpsc::{Receiver, channel};
    use std::thread;

    /// Longer than any of these tests may last.
    const LONG: Duration = Duration::from_secs(60);

    /// A service that says nothing of itself: the test gets each connection and answers where it wants to.
    fn service() -> (Http, Receiver<TcpStream>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let limits = Limits { connect: LONG, answer: LONG, body: 10_000 };
        let http = Http::new(&format!("http://{}", listener.local_addr().unwrap()), limits);
        let (come, comes) = channel();
        thread::spawn(move || listener.incoming().flatten().try_for_each(|link| come.send(link)));
        (http, comes)
    }

    /// Gives the connection back: closed with a part of the request unread, it would take the answer with it.
    fn answer(mut link: TcpStream, body: &str) -> TcpStream {
        let mut request = [0; 4096];
        assert!(link.read(&mut request).unwrap() > 0);
        write!(link, "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        link
    }

    fn is_unsent(got: &Result<Lent, Failure>) -> bool {
        matches!(got, Err(Failure::Transport(TransportError { left: Sent::Nothing, .. })))
    }

    #[test]
    fn calls_that_wait_for_a_silent_service_end_in_their_own_time() {
        let (http, links) = service();
        let account = Account::new(&FORM, "login".into(), Secret::new("password"));
        let (goes_on, stopped) = (AtomicU64::new(0), AtomicU64::new(0));
        let get = |time, stops| account.get(&http, None, &CallContext::new(time, stops, &|_| ()));
        thread::scope(|scope| {
            let fetching = scope.spawn(|| get(LONG, &goes_on));
            let _silent = links.recv_timeout(LONG).unwrap();
            // Its deadline ends one that waits, the host's wish another.
            let begun = Instant::now();
            assert!(is_unsent(&get(Duration::from_millis(100), &goes_on)));
            let waiting = scope.spawn(|| get(LONG, &stopped));
            thread::sleep(Duration::from_millis(50));
            stopped.fetch_add(1, Ordering::Release);
            assert!(is_unsent(&waiting.join().unwrap()));
            assert!(begun.elapsed() < LONG / 2 && !fetching.is_finished());
            assert!(links.try_recv().is_err(), "only one of them fetches");
            // Once the first has given up, another one fetches, and the rest take what it brings.
            let waiting: Vec<_> = (0..3).map(|_| scope.spawn(|| get(LONG, &goes_on))).collect();
            http.interrupt();
            assert!(is_unsent(&fetching.join().unwrap()));
            let _answered = answer(links.recv_timeout(LONG).unwrap(), r#"{"AuthToken": "t"}"#);
            let mut got: Vec<_> = waiting.into_iter().map(|one| one.join().unwrap().ok().unwrap()).collect();
            assert!(got.iter().all(|lent| lent.text.reveal() == "t"));
            got.retain(|lent| lent.fresh);
            assert_eq!((got.len(), links.try_recv().is_err()), (1, true));
        });
    }

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
    fn a_token_is_renewed_before_it_expires() {
        assert!(renew_at("2001-01-01T00:00:00").unwrap() <= Instant::now());
        assert!(renew_at("2999-01-01T00:00:00").unwrap() > Instant::now() + Duration::from_secs(3600));
        assert!(renew_at("soon").is_none());
    }
}
