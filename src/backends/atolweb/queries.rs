//! Questions: tasks of the vocabulary that make no document, put through the queue, or beside it when it has stopped.

use super::super::{Baseline, Each, Failure, QueueStatus, Record, Refused, Sighting, Ticket};
use super::{Atolweb, NAME, answers, calls, fingerprint};
use crate::error::{BackendError, DeviceError, Text};
use crate::task::answer::{Answer, FiscalParams};
use crate::task::json::Node;
use crate::transport::CallContext;
use crate::uuid::uuid;
use serde_json::{Value, json};
use std::time::Duration;

/// The questions that the server also answers beside a queue that has stopped: the task, the operation, and the member
/// in which the task's answer stands. Beside the queue the server leaves that member out.
const BESIDE: &[(&str, &str, &str)] = &[
    ("getDeviceStatus", "queryDeviceStatus", "deviceStatus"),
    ("getDeviceInfo", "queryDeviceInfo", "deviceInfo"),
    ("getShiftStatus", "queryShiftStatus", "shiftStatus"),
    ("getShiftTotals", "queryShiftTotals", "shiftTotals"),
    ("getFnInfo", "queryFnInfo", "fnInfo"),
    ("getFnStatus", "queryFnStatus", "fnStatus"),
    ("ofdExchangeStatus", "queryOfdExchangeStatus", "status"),
    ("ismExchangeStatus", "queryIsmExchangeStatus", ""),
    ("getLicenses", "queryLicenses", "licenses"),
];

/// First pause between two looks at a question, and the longest one.
const PAUSES: (Duration, Duration) = (Duration::from_millis(50), Duration::from_secs(2));

/// The state of the server's queue.
struct Queue {
    is_stopped: bool,
    reason: Option<String>,
}

impl Atolweb {
    /// Runs a task that makes no document.
    pub(super) fn query(&self, task: &Node, context: &CallContext) -> Result<Answer, Failure> {
        let name = task.text("type").unwrap_or_default();
        let beside = BESIDE.iter().find(|(known, ..)| *known == name);
        if let Some((_, operation, member)) = beside.filter(|_| self.dialect.is_v2())
            && self.queue(context)?.is_stopped
        {
            let native = answers::accepted(&self.http.post(&self.dialect.operation(operation), b"{}", context)?)?;
            return Ok(answers::told_beside(native, member));
        }
        let answer = self.asked(&task.to_text(), context);
        let answer = if name == "printLastReceiptCopy" { answer.map_err(answers::without_receipt) } else { answer };
        Ok(answers::told(answer?))
    }

    /// Puts a question into the queue and waits for its result.
    fn asked(&self, task: &[u8], context: &CallContext) -> Result<Value, Failure> {
        let answer = self.answered(task, context)?;
        Ok(answers::result(&answer).and_then(|result| result.get("result")).cloned().unwrap_or_default())
    }

    /// Puts questions, separated by commas, into the queue and waits until all have results. Returns the server's answer.
    fn answered(&self, tasks: &[u8], context: &CallContext) -> Result<Value, Failure> {
        let key = random_key();
        let response = self.http.post(&self.dialect.requests(), &calls::envelope(&key, tasks), context)?;
        let mut ticket = answers::queued(&key, &response)?;
        let mut pause = PAUSES.0;
        loop {
            match ticket.status {
                QueueStatus::Made(_) => return Ok(ticket.native),
                QueueStatus::Queued | QueueStatus::OnRegister => {}
                QueueStatus::Failed(..) | QueueStatus::Blocked(_) => return Err(answers::failed(&ticket)),
            }
            if !context.pause(pause) {
                return Err(answers::failed(&ticket));
            }
            pause = (pause * 3 / 2).min(PAUSES.1);
            let response = self.http.get(&self.dialect.request(&key), context)?;
            match answers::known(&key, &response)? {
                Some(now) => ticket = now,
                None => return Err(answers::failed(&ticket)),
            }
        }
    }

    /// Fails if the server's queue has stopped.
    pub(super) fn ensure_runs(&self, context: &CallContext) -> Result<(), Failure> {
        let queue = self.queue(context)?;
        if !queue.is_stopped {
            return Ok(());
        }
        let refusal = answers::stopped(queue.reason.as_deref());
        let vendor = BackendError { name: NAME, text: queue.reason, ..BackendError::default() };
        Err(Failure::Refused(Box::new(Refused { refusal, vendor, unresolved: false, not_printed: false, key: None })))
    }

    /// The register's last fiscal document.
    pub(super) fn last_document(&self, context: &CallContext) -> Result<Baseline, Failure> {
        let answers = self.answered(br#"{"type":"getFnInfo"},{"type":"getFnStatus"}"#, context)?;
        let [drive, status] = [0, 1].map(|place| &answers["results"][place]["result"]);
        let of_drive = |name| super::super::text_of(&drive["fnInfo"], name);
        let (ffd, drive) = (of_drive("ffdVersion"), of_drive("serial"));
        match status["fnStatus"]["fiscalDocumentNumber"].as_u64() {
            Some(document) => Ok(Baseline { document, drive, since: None, shift: None, ffd }),
            None => {
                let vendor = BackendError { name: NAME, ..BackendError::default() };
                Err(Failure::Unreadable(
                    Text::of("в ответе нет номера последнего документа", "getFnStatus without fiscalDocumentNumber"),
                    vendor,
                ))
            }
        }
    }

    /// The register's documents past a number, as its drive has them.
    pub(super) fn documents_past(&self, past: u64, context: &CallContext, each: Each) -> Result<Sighting, Failure> {
        let baseline = self.last_document(context)?;
        for number in past.saturating_add(1)..=baseline.document {
            let document = self.document(number, context)?;
            let tags = &document["documentTLV"];
            let fiscal = FiscalParams { document_number: Some(number), ..fingerprint::fiscal_params(tags) };
            let shown = fingerprint::of_document(tags);
            let answer = Answer { fiscal: Some(fiscal), native: Some(document), ..Answer::default() };
            if each(&baseline, Record { number, shown, answer }).is_break() {
                break;
            }
        }
        Ok(Sighting { baseline, busy: false })
    }

    fn document(&self, number: u64, context: &CallContext) -> Result<Value, Failure> {
        let task = json!({ "type": "getFnDocument", "fiscalDocumentNumber": number }).to_string();
        self.asked(task.as_bytes(), context)
    }

    /// Adds to a stopped document why the queue has stopped.
    pub(super) fn explained(&self, mut ticket: Ticket, context: &CallContext) -> Ticket {
        if let QueueStatus::Blocked(refusal) = &mut ticket.status {
            // The reason is a help for people; without it the general text stays.
            if let Ok(queue) = self.queue(context) {
                let result = answers::result(&ticket.native).unwrap_or(&Value::Null);
                let device = DeviceError { code: None, text: super::super::text_of(&result["error"], "description") };
                **refusal = answers::blocked(&device, queue.reason.as_deref());
            }
        }
        ticket
    }

    /// Compares a document that the server took as made by its number alone with what the drive has under that number.
    pub(super) fn compared(&self, ticket: Ticket, context: &CallContext) -> Result<Ticket, Failure> {
        let number = match &ticket.status {
            QueueStatus::Made(made) if answers::is_by_number(made) => made.number,
            _ => None,
        };
        let Some(number) = number else { return Ok(ticket) };
        Ok(answers::with_document(ticket, &self.document(number, context)?))
    }

    fn queue(&self, context: &CallContext) -> Result<Queue, Failure> {
        let native = answers::accepted(&self.http.get(&self.dialect.queue(), context)?)?;
        // The name's case differs between editions, and the oldest writes an underscore.
        let flag = ["isBlocked", "isblocked", "is_blocked"].iter().find_map(|name| native.get(*name)?.as_bool());
        let reason = super::super::text_of(&native, "blockReason");
        Ok(Queue { is_stopped: flag.unwrap_or(false), reason })
    }
}

/// A key for a question, which nobody asks for again: a random UUID.
fn random_key() -> String {
    let mut bytes = [0; 16];
    // Without randomness the key would be the same each time, and the server would refuse the second question.
    if crate::clock::random(&mut bytes).is_err() {
        bytes = crate::clock::utc().unix_timestamp_nanos().to_be_bytes();
    }
    uuid(bytes, 4)
}
