//! Making documents: shifts, numbers, signs, and the answer that is read back from the fiscal drive.

use super::check::{TaskKind, at};
use super::document::{By, Document, DocumentKind};
use super::failure::{FN_STATE, Failure, NOT_FISCAL, SHIFT_CLOSED, SHIFT_EXPIRED, SHIFT_OPEN, TIME_BEFORE_FN};
use super::register::{Phase, Register, Shift};
use super::state::State;
use super::tlv::{self, Tags};
use super::{Options, dates, receipt, tape};
use crate::clock::{Moment, unix_ms};
use crate::memory::State as _;
use serde_json::{Value, json};

/// The site where a buyer checks a receipt (1060).
const FNS: &str = "www.nalog.gov.ru";

/// One task on its way through a register.
#[derive(Clone, Copy)]
pub(super) struct Call<'a> {
    /// Index of the register.
    pub(super) place: usize,
    pub(super) kind: TaskKind,
    pub(super) task: &'a Value,
    pub(super) uuid: Option<&'a str>,
    pub(super) by: By,
    /// The time by the register's clock.
    pub(super) now: Moment,
    pub(super) options: &'a Options,
    /// Whether paper is there until the document is complete.
    pub(super) has_paper: bool,
    /// The code with which the task ends after a shift opened by itself.
    pub(super) stops_after_shift: Option<u16>,
}

impl Call<'_> {
    pub(super) fn is_electronic(&self) -> bool {
        self.task.get("electronically") == Some(&Value::Bool(true))
    }
}

impl State {
    pub(super) fn at(&self, call: &Call) -> &Register {
        &self.core.registers[call.place]
    }

    pub(super) fn at_mut(&mut self, call: &Call) -> &mut Register {
        &mut self.core.registers[call.place]
    }

    /// Runs a change that leaves nothing behind if it fails.
    pub(super) fn whole<T>(&mut self, change: impl FnOnce(&mut Self) -> Result<T, Failure>) -> Result<T, Failure> {
        let before = self.before();
        let result = change(self);
        if result.is_err() {
            self.go_back(before);
        }
        result
    }

    /// The opening of a shift.
    pub(super) fn open_shift(&mut self, call: &Call) -> Result<Document, Failure> {
        self.ensure_fiscal(call)?;
        if self.at(call).opened.is_some() {
            return Err(Failure::new(SHIFT_OPEN));
        }
        self.whole(|state| {
            let register = state.at_mut(call);
            register.shift += 1;
            register.opened = Some(call.now);
            (register.receipts, register.shift_documents) = (0, 0);
            state.make(call, DocumentKind::OpenShift, Tags::new())
        })
    }

    /// The closing of a shift, also of one that lasted too long.
    pub(super) fn close_shift(&mut self, call: &Call) -> Result<Document, Failure> {
        self.ensure_fiscal(call)?;
        if self.at(call).opened.is_none() {
            return Err(Failure::new(SHIFT_CLOSED));
        }
        let (receipts, documents) = (self.at(call).receipts, self.at(call).shift_documents);
        let mut tags = Tags::new();
        tlv::put(&mut tags, 1118, receipts.into());
        tlv::put(&mut tags, 1111, (documents + 1).into());
        self.put_unsent(call, &mut tags);
        let made = self.make(call, DocumentKind::CloseShift, tags)?;
        self.at_mut(call).opened = None;
        Ok(made)
    }

    /// The report on the current state of settlements.
    pub(super) fn current_state(&mut self, call: &Call) -> Result<Document, Failure> {
        self.ensure_fiscal(call)?;
        let mut tags = Tags::new();
        self.put_unsent(call, &mut tags);
        self.make(call, DocumentKind::OfdExchangeStatus, tags)
    }

    /// A receipt or correction. What the register checks only after the receipt is open is checked after a closed shift
    /// was opened, so a task that fails can leave the opening of a shift behind.
    pub(super) fn settle(&mut self, call: &Call) -> Result<Document, Failure> {
        self.ensure_shift(call)?;
        let settlement = receipt::settlement(call.task, call.kind, self.at(call), !call.options.ignore_unknown)?;
        let kind = if settlement.is_correction { DocumentKind::Correction } else { DocumentKind::Receipt };
        self.whole(|state| {
            let register = state.at_mut(call);
            register.receipts += 1;
            register.cash += settlement.cash;
            register.marks.sell(settlement.marks);
            state.make(call, kind, settlement.tags)
        })
    }

    /// Opens a closed shift if the register does that by itself.
    pub(super) fn ensure_shift(&mut self, call: &Call) -> Result<(), Failure> {
        self.ensure_fiscal(call)?;
        match self.at(call).shift_at(call.now) {
            Shift::Opened => {}
            Shift::Expired => return Err(Failure::new(SHIFT_EXPIRED)),
            Shift::Closed if call.options.manual_shifts => return Err(Failure::new(SHIFT_CLOSED)),
            Shift::Closed => {
                let operator = json!({"operator": call.task.get("operator")});
                let opening = Call { task: &operator, uuid: None, by: By::Register, ..*call };
                self.open_shift(&opening)?;
            }
        }
        call.stops_after_shift.map_or(Ok(()), |code| Err(Failure::new(code)))
    }

    pub(super) fn ensure_fiscal(&self, call: &Call) -> Result<(), Failure> {
        match self.at(call).phase {
            Phase::FiscalMode => Ok(()),
            Phase::Configured => Err(Failure::new(NOT_FISCAL)),
            Phase::PostFiscalMode | Phase::AccessArchive => Err(Failure::new(FN_STATE)),
        }
    }

    fn ensure_time(&self, call: &Call) -> Result<(), Failure> {
        let is_early = self.at(call).last_time.is_some_and(|last| call.now.minute() < last);
        if is_early { Err(Failure::new(TIME_BEFORE_FN)) } else { Ok(()) }
    }

    /// How many documents the OFD does not have, and since when.
    fn put_unsent(&self, call: &Call, tags: &mut Tags) {
        let register = self.at(call);
        let mut unsent = self.documents(register).filter(|it| it.number > Some(register.acknowledged)).peekable();
        let Some(first) = unsent.peek() else { return };
        tlv::put(tags, 1098, tlv::text(first.tags(), 1012).into());
        tlv::put(tags, 1097, unsent.count().into());
    }

    /// Makes a document in the fiscal drive and prints it.
    pub(super) fn make(&mut self, call: &Call, kind: DocumentKind, own: Tags) -> Result<Document, Failure> {
        self.ensure_time(call)?;
        let time = call.now.minute();
        let mut tags = own;
        put_operator(call, &mut tags);
        self.put_registration(call, kind, &mut tags);
        if call.options.cp866 {
            tags = tlv::kept(tags);
        }
        tlv::ensure_writable(&tags)?;
        let register = self.at_mut(call);
        register.last_number += 1;
        register.last_time = Some(time);
        if register.opened.is_some() {
            register.shift_documents += 1;
        }
        let number = register.last_number;
        if register.world.ofd_online {
            register.acknowledged = number;
        }
        if kind.is_settlement() {
            tlv::put(&mut tags, 1042, register.receipts.into());
        }
        tlv::put(&mut tags, 1038, register.shift.into());
        tlv::put(&mut tags, 1012, dates::iso(time).into());
        tlv::put(&mut tags, 1041, register.drive.as_str().into());
        tlv::put(&mut tags, 1040, number.into());
        let sign = sign(&register.drive, number, &tags);
        tlv::put(&mut tags, 1077, sign.into());
        Ok(self.keep(call, kind, Some(number), tags))
    }

    /// A document that is not fiscal.
    pub(super) fn note(&mut self, call: &Call, kind: DocumentKind) {
        self.keep(call, kind, None, Tags::new());
    }

    fn keep(&mut self, call: &Call, kind: DocumentKind, number: Option<u32>, tags: Tags) -> Document {
        let register = self.at(call);
        let is_own = call.by == By::Register;
        let document = Document {
            device: register.id.clone(),
            number,
            kind,
            time: call.now.minute().to_string(),
            shift: register.shift,
            task: if is_own { json!({}) } else { call.task.clone() },
            uuid: call.uuid.map(str::to_owned),
            tags: tags.into(),
            by: call.by,
            drive: register.drive.clone(),
            printed: call.has_paper || call.is_electronic(),
            made_ms: unix_ms(),
        };
        if document.printed && !call.is_electronic() {
            let printed = tape::printed(&document, register);
            self.tape.print(&document.device, printed);
        }
        self.ledger.push(document.clone());
        document
    }

    /// Prints what the paper was missing for.
    pub(super) fn print_rest(&mut self, place: usize) {
        let register = &self.core.registers[place];
        let rest = self.ledger.iter_mut().filter(|document| document.device == register.id && !document.printed);
        for document in rest {
            document.printed = true;
            self.tape.print(&register.id, tape::printed(document, register));
        }
    }

    fn put_registration(&self, call: &Call, kind: DocumentKind, tags: &mut Tags) {
        let register = self.at(call);
        let ffd = register.ffd.code();
        tlv::put(tags, 1209, ffd.into());
        let texts = [
            (1018, "organization.vatin"),
            (1037, "device.registrationNumber"),
            (1048, "organization.name"),
            (1009, "organization.address"),
            (1187, "device.paymentsAddress"),
        ];
        for (tag, path) in texts {
            let text = register.registered_text(path);
            if !text.is_empty() && !tags.contains_key(&tag.to_string()) {
                tlv::put(tags, tag, text.into());
            }
        }
        if kind.is_settlement() || kind == DocumentKind::OpenShift {
            tlv::put(tags, 1060, fns(register).into());
        }
    }
}

fn put_operator(call: &Call, tags: &mut Tags) {
    let given = |name: &str| at(call.task, name).and_then(Value::as_str).filter(|text| !text.is_empty());
    for (name, tag) in [("operator.name", 1021), ("operator.vatin", 1203)] {
        if let Some(text) = given(name) {
            tlv::put(tags, tag, text.into());
        }
    }
}

/// The site where a buyer checks a receipt (1060).
pub(super) fn fns(register: &Register) -> String {
    let registered = register.registered_text("device.fnsUrl");
    if registered.is_empty() { FNS.to_owned() } else { registered }
}

/// Six bytes as hexadecimal digits that differ between all documents.
fn sign(drive: &str, number: u32, tags: &Tags) -> String {
    let text = format!("{drive} {number} {}", Value::Object(tags.clone()));
    let hash = text.bytes().fold(2_166_136_261_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(16_777_619));
    format!("2104{hash:08X}")
}
