use super::super::{CallContext, Http, HttpRequest, Limits, Method, Sent, Stage};
use super::*;
#[cfg(target_os = "linux")]
use std::net::Ipv4Addr;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU64, AtomicUsize};
use std::sync::mpsc::channel;
use std::time::Instant;

const LONG: Duration = Duration::from_secs(300);

const DISCARDS: Option<Duration> = Some(Duration::ZERO);

fn limits(answer: Duration) -> Limits {
    Limits { connect: LONG, answer, body: 1 << 20 }
}

/// What happens to the send queue when the connection is dropped now.
fn linger(stream: &Stream) -> Option<Duration> {
    match stream {
        Stream::Tcp(stream) => SockRef::from(stream).linger().unwrap(),
        #[cfg(feature = "days")]
        Stream::Days(_) => panic!("a simulated connection"),
    }
}

/// The connection of the exchange on this thread.
fn held() -> Arc<Stream> {
    let stream = HELD.take().expect("a connection");
    hold(Some(Arc::clone(&stream)));
    stream
}

/// Sends a request; returns the connection and whether the answer was complete. `most` is the longest body accepted.
fn asked(http: &Http, path: &str, most: u64) -> (Arc<Stream>, bool) {
    let (stops, seen) = (AtomicU64::new(0), Cell::new(None));
    let see = |_: Stage| {
        assert_eq!(linger(&held()), DISCARDS, "while the answer comes in");
        seen.set(Some(held()));
    };
    let http_request = HttpRequest::new(Method::Get, path, &[]);
    let answered = http.stream(&http_request, &CallContext::new(LONG, &stops, &see), most, &mut Vec::new());
    assert!(HELD.take().is_none(), "nothing holds it any more");
    (seen.take().expect("a piece of the answer"), answered.is_ok())
}

#[test]
fn a_connection_discards_its_queue_from_before_its_first_byte() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let stream = connect(vec![listener.local_addr().unwrap()], LONG, LONG, &|| false).unwrap();
    assert_eq!(SockRef::from(&stream).linger().unwrap(), DISCARDS);
    #[cfg(target_os = "linux")]
    assert_eq!(SockRef::from(&stream).tcp_user_timeout().unwrap(), Some(LONG));
    end_well(&stream);
    assert_eq!(SockRef::from(&stream).linger().unwrap(), None);
}

#[test]
fn only_after_a_complete_answer_is_a_connection_closed_in_the_ordinary_way() {
    use super::super::Tls;
    use kassa_simulator::{self as simulator, Setup, icash};
    let folder = tempfile::tempdir().unwrap();
    for secured in [false, true] {
        let tls = secured.then(|| simulator::Tls { folder: folder.path().to_owned(), asks_client: false });
        let setup = Setup { tls, ..Setup::default() };
        let register = icash::Simulator::start(icash::Options { setup, ..icash::Options::default() }).unwrap();
        let http = Http::new(&register.url(), limits(LONG));
        let http = match secured {
            true => http.secured(Tls { ca: Some(folder.path().join("ca.pem")), client: None }),
            false => http,
        };
        for (most, ended) in [(1 << 20, (None, true)), (8, (DISCARDS, false))] {
            let (stream, whole) = asked(&http, "/api/1/status", most);
            assert_eq!((linger(&stream), whole), ended, "{}", register.url());
        }
    }
}

/// A server that reads one request, answers it (unless the answer is empty) and reports how the connection ended.
fn server(answer: &'static [u8]) -> (String, mpsc::Receiver<()>, thread::JoinHandle<io::Result<usize>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = channel();
    let serving = thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        let (mut request, mut piece) = (Vec::new(), [0; 1024]);
        while !request.ends_with(b"\r\n\r\n{}") {
            let count = stream.read(&mut piece)?;
            assert!(count > 0, "a whole request");
            request.extend_from_slice(&piece[..count]);
        }
        stream.write_all(answer)?;
        tell.send(()).unwrap();
        stream.read(&mut piece)
    });
    (url, told, serving)
}

#[test]
fn a_document_that_is_read_too_slowly_is_broken_off_in_time() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let http = Http::new(&format!("http://{}", listener.local_addr().unwrap()), limits(Duration::from_millis(300)));
    let stops = AtomicU64::new(0);
    let context = CallContext::new(LONG, &stops, &|_| ());
    // More than the system keeps of what nobody reads.
    let body = vec![b' '; 16 << 20];
    context.send_by(Some(Instant::now() + Duration::from_millis(300)));
    let sent = http.post("/receipt", &body, &context);
    assert_eq!(sent.unwrap_err().left, Sent::Partially);
    assert!(!context.is_over(), "the call itself had time left");
}

#[test]
fn an_interrupted_exchange_is_reset_and_a_complete_one_is_closed() {
    let whole: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    let reset = Err(ErrorKind::ConnectionReset);
    let soon = Duration::from_millis(300);
    for (name, answer, limit, interrupts, ended) in [
        ("answered", whole, LONG, false, Ok(0)),
        ("refused", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", LONG, false, Ok(0)),
        ("silent", b"", soon, false, reset),
        ("broken off by the host", b"", LONG, true, reset),
        ("broken off by the host within the answer", &whole[..whole.len() - 1], LONG, true, reset),
        ("no HTTP", b"no HTTP at all\r\n\r\n", LONG, false, reset),
    ] {
        let (url, told, serving) = server(answer);
        let http = Http::new(&url, limits(limit));
        let (stops, quiet) = (AtomicU64::new(0), |_: Stage| ());
        let calling = &http;
        let answered = thread::scope(|scope| {
            scope.spawn(move || {
                told.recv().unwrap();
                if interrupts {
                    calling.interrupt();
                }
            });
            http.post("/", b"{}", &CallContext::new(LONG, &stops, &quiet))
        });
        let seen = serving.join().unwrap().map_err(|error| error.kind());
        // Wine shuts a socket down before it closes it, so the other side may see that first.
        let shut_down_first = cfg!(windows) && seen == Ok(0);
        assert!(seen == ended || shut_down_first, "{name}: {seen:?}");
        match answered {
            Ok(_) => assert_eq!(ended, Ok(0), "{name}"),
            Err(broken) => {
                assert_eq!((broken.left, ended), (Sent::Completely, reset), "{name}: {}", broken.cause.text.en);
            }
        }
        let after = http.client().map(|client| client.stop.load(Ordering::Acquire));
        assert!(matches!(after, Ok(false)), "{name}: exchanges that begin later are not touched");
    }
}

#[test]
fn a_message_to_the_ofd_ends_in_the_same_way() {
    use super::super::tcp::{Server, ask};
    for (answer, stopped, ended) in [
        (&b"\x2a\x08\x41\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"[..], false, Ok(0)),
        (b"", true, Err(ErrorKind::ConnectionReset)),
    ] {
        let (url, told, serving) = server(answer);
        let (host, port) = url.trim_start_matches("http://").split_once(':').unwrap();
        let server = Server { host: host.to_owned(), port: port.parse().unwrap(), trusted: true };
        let (stops, quiet) = (AtomicU64::new(0), |_: Stage| ());
        let context = CallContext::new(LONG, &stops, &quiet);
        let counted = &stops;
        let answered = thread::scope(|scope| {
            scope.spawn(move || {
                told.recv().unwrap();
                counted.fetch_add(u64::from(stopped), Ordering::Release);
            });
            ask(&server, b"\r\n\r\n{}", &context)
        });
        assert_eq!(serving.join().unwrap().map_err(|error| error.kind()), ended);
        assert_eq!(answered.is_ok(), !stopped, "{answered:?}");
    }
}

/// Work that lasts until the sender is dropped.
fn endless() -> (mpsc::Sender<()>, impl FnOnce() -> io::Result<()> + Send + 'static) {
    let (end, ended) = channel();
    (end, move || {
        let _ended = ended.recv();
        Ok(())
    })
}

#[test]
fn endless_work_is_waited_for_until_its_time_is_over_or_the_host_interrupts_it() {
    let begun = Instant::now();
    let (_end, work) = endless();
    let waited = wait_for("test", Duration::from_millis(120), &|| false, work);
    assert_eq!(waited.map_err(|error| error.kind()), Err(ErrorKind::TimedOut));
    assert!(begun.elapsed() >= Duration::from_millis(120));
    let (_end, work) = endless();
    let waited = wait_for("test", LONG, &|| begun.elapsed() >= Duration::from_millis(300), work);
    assert_eq!(waited.map_err(|error| error.to_string()), Err("the call was cancelled".to_owned()));
    let panics = || -> io::Result<()> { panic!("in a thread") };
    assert_eq!(
        wait_for("test", LONG, &|| false, panics).map_err(|error| error.to_string()),
        Err("the thread ended".to_owned())
    );
    assert_eq!(wait_for("test", LONG, &|| false, || Ok(5)).unwrap(), 5);
}

/// An address whose backlog is full: Linux makes further connections wait.
#[cfg(target_os = "linux")]
fn silent() -> (socket2::Socket, Vec<TcpStream>) {
    use socket2::{Domain, Socket, Type};
    let listener = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    listener.bind(&SocketAddr::from(([127, 0, 0, 1], 0)).into()).unwrap();
    listener.listen(0).unwrap();
    let place = listener.local_addr().unwrap().as_socket().unwrap();
    let waiting = std::iter::from_fn(|| TcpStream::connect_timeout(&place, Duration::from_millis(200)).ok()).collect();
    (listener, waiting)
}

#[cfg(target_os = "linux")]
#[test]
fn a_connection_without_an_answer_is_interrupted_and_leaves_time_for_the_next_address() {
    let (full, _waiting) = silent();
    let silent = full.local_addr().unwrap().as_socket().unwrap();
    let begun = Instant::now();
    let stopped = connect(vec![silent], LONG, LONG, &|| begun.elapsed() >= Duration::from_millis(200));
    assert_eq!(stopped.map(drop).map_err(|error| error.kind()), Err(ErrorKind::ConnectionAborted));
    let late = connect(vec![silent], Duration::from_millis(100), LONG, &|| false);
    assert_eq!(late.map(drop).map_err(|error| error.kind()), Err(ErrorKind::TimedOut));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let open = listener.local_addr().unwrap();
    for places in [vec![silent, open], vec![(Ipv4Addr::LOCALHOST, 1).into(), silent, open]] {
        let stream = connect(places, Duration::from_secs(4), LONG, &|| false).unwrap();
        assert_eq!(stream.peer_addr().unwrap(), open);
    }
}

/// A server that keeps its connections: it answers this many requests on each and then, as `ends` says, closes it,
/// announces that in its last answer, or stays silent. It counts connections, answers, and requests without one.
fn keeping(most: usize, ends: &'static str) -> (String, Arc<[AtomicUsize; 3]>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let counts = Arc::new([const { AtomicUsize::new(0) }; 3]);
    let counted = Arc::clone(&counts);
    thread::spawn(move || {
        for stream in listener.incoming() {
            let (mut stream, counted) = (stream.unwrap(), Arc::clone(&counted));
            counted[0].fetch_add(1, Ordering::SeqCst);
            thread::spawn(move || {
                for served in 1.. {
                    let mut request = Vec::new();
                    let mut piece = [0; 1024];
                    while !request.ends_with(b"\r\n\r\n") {
                        match stream.read(&mut piece) {
                            Ok(0) | Err(_) => return,
                            Ok(count) => request.extend_from_slice(&piece[..count]),
                        }
                    }
                    if served > most {
                        // The request was read and gets no answer.
                        counted[2].fetch_add(1, Ordering::SeqCst);
                        let _end = stream.read(&mut piece);
                        return;
                    }
                    counted[1].fetch_add(1, Ordering::SeqCst);
                    let close = if served == most && ends == "announced" { "Connection: close\r\n" } else { "" };
                    let _gone =
                        stream.write_all(format!("HTTP/1.1 200 OK\r\n{close}Content-Length: 2\r\n\r\n{{}}").as_bytes());
                    if served == most && ends != "silent" {
                        return;
                    }
                }
            });
        }
    });
    (url, counts)
}

#[test]
fn the_questions_of_a_series_share_a_connection_and_each_of_them_is_answered() {
    // Two series of three questions. A connection that closes after two answers serves two of each series.
    for (most, ends, connections) in
        [(100, "closed", 2), (1, "announced", 6), (1, "closed", 6), (2, "closed", 4), (1, "silent", 6)]
    {
        let (url, counts) = keeping(most, ends);
        let wait = if ends == "silent" { Duration::from_millis(1500) } else { LONG };
        let http = Http::new(&url, limits(wait));
        let (stops, quiet) = (AtomicU64::new(0), |_: Stage| ());
        let context = CallContext::new(LONG, &stops, &quiet);
        for _ in 0..2 {
            let series = http.series();
            for _ in 0..3 {
                assert_eq!(series.get("/", &context).unwrap().status, 200, "{ends} after {most}");
            }
        }
        // A server that reads one request of a connection costs one wait, not one for each question.
        let ignored = usize::from(ends == "silent");
        let counted = [0, 1, 2].map(|at| counts[at].load(Ordering::SeqCst));
        assert_eq!(counted, [connections, 6, ignored], "{ends} after {most}");
    }
}

#[test]
fn a_connection_of_a_series_discards_its_queue_during_each_exchange() {
    let (url, _) = keeping(100, "closed");
    let http = Http::new(&url, limits(LONG));
    let (stops, quiet) = (AtomicU64::new(0), |_: Stage| ());
    let context = CallContext::new(LONG, &stops, &quiet);
    let series = http.series();
    series.get("/", &context).unwrap();
    let client = series.client().unwrap();
    let answer = client.agent.get(&url).call().unwrap();
    assert_eq!(linger(&held()), DISCARDS, "before the body of the second answer is read");
    drop(answer);
}

#[test]
fn a_short_request_is_one_piece_and_a_long_one_arrives_whole() {
    for length in [2, 500, 16 * 1024, 200_000] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let body: Vec<u8> = (0..length).map(|at| b'a' + u8::try_from(at % 26).unwrap()).collect();
        let expected = body.clone();
        let serving = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = vec![0; 1 << 20];
            let first = stream.read(&mut request).unwrap();
            let mut come = first;
            while !request[..come].ends_with(&expected) {
                come += stream.read(&mut request[come..]).unwrap();
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
            (first == come, request[..come].windows(4).position(|end| end == b"\r\n\r\n").unwrap() + 4 + length == come)
        });
        let http = Http::new(&url, limits(LONG));
        let (stops, quiet) = (AtomicU64::new(0), |_: Stage| ());
        assert_eq!(http.post("/", &body, &CallContext::new(LONG, &stops, &quiet)).unwrap().status, 200);
        let (at_once, is_exact) = serving.join().unwrap();
        assert!(is_exact, "{length} bytes");
        assert!(at_once || length > 1000, "{length} bytes");
    }
}
