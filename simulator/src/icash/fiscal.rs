//! Making fiscal documents: when a document is permitted, the tags that the device adds, and the numbers.

use super::counters::counted;
use super::document::{By, Document, DocumentKind};
use super::receipt;
use super::refusal::{self, FieldFaults, Refusal};
use super::state::{ARCHIVE, FISCAL, POST_FISCAL, READY, State};
use super::tape;
use super::{amount, registration, size, sums};
use crate::clock::{DAY, Moment, SHIFT};
use serde_json::{Map, Value, json};

type Tags = Map<String, Value>;

/// If the OFD has not accepted a document for this long, in seconds, the device sets the flag T1053.
const OFD_LIMIT: i64 = 30 * DAY;
/// Remaining lifetime of the drive's keys, in days (T1213).
const KEYS_LEFT: u32 = 455;
/// FFD 1.05, in T1209, T1189 and T1190.
const FORMAT: u8 = 2;

const USER: [&str; 5] = ["T1048", "T1018", "T1037", "T1009", "T1187"];
/// T1101: the reason for the re-registration is a new fiscal drive.
const NEW_DRIVE: i64 = 1;

impl State {
    /// Registration (§6.8).
    pub(super) fn register(&mut self, request: Tags, by: By, now: Moment) -> Result<&Document, Refusal> {
        let reason = request.get("T1101").and_then(Value::as_i64);
        self.may_register(reason)?;
        let first = reason.is_none();
        if reason == Some(NEW_DRIVE) && self.core.phase != READY {
            let number: u64 = self.core.drive.parse().unwrap_or(0);
            self.put_in(format!("{:016}", number + 1));
        }
        let mut data = request.clone();
        data.extend(self.device_tags());
        data.insert("T1060".to_owned(), "www.nalog.gov.ru".into());
        if !first {
            data.insert("T1157".to_owned(), counted(self.of_drive()));
        }
        self.core.phase = FISCAL;
        self.core.registration.clone_from(&request);
        self.core.registration.remove("T1101");
        let kind = if first { DocumentKind::Registration } else { DocumentKind::Reregistration };
        self.make(kind, request, data, by, now)
    }

    fn may_register(&self, reason: Option<i64>) -> Result<(), Refusal> {
        let mut faults = FieldFaults::default();
        match (self.core.phase, reason) {
            (READY, Some(NEW_DRIVE)) if !self.core.registration.is_empty() => {}
            (READY, Some(_)) => faults.wrong("T1101", "это первая регистрация"),
            (FISCAL, None) => faults.required("T1101"),
            (FISCAL, _) => self.is_closed()?,
            (READY, None) | (_, Some(NEW_DRIVE)) => {}
            (phase, _) => return Err(Refusal::new(refusal::WRONG_STATE).in_phase(phase)),
        }
        Refusal::of_fields(faults)
    }

    /// Replaces the fiscal drive with a new one.
    pub(super) fn put_in(&mut self, drive: String) {
        self.core.drive = drive;
        self.core.phase = READY;
        self.core.shift = 0;
        self.core.receipts = 0;
        self.core.shift_documents = 0;
        self.core.last_number = 0;
        self.core.acknowledged = 0;
        self.core.reading = false;
    }

    /// Opening of a shift (§6.9).
    pub(super) fn open_shift(&mut self, request: Tags, by: By, now: Moment) -> Result<&Document, Refusal> {
        self.is_fiscal()?;
        self.is_closed()?;
        let mut data = self.with_cashier(&request);
        data.extend(self.registered(&USER));
        data.extend(self.registered(&["T1046"]));
        data.extend(self.device_tags().into_iter().filter(|(name, _)| name != "T1013"));
        data.extend(self.warnings(now));
        self.core.shift += 1;
        self.core.opened = Some(now);
        self.core.receipts = 0;
        self.core.shift_documents = 0;
        self.make(DocumentKind::OpenShift, request, data, by, now)
    }

    /// Report on the current state of settlements (§6.10).
    pub(super) fn current_state(&mut self, by: By, now: Moment) -> Result<&Document, Refusal> {
        self.is_fiscal()?;
        let mut data = self.registered(&USER);
        data.extend(self.registered(&["T1002"]));
        data.extend(self.waiting());
        if let Some(first) = self.unsent().next() {
            data.insert("T1116".to_owned(), first.number.into());
            data.insert("T1158".to_owned(), counted(self.unsent()));
        }
        data.insert("T1157".to_owned(), counted(self.of_drive()));
        self.make(DocumentKind::CurrentState, Tags::new(), data, by, now)
    }

    /// Receipt (§6.11) and correction (§6.12).
    pub(super) fn settle(
        &mut self,
        kind: DocumentKind,
        request: Tags,
        by: By,
        now: Moment,
    ) -> Result<&Document, Refusal> {
        self.is_fiscal()?;
        let opened = self.core.opened.ok_or_else(|| Refusal::new(refusal::SHIFT_CLOSED))?;
        if now.since(opened) > SHIFT {
            return Err(Refusal::new(refusal::SHIFT_TOO_LONG));
        }
        receipt::check_registered(&request, &self.core.registration)?;
        size::check(&request)?;
        let mut data = receipt::tags_of_document(&request);
        data.extend(self.registered(&USER));
        data.extend(self.registered(&["T1108", "T1117"]));
        data.insert("T1060".to_owned(), "www.nalog.gov.ru".into());
        self.core.receipts += 1;
        data.insert("T1042".to_owned(), self.core.receipts.into());
        self.make(kind, request, data, by, now)
    }

    /// Closing of a shift (§6.13).
    pub(super) fn close_shift(&mut self, request: Tags, by: By, now: Moment) -> Result<&Document, Refusal> {
        self.is_fiscal()?;
        self.core.opened.ok_or_else(|| Refusal::new(refusal::SHIFT_CLOSED))?;
        let mut data = self.with_cashier(&request);
        data.extend(self.registered(&USER));
        data.extend(self.waiting());
        data.extend(self.warnings(now));
        data.insert("T1118".to_owned(), self.core.receipts.into());
        data.insert("T1111".to_owned(), (self.core.shift_documents + 1).into());
        let shift = self.core.shift;
        data.insert("T1194".to_owned(), counted(self.of_drive().filter(move |document| document.shift == shift)));
        data.insert("T1157".to_owned(), counted(self.of_drive()));
        data.insert("T1213".to_owned(), KEYS_LEFT.into());
        self.make(DocumentKind::CloseShift, request, data, by, now)?;
        self.core.opened = None;
        self.last()
    }

    /// Closing of the fiscal drive's archive (§6.14).
    pub(super) fn finalize(&mut self, request: Tags, by: By, now: Moment) -> Result<&Document, Refusal> {
        self.is_fiscal()?;
        self.is_closed()?;
        let mut data = self.registered(&USER);
        data.extend(self.with_cashier(&request));
        data.insert("T1157".to_owned(), counted(self.of_drive()));
        self.make(DocumentKind::CloseArchive, request, data, by, now)?;
        self.core.phase = if self.unsent().next().is_some() { POST_FISCAL } else { ARCHIVE };
        self.last()
    }

    fn is_fiscal(&self) -> Result<(), Refusal> {
        match self.core.phase {
            FISCAL => Ok(()),
            phase @ (POST_FISCAL | ARCHIVE) => Err(Refusal::new(refusal::WRONG_STATE).in_phase(phase)),
            phase => Err(Refusal::new(refusal::NOT_ACTIVATED).in_phase(phase)),
        }
    }

    /// §9 defines no error for an open shift, so the error of the fiscal drive is used.
    pub(super) fn is_closed(&self) -> Result<(), Refusal> {
        let open = self.core.opened.is_some();
        if open { Err(Refusal::because(refusal::WRONG_STATE, "смена открыта")) } else { Ok(()) }
    }

    fn registered(&self, names: &[&str]) -> Tags {
        let registration = self.core.registration.iter();
        registration
            .filter(|(name, _)| names.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    }

    /// The request's tags. If they name no cashier, the registered one is added, because every report must have a
    /// cashier.
    fn with_cashier(&self, request: &Tags) -> Tags {
        let mut tags = self.registered(&["T1021"]);
        tags.extend(request.clone());
        tags
    }

    fn waiting(&self) -> Tags {
        let mut tags = Tags::new();
        if let Some(first) = self.unsent().next() {
            tags.insert("T1097".to_owned(), self.unsent().count().into());
            tags.insert("T1098".to_owned(), first.time.as_str().into());
        }
        tags
    }

    /// The flags. A flag that is not set is left out.
    fn warnings(&self, now: Moment) -> Tags {
        let mut tags = Tags::new();
        if self.ofd_is_late(now) {
            tags.insert("T1053".to_owned(), true.into());
        }
        tags
    }

    pub(super) fn ofd_is_late(&self, now: Moment) -> bool {
        let first = self.unsent().next().and_then(|document| Moment::parse(&document.time));
        first.is_some_and(|time| now.since(time) > OFD_LIMIT)
    }

    fn make(
        &mut self,
        kind: DocumentKind,
        request: Tags,
        mut data: Tags,
        by: By,
        now: Moment,
    ) -> Result<&Document, Refusal> {
        let time = now.minute();
        if self.core.last_time.is_some_and(|last| time < last) {
            return Err(Refusal::because(refusal::WRONG_TIME, "часы отстают от последнего документа"));
        }
        let core = &mut self.core;
        core.last_number += 1;
        core.last_time = Some(time);
        if core.opened.is_some() {
            core.shift_documents += 1;
        }
        let request = Value::Object(request);
        let sign = fiscal_sign(&format!("{} {} {time} {request}", core.drive, core.last_number));
        data.insert("T1209".to_owned(), FORMAT.into());
        data.insert("T1012".to_owned(), time.to_string().into());
        data.insert("T1040".to_owned(), core.last_number.into());
        data.insert("T1041".to_owned(), core.drive.as_str().into());
        data.insert("T1077".to_owned(), sign.into());
        if kind.is_receipt()
            || matches!(kind, DocumentKind::OpenShift | DocumentKind::CloseShift | DocumentKind::CloseArchive)
        {
            data.insert("T1038".to_owned(), core.shift.into());
        }
        if kind.is_receipt() {
            let sum = amount::printed(sums::sum(&data, "T1020"));
            let sort = data.get("T1054").cloned().unwrap_or_default();
            let (moment, drive, number) = (time.compact(), &core.drive, core.last_number);
            let text = format!("t={moment}&s={sum}&fn={drive}&i={number}&fp={sign}&n={sort}");
            data.insert("T1196".to_owned(), text.into());
        }
        let document = Document {
            number: core.last_number,
            kind,
            time: time.to_string(),
            shift: core.shift,
            request,
            data: data.into(),
            by,
            drive: core.drive.clone(),
            strict_form: kind.is_receipt() && core.registration.get("T1110") == Some(&json!(true)),
        };
        self.tape.print(&self.core.serial, tape::printed(&document));
        self.ledger.push(document);
        self.last()
    }

    /// The tags that describe the device itself.
    fn device_tags(&self) -> Tags {
        let tags: [(&str, Value); 5] = [
            ("T1013", self.core.serial.as_str().into()),
            ("T1188", registration::DEVICE_VERSION.into()),
            ("T1189", FORMAT.into()),
            ("T1190", FORMAT.into()),
            ("T1213", KEYS_LEFT.into()),
        ];
        tags.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn last(&self) -> Result<&Document, Refusal> {
        self.ledger.last().ok_or_else(|| Refusal::new(refusal::DRIVE_FAILED))
    }
}

/// A sign of ten digits calculated from the whole document (FNV-1a). A real drive uses encryption.
fn fiscal_sign(text: &str) -> u32 {
    let hash = text
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    let range = u64::from(u32::MAX) - 999_999_999;
    u32::try_from(1_000_000_000 + hash % range).unwrap_or(u32::MAX)
}
