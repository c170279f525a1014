//! What a register can be asked to do: the JSON tasks of ATOL's driver 10, read into values that are valid by type.

pub mod answer;
pub mod build;
pub mod capabilities;
mod contact;
mod correction;
mod correction_sums;
pub mod date;
mod digest;
mod envelope;
pub mod given;
mod goods_code;
pub mod industry;
pub mod json;
pub mod json_slip;
mod line_sum;
mod mark;
pub mod marking;
pub mod meaning;
pub mod modifier;
pub mod money;
mod old_rate;
pub mod path;
pub mod payment;
pub mod people;
pub mod policy;
mod position;
pub mod print;
pub mod read;
pub mod receipt;
mod receipt_reader;
pub mod registration;
pub mod schema;
mod shift;
mod size;
mod split;
pub mod sums;
pub mod tag;
pub mod tax_numbers;
pub mod text;
pub mod unit;
mod vocabulary_only;
pub mod words;

pub use position::Position;
pub use shift::{Cash, Image, Picture, Query, Relay, Report, Shift, Slip};
pub use sums::vat_of;
pub use unit::Measure;

use crate::error::{Allowed, Error, ErrorKind, Fault, Problem, Result, Text};
use capabilities::Capabilities;
use json::Node;
use meaning::Meaning;
use policy::Policy;
use read::{Fields, Need, Reader};
use receipt::{CorrectionSums, Receipt};
use registration::{Change, Registration};
use serde_json::json;
use std::borrow::Cow;
use std::sync::Arc;
use words::{Operation, Words, words};

words! {
    /// Every task of the vocabulary, by its name.
    TaskName {
        Sell = 0: "sell", SellReturn = 1: "sellReturn", Buy = 2: "buy", BuyReturn = 3: "buyReturn",
        SellCorrection = 4: "sellCorrection", SellReturnCorrection = 5: "sellReturnCorrection",
        BuyCorrection = 6: "buyCorrection", BuyReturnCorrection = 7: "buyReturnCorrection",
        OpenShift = 8: "openShift", CloseShift = 9: "closeShift", ReportX = 10: "reportX",
        ReportOfdExchangeStatus = 11: "reportOfdExchangeStatus", ReportDepartments = 12: "reportDepartments",
        CashIn = 13: "cashIn", CashOut = 14: "cashOut", OpenCashDrawer = 15: "openCashDrawer",
        GetCashDrawerStatus = 16: "getCashDrawerStatus", NonFiscal = 17: "nonFiscal",
        PrintLastReceiptCopy = 18: "printLastReceiptCopy", PrintFnDocument = 19: "printFnDocument",
        PrintDocumentsFromJournal = 20: "printDocumentsFromJournal", ContinuePrint = 21: "continuePrint",
        GetDeviceStatus = 22: "getDeviceStatus", GetDeviceInfo = 23: "getDeviceInfo", GetShiftStatus = 24: "getShiftStatus",
        GetShiftTotals = 25: "getShiftTotals", GetOverallTotals = 26: "getOverallTotals",
        GetDepartmentSum = 27: "getDepartmentSum", GetFnStatus = 28: "getFnStatus", GetFnInfo = 29: "getFnInfo",
        GetFnDocument = 30: "getFnDocument", GetRegistrationInfo = 31: "getRegistrationInfo",
        OfdExchangeStatus = 32: "ofdExchangeStatus", GetLicenses = 33: "getLicenses", GetMcu = 34: "getMcu",
        SetDateTime = 35: "setDateTime", GetDeviceParameters = 36: "getDeviceParameters",
        SetDeviceParameters = 37: "setDeviceParameters", Registration = 38: "registration",
        ChangeRegistrationParameters = 39: "changeRegistrationParameters", FnChange = 40: "fnChange",
        CloseArchive = 41: "closeArchive", ValidateMarks = 42: "validateMarks", AddMarksToBuffer = 43: "addMarksToBuffer",
        ClearMarkingCodeValidationResult = 44: "clearMarkingCodeValidationResult", CheckImcTime = 45: "checkImcTime",
        CheckImcWorkState = 46: "checkImcWorkState", IsmExchangeStatus = 47: "ismExchangeStatus", PingIsm = 48: "pingIsm",
        BeginMarkingCodeValidation = 49: "beginMarkingCodeValidation",
        GetMarkingCodeValidationStatus = 50: "getMarkingCodeValidationStatus", AcceptMarkingCode = 51: "acceptMarkingCode",
        DeclineMarkingCode = 52: "declineMarkingCode", CancelMarkingCodeValidation = 53: "cancelMarkingCodeValidation",
        GetReceiptImage = 54: "getReceiptImage", OfdRelay = 55: "ofdRelay",
    }
}

/// The tasks that this library reads: all of the vocabulary, and those of other registers.
pub const TASKS: &[TaskName] = &[
    TaskName::Sell,
    TaskName::SellReturn,
    TaskName::Buy,
    TaskName::BuyReturn,
    TaskName::SellCorrection,
    TaskName::SellReturnCorrection,
    TaskName::BuyCorrection,
    TaskName::BuyReturnCorrection,
    TaskName::OpenShift,
    TaskName::CloseShift,
    TaskName::ReportX,
    TaskName::CashIn,
    TaskName::CashOut,
    TaskName::NonFiscal,
    TaskName::Registration,
    TaskName::ChangeRegistrationParameters,
    TaskName::FnChange,
    TaskName::CloseArchive,
    TaskName::ReportOfdExchangeStatus,
    TaskName::GetDeviceStatus,
    TaskName::GetDeviceInfo,
    TaskName::GetShiftStatus,
    TaskName::GetFnStatus,
    TaskName::GetFnInfo,
    TaskName::GetRegistrationInfo,
    TaskName::OfdExchangeStatus,
    TaskName::GetFnDocument,
    TaskName::PrintFnDocument,
    TaskName::PrintLastReceiptCopy,
    TaskName::SetDateTime,
    TaskName::OfdRelay,
    TaskName::GetReceiptImage,
    TaskName::ReportDepartments,
    TaskName::OpenCashDrawer,
    TaskName::GetCashDrawerStatus,
    TaskName::PrintDocumentsFromJournal,
    TaskName::ContinuePrint,
    TaskName::GetShiftTotals,
    TaskName::GetOverallTotals,
    TaskName::GetDepartmentSum,
    TaskName::GetLicenses,
    TaskName::GetMcu,
    TaskName::GetDeviceParameters,
    TaskName::SetDeviceParameters,
    TaskName::ValidateMarks,
    TaskName::AddMarksToBuffer,
    TaskName::ClearMarkingCodeValidationResult,
    TaskName::CheckImcTime,
    TaskName::CheckImcWorkState,
    TaskName::IsmExchangeStatus,
    TaskName::PingIsm,
    TaskName::BeginMarkingCodeValidation,
    TaskName::GetMarkingCodeValidationStatus,
    TaskName::AcceptMarkingCode,
    TaskName::DeclineMarkingCode,
    TaskName::CancelMarkingCodeValidation,
];

/// A task after reading: a document, or a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// A receipt or a correction.
    Receipt(Box<Receipt>),
    /// A correction given only by its sums.
    CorrectionSums(Box<CorrectionSums>),
    /// Opens a shift.
    OpenShift(Shift),
    /// Closes a shift.
    CloseShift(Shift),
    /// Puts cash into the drawer or takes it out.
    Cash(Cash),
    /// Registers the register, or changes its registration.
    Registration(Box<Registration>),
    /// Closes the archive of the fiscal drive.
    CloseArchive(Shift),
    /// Report on the current state of settlements.
    CurrentState(Shift),
    /// A query: it makes no fiscal document.
    Query(Query),
}

/// A task with everything that belongs to it.
#[derive(Debug)]
pub struct Parsed<'n> {
    /// Its name, the member `type`.
    pub name: TaskName,
    /// What it asks for.
    pub task: Task,
    /// The caller's id of the document, 1 to [`LONGEST_ID`] bytes; `None` for a caller without ids.
    pub external_id: Option<String>,
    /// Whether the call waits for a document that is in a queue.
    pub wait: bool,
    /// The document as it was read: the vocabulary's own spelling, with what was adjusted, without what is left out. Only
    /// for a backend whose protocol is the vocabulary; else empty.
    pub document: Node,
    /// Its meaning, by which two spellings of one document are recognised; empty unless the policy asks for it.
    pub meaning: Arc<Meaning>,
    /// It is only checked: it will not be compared with another one, and not be sent.
    pub is_checked: bool,
    /// Notes for the caller about a task that is accepted anyway.
    pub notes: Vec<Fault>,
    /// What is wrong with it. A task with faults is read to the end, so that all of them are found, and never sent.
    pub faults: Vec<Fault>,
    /// The task as its caller gave it.
    given: Cow<'n, Node>,
}

impl Parsed<'_> {
    /// Digest of its meaning, without the id and the member `wait`.
    pub fn digest(&self) -> [u8; 32] {
        self.meaning.digest()
    }

    /// Digest of its JSON, by which older journals know it.
    pub fn spelled(&self) -> [u8; 32] {
        self.given.digest(OWN)
    }
}

/// Whether a document of this task is no fiscal one: the task asks or prints something.
pub fn is_query(task: &Node) -> bool {
    let Some(word) = task.text("type") else { return false };
    let is_fiscal = |name| {
        matches!(
            name,
            TaskName::Sell
                | TaskName::SellReturn
                | TaskName::Buy
                | TaskName::BuyReturn
                | TaskName::SellCorrection
                | TaskName::SellReturnCorrection
                | TaskName::BuyCorrection
                | TaskName::BuyReturnCorrection
                | TaskName::OpenShift
                | TaskName::CloseShift
                | TaskName::CashIn
                | TaskName::CashOut
                | TaskName::Registration
                | TaskName::ChangeRegistrationParameters
                | TaskName::FnChange
                | TaskName::CloseArchive
                | TaskName::ReportOfdExchangeStatus
        )
    };
    TaskName::of(word).is_some_and(|name| !is_fiscal(name))
}

/// Parses a JSON document. A syntax error becomes a `BadDocument` error.
pub fn parse_json(text: &str) -> Result<Node> {
    let fault = |cause| Fault { path: String::new(), value: None, problem: Problem::Json(cause) };
    Node::parse(text).map_err(|cause| Error::before(ErrorKind::BadDocument(vec![fault(cause)])))
}

/// Members of a document that are for the library itself.
pub const OWN: &[&str] = &["externalId", "wait"];

/// The caller's id and whether the call waits, taken from the parameters of a native method.
pub fn own_members(params: &Node) -> Result<(Option<String>, bool)> {
    if params.is_missing() {
        return Ok((None, true));
    }
    let policy = Policy::new("kassa", policy::Charset::Unicode);
    let reader = Reader::new(&policy);
    let own = reader.object(params, None, |fields| {
        fields.leave_rest();
        Some((read_external_id(fields), fields.flag("wait", true)))
    });
    let (faults, _) = reader.found();
    if faults.is_empty() { Ok(own.unwrap_or((None, true))) } else { Err(Error::before(ErrorKind::BadDocument(faults))) }
}

/// Reads a task. `capabilities` returns those of the backend for a task of this name, or `None` if it has no such task.
pub fn parse<'n, 'r>(
    node: &'n Node,
    policy: &Policy,
    capabilities: impl Fn(TaskName) -> Option<&'r Capabilities>,
) -> Result<Parsed<'n>> {
    let bad = |fault| Error::before(ErrorKind::BadDocument(vec![fault]));
    let (given, mut notes) = match envelope::open(node, policy)? {
        Some((task, notes)) => (Cow::Owned(task), notes),
        None => (Cow::Borrowed(node), Vec::new()),
    };
    let node = &*given;
    let at_type = |value: Option<&Node>, problem| Fault { path: "type".into(), value: value.map(Node::show), problem };
    if !matches!(node, Node::Object(_)) {
        return Err(bad(Fault { path: String::new(), value: Some(node.show()), problem: Problem::Type("object") }));
    }
    let name = match node.member("type") {
        Some(Node::Text(word)) => TaskName::of(word)
            .ok_or_else(|| bad(at_type(node.member("type"), Problem::Word(Allowed::of(word, names(&capabilities))))))?,
        Some(other) => return Err(bad(at_type(Some(other), Problem::Type("string")))),
        None => return Err(bad(at_type(None, Problem::Missing))),
    };
    let unsupported =
        || Error::before(ErrorKind::Unsupported { task: name.word().into(), backend: policy.backend, meant: None });
    let capabilities = capabilities(name).ok_or_else(unsupported)?;
    let reader = Reader::new(policy);
    let (mut external_id, mut wait) = (None, true);
    let task = reader.object(node, Some(capabilities), |fields| {
        external_id = read_external_id(fields);
        wait = !matches!(fields.peek("wait"), Some(Node::Bool(false)));
        read_task(name, fields)
    });
    let meaning = reader.meaning();
    let document = reader.rewritten().without(OWN);
    let (faults, found) = reader.found();
    notes.extend(found);
    match task {
        Some(task) => {
            let (meaning, is_checked) = (Arc::new(meaning), !policy.records_meaning);
            Ok(Parsed { name, task, external_id, wait, document, meaning, is_checked, notes, faults, given })
        }
        _ if faults.is_empty() => Err(Error::before(ErrorKind::Internal(format!("{} was not read", name.word())))),
        _ => Err(Error::before(ErrorKind::BadDocument(faults))),
    }
}

/// The names of the tasks that a backend supports.
fn names<'r>(capabilities: &impl Fn(TaskName) -> Option<&'r Capabilities>) -> impl Iterator<Item = &'static str> {
    TASKS.iter().filter(|name| capabilities(**name).is_some()).map(|name| name.word())
}

/// Longest id of a document, in bytes.
pub const LONGEST_ID: usize = 128;

/// Reads `externalId`: the caller's id of a document.
pub(crate) fn read_external_id(fields: &Fields) -> Option<String> {
    let id = fields.own_text("externalId")?;
    // A zero byte would end the id early in every host that uses C strings.
    if id.is_empty() || id.len() > LONGEST_ID || id.contains('\0') {
        fields.judge(
            "externalId",
            Problem::Form(Text::with(
                format!("Нужен непустой текст до {LONGEST_ID} байт, без нулевого знака"),
                format!("A non-empty text of at most {LONGEST_ID} bytes without a zero character is needed"),
            )),
        );
        return None;
    }
    Some(id)
}

/// Reads the fields of a task.
fn read_task(name: TaskName, fields: &Fields) -> Option<Task> {
    fields.describe("externalId", Need::Optional, || json!({ "type": "string", "minLength": 1, "maxLength": 128 }));
    fields.know("type");
    fields.rewrite("type", || Node::Text(name.word().into()));
    fields.know("externalId");
    fields.flag("wait", true);
    fields.mean_nothing("wait");
    let receipt = |operation, correction| {
        if correction && correction_sums::lines_are_refused(fields) {
            return None;
        }
        if correction && correction_sums::applies(fields) {
            return Some(Task::CorrectionSums(Box::new(correction_sums::read(fields, operation))));
        }
        receipt_reader::read(fields, operation, correction).map(|receipt| Task::Receipt(Box::new(receipt)))
    };
    match name {
        TaskName::Sell => receipt(Operation::Sell, false),
        TaskName::SellReturn => receipt(Operation::SellReturn, false),
        TaskName::Buy => receipt(Operation::Buy, false),
        TaskName::BuyReturn => receipt(Operation::BuyReturn, false),
        TaskName::SellCorrection => receipt(Operation::Sell, true),
        TaskName::SellReturnCorrection => receipt(Operation::SellReturn, true),
        TaskName::BuyCorrection => receipt(Operation::Buy, true),
        TaskName::BuyReturnCorrection => receipt(Operation::BuyReturn, true),
        TaskName::OpenShift => Some(Task::OpenShift(shift::read(fields))),
        TaskName::CloseShift => Some(Task::CloseShift(shift::read(fields))),
        TaskName::ReportX => Some(Task::Query(Query::ReportX(shift::read(fields)))),
        TaskName::CashIn => shift::cash(fields, false).map(Task::Cash),
        TaskName::CashOut => shift::cash(fields, true).map(Task::Cash),
        TaskName::NonFiscal => {
            let footer = fields.flag_ignored("printFooter");
            let footer = matches!(fields.peek("printFooter"), Some(Node::Bool(_))).then_some(footer);
            footer.inspect(|footer| fields.mean("printFooter", footer));
            let items = print::items(fields, "items", Need::Required);
            if fields.reader.policy.country == policy::Country::Russia {
                size::check_print(fields, &items);
            }
            Some(Task::Query(Query::Print(Slip { items, footer })))
        }
        TaskName::Registration => registered(fields, Change::None),
        TaskName::ChangeRegistrationParameters => registered(fields, Change::Given),
        TaskName::FnChange => registered(fields, Change::Drive),
        TaskName::CloseArchive => Some(Task::CloseArchive(shift::read(fields))),
        TaskName::ReportOfdExchangeStatus => Some(Task::CurrentState(shift::read(fields))),
        _ => query(name, fields).map(Task::Query),
    }
}

fn registered(fields: &Fields, change: Change) -> Option<Task> {
    registration::read(fields, change).map(|registration| Task::Registration(Box::new(registration)))
}

fn query(name: TaskName, fields: &Fields) -> Option<Query> {
    match name {
        TaskName::GetDeviceStatus => Some(Query::DeviceStatus),
        TaskName::GetDeviceInfo => Some(Query::DeviceInfo),
        TaskName::GetShiftStatus => Some(Query::ShiftStatus),
        TaskName::GetFnStatus => Some(Query::FnStatus),
        TaskName::GetFnInfo => Some(Query::FnInfo),
        TaskName::GetRegistrationInfo => Some(Query::RegistrationInfo),
        TaskName::OfdExchangeStatus => Some(Query::OfdExchangeStatus),
        TaskName::GetFnDocument => {
            fields.flag("withRawData", false);
            let shift = shift::shift_number(fields);
            shift::number(fields).map(|number| Query::FnDocument { number, shift })
        }
        TaskName::PrintFnDocument => shift::number(fields).map(Query::PrintFnDocument),
        TaskName::PrintLastReceiptCopy => Some(Query::PrintLastReceiptCopy),
        TaskName::SetDateTime => fields.date_time("dateTime", Need::Required).map(Query::SetDateTime),
        TaskName::OfdRelay => shift::relay(fields),
        TaskName::GetReceiptImage => shift::picture(fields),
        _ => vocabulary_only::read(name, fields).map(|()| Query::Named(name)),
    }
}
