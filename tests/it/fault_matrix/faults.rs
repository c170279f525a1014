//! The points of an exchange and the faults at each of them.

use super::protocol::Protocol;
use super::wire::{Cut, End, Upto};
use serde_json::{Value, json};

/// How long after its request a slow register makes the document, in milliseconds. The settling time is well above it.
pub const LATE_MS: u64 = 120;

/// One row of the matrix.
#[derive(Debug, Clone)]
pub struct Fault {
    /// At which point of the exchange.
    pub point: &'static str,
    pub what: String,
    /// The register's faults; `@` stands for the path of the fiscal request, `?` for the path of the state query.
    pub faults: Vec<Value>,
    /// What happens to the connection.
    pub cut: Option<Cut>,
    /// Whether another program uses the register, and for what document.
    pub stranger: Stranger,
    /// Where the driver's mark goes.
    pub mark: Option<&'static str>,
    /// How the register answers when it works normally.
    pub manner: Manner,
}

/// The document of another program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stranger {
    None,
    /// With other content than ours.
    Other,
    /// With the same content.
    Same,
}

/// How the register answers when it works normally.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    Usual,
    /// No number and no sign in the answer to a receipt.
    Bare,
    /// Document codes as the fiscal drive has them.
    DriveTypes,
    /// The register has no link to the OFD.
    Offline,
    /// Айти Касса's result next to the other fields, numbers as numbers.
    Flat,
    /// The same with numbers as texts, and HTTP 200 for every refusal.
    Texts,
    /// ATOL's web server before 10.7.
    Older,
    /// ATOL Online answers a known `external_id` as if it was new, and an unknown uuid as a wrong one.
    Lenient,
    /// ATOL Online does not name the document of a known `external_id`.
    Nameless,
    /// ATOL Online has no state of a document at first.
    NotReady,
}

impl Fault {
    /// A row of register faults, with the protocol's default mark.
    pub fn of(protocol: &Protocol, point: &'static str, what: impl Into<String>, faults: Vec<Value>) -> Self {
        let (stranger, mark, manner) = (Stranger::None, protocol.marks[0], Manner::Usual);
        Self { point, what: what.into(), faults, cut: None, stranger, mark, manner }
    }

    /// Its name in the matrix.
    pub fn name(&self) -> String {
        format!("{}: {}", self.point, self.what)
    }

    /// Whether the register may make the document after the call was answered.
    pub fn is_slow(&self) -> bool {
        self.faults.iter().any(|fault| fault["point"] == "late" || fault["action"] == "delay")
    }
}

/// Rows that represent the others at their point, for tests where all of them would take too long.
const SHORT: &[(&str, &[&str])] = &[
    ("received", &["reset", "close", "hang"]),
    ("late", &["reset", "hang"]),
    ("processed", &["reset", "close", "hang"]),
    ("answer", &["1 bytes, hang", "60 bytes, reset", "140 bytes, close"]),
];

pub fn is_short(fault: &Fault) -> bool {
    SHORT.iter().any(|(point, whats)| fault.point == *point && whats.contains(&fault.what.as_str()))
}

pub fn table(protocol: &Protocol) -> Vec<Fault> {
    let mut rows = vec![Fault::of(protocol, "none", "all is well", Vec::new())];
    for &manner in protocol.manners {
        for (what, faults) in [
            ("all is well", vec![]),
            ("answer lost", vec![struck("@", "processed", "reset")]),
            ("request lost", vec![struck("@", "received", "reset")]),
        ] {
            rows.push(Fault { manner, ..Fault::of(protocol, "none", format!("{manner:?}, {what}"), faults) });
        }
    }
    connect(protocol, &mut rows);
    exchange(protocol, &mut rows);
    answer(protocol, &mut rows);
    looking(protocol, &mut rows);
    twice(protocol, &mut rows);
    strangers(protocol, &mut rows);
    rows
}

fn struck(path: &str, point: &str, action: &str) -> Value {
    json!({"path": path, "point": point, "action": action})
}

fn with(mut fault: Value, name: &str, value: impl Into<Value>) -> Value {
    fault[name] = value.into();
    fault
}

fn connect(protocol: &Protocol, rows: &mut Vec<Fault>) {
    for (what, cut) in [("refused", Cut::Refused), ("not answered", Cut::Deaf)] {
        rows.push(Fault { cut: Some(cut), ..Fault::of(protocol, "connect", what, vec![]) });
    }
    for (action, time) in [("reset", 0), ("close", 0), ("hang", 2000), ("delay", 200)] {
        // The connections before it are for questions.
        let fault = with(with(struck("*", "accept", action), "delayMs", time), "skip", protocol.before);
        rows.push(Fault::of(protocol, "connected", action, vec![fault]));
    }
    for upto in [Upto::Nothing, Upto::OneByte, Upto::HalfOfHead, Upto::Head, Upto::HalfOfBody, Upto::AllButOne] {
        for end in [End::Reset, End::Close, End::Hang] {
            let what = format!("{upto:?}, {end:?}");
            rows.push(Fault { cut: Some(Cut::After(upto, end)), ..Fault::of(protocol, "request", what, vec![]) });
        }
    }
    for (what, fault) in answers_instead("request") {
        rows.push(Fault::of(protocol, "request", what, vec![fault]));
    }
}

/// Answers that do not come from the device itself.
fn answers_instead(point: &str) -> Vec<(String, Value)> {
    let mut faults = vec![
        ("malformed".to_owned(), struck("@", point, "malformed")),
        ("oversized".to_owned(), with(struck("@", point, "oversized"), "bytes", 17 * 1024 * 1024)),
    ];
    for status in [404, 500, 503] {
        faults.push((format!("HTTP {status}"), with(struck("@", point, "status"), "status", status)));
    }
    faults
}

fn exchange(protocol: &Protocol, rows: &mut Vec<Fault>) {
    for point in ["received", "late", "processed"] {
        let mut add = |what: &str, fault: Value| {
            let fault = if point == "late" { with(fault, "delayMs", LATE_MS) } else { fault };
            rows.push(Fault::of(protocol, point, what, vec![fault]));
        };
        for action in ["reset", "close"] {
            add(action, struck("@", point, action));
        }
        add("hang", with(struck("@", point, "hang"), "delayMs", 1500));
        for (what, fault) in answers_instead(point) {
            add(&what, fault);
        }
        for code in protocol.unresolved {
            add(&format!("error {code}"), with(struck("@", point, "error"), "code", *code));
        }
        if point == "late" {
            continue;
        }
        for (what, action, time) in [
            ("delay within the time", "delay", 100),
            ("delay past the time", "delay", 800),
            ("drip within the time", "drip", 0),
            ("drip past the time", "drip", 5),
        ] {
            add(what, with(struck("@", point, action), "delayMs", time));
        }
    }
    for code in protocol.refused {
        let fault = with(struck("@", "received", "error"), "code", *code);
        rows.push(Fault::of(protocol, "received", format!("error {code}"), vec![fault]));
    }
}

fn answer(protocol: &Protocol, rows: &mut Vec<Fault>) {
    for bytes in [1, 20, 60, 100, 140] {
        for (action, time) in [("reset", 0), ("close", 0), ("hang", 1500), ("malformed", 0), ("delay", 200)] {
            let fault = with(with(struck("@", "answer", action), "bytes", bytes), "delayMs", time);
            rows.push(Fault::of(protocol, "answer", format!("{bytes} bytes, {action}"), vec![fault]));
        }
    }
}

/// The query that follows a lost answer fails as well.
fn looking(protocol: &Protocol, rows: &mut Vec<Fault>) {
    for (lost, point) in [("made", "processed"), ("not made", "received")] {
        for (path, skip) in looks(protocol) {
            let mut answers = vec![
                ("reset".to_owned(), struck(path, "received", "reset")),
                ("malformed".to_owned(), struck(path, "received", "malformed")),
                ("refused".to_owned(), with(struck(path, "received", "error"), "code", protocol.absent)),
                ("half an answer".to_owned(), with(struck(path, "answer", "close"), "bytes", 130)),
            ];
            for status in protocol.unwell {
                answers.push((format!("HTTP {status}"), with(struck(path, "received", "status"), "status", *status)));
            }
            for (what, look) in &answers {
                for times in [3, 0] {
                    let look = with(with(look.clone(), "times", times), "skip", skip);
                    let often = if times == 0 { "always" } else { "thrice" };
                    let what = format!("{lost}, {path} {what} {often}");
                    rows.push(Fault::of(protocol, "look", what, vec![struck("@", point, "reset"), look]));
                }
            }
        }
    }
}

/// What is asked after a loss, and how often it was asked before.
pub fn looks(protocol: &Protocol) -> Vec<(&'static str, u64)> {
    let mut looks = vec![(protocol.state, 1), (protocol.look, 0)];
    looks.dedup_by_key(|(path, _)| *path);
    looks
}

/// One fault after another, for a program that tries again on the same handle.
fn twice(protocol: &Protocol, rows: &mut Vec<Fault>) {
    let late = |skip| with(with(struck("@", "late", "reset"), "delayMs", LATE_MS), "skip", skip);
    let processed = |skip| with(struck("@", "processed", "reset"), "skip", skip);
    rows.push(Fault::of(protocol, "twice", "lost, then made late", vec![struck("@", "received", "reset"), late(1)]));
    rows.push(Fault::of(protocol, "twice", "lost, then made", vec![struck("@", "received", "reset"), processed(1)]));
    rows.push(Fault::of(
        protocol,
        "twice",
        "lost three times",
        vec![with(struck("@", "received", "close"), "times", 3)],
    ));
    let refused = with(struck("@", "received", "error"), "code", protocol.refused[0]);
    rows.push(Fault::of(protocol, "twice", "refused, then made late", vec![refused, late(1)]));
}

/// Another program prints on the device before, after, or instead of ours.
fn strangers(protocol: &Protocol, rows: &mut Vec<Fault>) {
    let stranger = |point, content: &str| with(struck("@", point, "stranger"), "document", json!({"is": content}));
    for (stranger_is, content) in [(Stranger::Other, "other"), (Stranger::Same, "same")] {
        for (order, &mark) in protocol.marks.iter().enumerate() {
            if order > 0 && stranger_is == Stranger::Other {
                continue;
            }
            let late = with(struck("@", "late", "reset"), "delayMs", LATE_MS);
            for (what, faults) in [
                ("before ours, answered", vec![stranger("received", content)]),
                ("before ours, lost", vec![stranger("received", content), struck("@", "processed", "reset")]),
                ("after ours, lost", vec![stranger("processed", content), struck("@", "processed", "close")]),
                (
                    "on both sides, lost",
                    vec![
                        stranger("received", content),
                        stranger("processed", content),
                        struck("@", "processed", "close"),
                    ],
                ),
                ("in place of ours", vec![stranger("received", content), struck("@", "received", "reset")]),
                ("before ours, which is late", vec![stranger("request", content), late]),
            ] {
                let what = format!("{content} content, {what}, mark {}", mark.unwrap_or("none"));
                rows.push(Fault { stranger: stranger_is, mark, ..Fault::of(protocol, "stranger", what, faults) });
            }
        }
    }
}
