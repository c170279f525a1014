//! If the journal fails while an answer is resolved, the error names the journal and not the register.

use super::asking::Asking;
use super::device::Device;
use super::idle::IdleWindow;
use super::lock::{Lock, Place};
use super::queue::QueueEngine;
use super::register::RegisterEngine;
use super::unrecorded::Unrecorded;
use crate::backends::fingerprint::{Fingerprint, Kind};
use crate::backends::{
    Backend, Baseline, CallBack, CallbackRejected, Document, Documents, Each, Failure, Job, Made, NativeCall, Queue,
    QueueStatus, Refused, Register, Request, Sighting, Ticket,
};
use crate::error::{Code, Error, ErrorKind, Fault, Outcome, Result, Text};
use crate::journal::{Journal, Sqlite};
use crate::log::{DeviceLog, Level};
use crate::secret::{Masks, Secret};
use crate::task::answer::{Answer, Asked};
use crate::task::capabilities::Capabilities;
use crate::task::json::Node;
use crate::task::meaning::Meaning;
use crate::task::policy::{Charset, Policy};
use crate::task::{Parsed, Query, TaskName};
use crate::transport::{CallContext, Sent, TransportError};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use zeroize::Zeroizing;

/// A device that loses every answer. From the question with this number on, its journal has lost a table.
struct Loses {
    journal: PathBuf,
    table: &'static str,
    breaks_at: u64,
    asked: AtomicU64,
    is_queue: bool,
}

impl Loses {
    fn question(&self) {
        if self.asked.fetch_add(1, Ordering::SeqCst) + 1 == self.breaks_at {
            let journal = rusqlite::Connection::open(&self.journal).unwrap();
            journal.execute_batch(&format!("ALTER TABLE {0} RENAME TO {0}_gone", self.table)).unwrap();
        }
    }
}

fn lost() -> Failure {
    Failure::Transport(TransportError {
        left: Sent::Completely,
        cause: Text::of("связь прервалась", "the link broke").into(),
    })
}

fn numbering() -> Baseline {
    Baseline { document: 7, drive: Some("9".into()), since: None, shift: None, ffd: None }
}

impl Register for Loses {
    fn baseline(&self, _: &CallContext) -> std::result::Result<Baseline, Failure> {
        Ok(numbering())
    }

    fn send(&self, _: &Request, _: &CallContext) -> std::result::Result<Made, Failure> {
        Err(lost())
    }

    fn look(&self, _: u64, _: &CallContext, _: Each) -> std::result::Result<Sighting, Failure> {
        self.question();
        Ok(Sighting { baseline: numbering(), busy: false })
    }
}

impl Queue for Loses {
    fn account(&self) -> &'static str {
        "account"
    }

    fn register(&self) -> &'static str {
        "register"
    }

    fn put(&self, _: &Request, _: &str, _: Option<&Baseline>, _: &CallContext) -> std::result::Result<Ticket, Failure> {
        Err(lost())
    }

    fn is_plain(&self, _: &Refused) -> bool {
        false
    }

    /// Knows only the key of the first document, and only after that was put in, unless the journal breaks before.
    fn ask(&self, _: &str, _: Option<&str>, _: &CallContext) -> std::result::Result<Option<Ticket>, Failure> {
        self.question();
        let ticket = || Ticket {
            id: None,
            key: None,
            shown: None,
            by_number: false,
            status: QueueStatus::Queued,
            native: Value::Null,
        };
        match self.asked.load(Ordering::SeqCst) {
            1 if self.breaks_at > 1 => Ok(None),
            asked if asked < self.breaks_at => Err(lost()),
            _ => Ok(Some(ticket())),
        }
    }

    fn called_back(&self, _: &[(String, Secret)], _: &[u8]) -> std::result::Result<CallBack, CallbackRejected> {
        Err(CallbackRejected::NoKey)
    }
}

impl Backend for Loses {
    fn device(&self) -> &'static str {
        "loses"
    }

    fn capabilities(&self, _: TaskName) -> Option<&'static Capabilities> {
        None
    }

    fn prepare(&self, _: &Parsed, _: &str) -> std::result::Result<Job, Vec<Fault>> {
        Err(Vec::new())
    }

    fn documents(&self) -> Documents<'_> {
        if self.is_queue { Documents::Queue(self) } else { Documents::Register(self) }
    }

    fn run(&self, _: &Query, _: &CallContext) -> std::result::Result<Answer, Failure> {
        Err(lost())
    }

    fn method(&self, _: &str, _: &Node, _: &Policy) -> Option<std::result::Result<Job<NativeCall>, Vec<Fault>>> {
        None
    }

    fn call(&self, _: &NativeCall, _: &CallContext) -> std::result::Result<Value, Failure> {
        Err(lost())
    }

    fn interrupt(&self) {}
}

fn device(journal: &Path, table: &'static str, breaks_at: u64, is_queue: bool) -> Device {
    let sqlite = Sqlite::open(journal).unwrap();
    let path = sqlite.path().to_owned();
    let asked = AtomicU64::new(0);
    let backend = Loses { journal: path.clone(), table, breaks_at, asked, is_queue };
    device_of(Box::new(backend), Box::new(sqlite), Place::File(path))
}

/// A device that has never seen its register idle.
pub(super) fn device_of(backend: Box<dyn Backend>, journal: Box<dyn Journal>, place: Place) -> Device {
    Device {
        policy: Policy::new("loses", Charset::Unicode),
        lock: Lock::of(backend.device(), &place).unwrap(),
        backend,
        journal: Mutex::new(journal),
        place,
        log: Arc::new(DeviceLog {
            file: None,
            level: Level::Info,
            bodies: false,
            device: "loses".into(),
            secrets: Masks::default(),
        }),
        notes: Vec::new(),
        idle: IdleWindow::new(Duration::from_secs(3600)),
        unrecorded: Unrecorded::default(),
        progress: std::sync::RwLock::default(),
        listeners: Mutex::default(),
        result: std::sync::RwLock::default(),
        joins: false,
        resend: 0,
        stops: std::sync::Arc::default(),
        time: Duration::from_secs(1),
    }
}

/// Makes a document in a call that may take `time`.
pub(super) fn make(device: &Device, id: &str, time: Duration) -> Result<Answer> {
    let stops = AtomicU64::new(0);
    let context = &CallContext::new(time, &stops, &|_| ());
    let fingerprint =
        Fingerprint { kind: Kind::Receipt, attributes: [].into(), marks: Vec::new(), unmarked_maybe: false };
    let request = Request::new(String::new(), Zeroizing::new(Vec::new()));
    let document = Document { request, fingerprint, change: None, key: None };
    let asking = Asking {
        task: "sell".into(),
        digest: [1; 32],
        spelled: [1; 32],
        gist: None,
        meaning: Meaning::of_params(&Node::Null, &[]).into(),
        wait: true,
        without_id: false,
        asked: Asked::default(),
    };
    match device.backend.documents() {
        Documents::Register(register) => RegisterEngine { device, register, context }.make(&asking, &document, id),
        Documents::Queue(queue) => QueueEngine { device, queue, context }.make(&asking, &document, id),
        Documents::None => Err(Error::before(ErrorKind::Internal("no documents".into()))),
    }
}

#[test]
fn a_journal_that_fails_while_an_answer_is_resolved_is_what_the_error_names() {
    // With a register the journal is read at every look; with a queue it is written when the document is found there.
    for (is_queue, table, breaks_at) in [(false, "register", 1), (true, "document", 2)] {
        let folder = tempfile::tempdir().unwrap();
        let device = device(&folder.path().join("kassa.db"), table, breaks_at, is_queue);
        let error = make(&device, "a", Duration::from_millis(300)).unwrap_err();
        assert_eq!((error.code(), error.outcome), (Code::Journal, Outcome::Unknown), "{is_queue}: {error:?}");
    }
}

#[test]
fn a_journal_that_fails_while_an_earlier_document_is_resolved_is_reported_as_the_journals_failure() {
    for (is_queue, table, breaks_at) in [(false, "register", 3), (true, "document", 4)] {
        let folder = tempfile::tempdir().unwrap();
        let device = device(&folder.path().join("kassa.db"), table, breaks_at, is_queue);
        let soon = Duration::from_millis(30);
        let error = make(&device, "a", soon).unwrap_err();
        assert_eq!((error.code(), error.outcome), (Code::Unknown, Outcome::Unknown), "{is_queue}: {error:?}");
        let error = loop {
            let error = make(&device, "b", soon).unwrap_err();
            assert_eq!(error.outcome, Outcome::NotSent, "{is_queue}: {error:?}");
            if !matches!(error.kind, ErrorKind::EarlierUnresolved(_)) {
                break error;
            }
        };
        assert_eq!(error.code(), Code::Journal, "{is_queue}: {error:?}");
    }
}

#[test]
fn a_document_that_the_server_has_is_not_said_to_be_unsent() {
    let folder = tempfile::tempdir().unwrap();
    let device = device(&folder.path().join("kassa.db"), "document", 1, true);
    let error = make(&device, "a", Duration::from_millis(300)).unwrap_err();
    assert_eq!((error.code(), error.outcome), (Code::Journal, Outcome::Unknown), "{error:?}");
}
