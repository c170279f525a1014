//! The tasks by their names, each with its table.

use super::blocks::{MARK, MARK_OF_LIST};
use super::field::{Field, Items, Kind as FieldKind, may, must};
use super::receipt::{NEW_CORRECTION, OLD_CORRECTION, RECEIPT};
use super::registration::{CASH, CHANGE, CLOSE_ARCHIVE, REGISTRATION, REPORT, SHIFT};
use crate::atolweb::{Ffd, words};

/// What a task does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// A receipt with its sign (tag 1054).
    Receipt(u8),
    /// A correction with its sign, and whether FFD 1.05 has it.
    Correction(u8, bool),
    OpenShift,
    CloseShift,
    CurrentState,
    Registration,
    Change,
    FnChange,
    CloseArchive,
    ReportX,
    Departments,
    CashIn,
    CashOut,
    OpenDrawer,
    DrawerStatus,
    NonFiscal,
    LastReceiptCopy,
    PrintDocument,
    PrintJournal,
    ContinuePrint,
    DeviceStatus,
    DeviceInfo,
    ShiftStatus,
    ShiftTotals,
    OverallTotals,
    DepartmentSum,
    FnStatus,
    FnInfo,
    FnDocument,
    RegistrationInfo,
    OfdStatus,
    SetClock,
    ValidateMarks,
    AddMarks,
    BeginMark,
    MarkStatus,
    AcceptMark,
    DeclineMark,
    CancelMark,
    ClearMarks,
    MarkWorkState,
    MarkTimes,
    IsmStatus,
    PingIsm,
    /// A task of the vocabulary that this register does not have.
    Unsupported,
}

const NONE: &[Field] = &[must("type", FieldKind::Text)];
const NON_FISCAL: &[Field] = &[
    must("type", FieldKind::Text),
    must("items", FieldKind::Items(Items::Print)),
    may("printFooter", FieldKind::Flag),
];
const NUMBER: &[Field] = &[must("type", FieldKind::Text), must("fiscalDocumentNumber", FieldKind::Number)];
const DOCUMENT: &[Field] = &[
    must("type", FieldKind::Text),
    must("fiscalDocumentNumber", FieldKind::Number),
    may("withRawData", FieldKind::Flag),
];
const CLOCK: &[Field] = &[must("type", FieldKind::Text), must("dateTime", FieldKind::DateTime)];
const JOURNAL: &[Field] = &[
    must("type", FieldKind::Text),
    must("filter", FieldKind::Word(words::JOURNAL)),
    must("from", FieldKind::Number),
    must("to", FieldKind::Number),
];
const MARKS: &[Field] = &[
    must("type", FieldKind::Text),
    may("timeout", FieldKind::Number),
    may("waitForResult", FieldKind::Flag),
    must("params", FieldKind::Objects(MARK_OF_LIST)),
];
const BUFFER: &[Field] = &[must("type", FieldKind::Text), must("params", FieldKind::Objects(MARK_OF_LIST))];
const BEGIN_MARK: &[Field] = &[must("type", FieldKind::Text), must("params", FieldKind::Object(MARK))];
const PING: &[Field] = &[must("type", FieldKind::Text), may("timeout", FieldKind::Number)];

const TASKS: [(&str, Kind, &[Field]); 54] = [
    ("sell", Kind::Receipt(1), RECEIPT),
    ("sellReturn", Kind::Receipt(2), RECEIPT),
    ("buy", Kind::Receipt(3), RECEIPT),
    ("buyReturn", Kind::Receipt(4), RECEIPT),
    ("sellCorrection", Kind::Correction(1, true), NEW_CORRECTION),
    ("sellReturnCorrection", Kind::Correction(2, false), NEW_CORRECTION),
    ("buyCorrection", Kind::Correction(3, true), NEW_CORRECTION),
    ("buyReturnCorrection", Kind::Correction(4, false), NEW_CORRECTION),
    ("openShift", Kind::OpenShift, SHIFT),
    ("closeShift", Kind::CloseShift, SHIFT),
    ("reportOfdExchangeStatus", Kind::CurrentState, REPORT),
    ("registration", Kind::Registration, REGISTRATION),
    ("changeRegistrationParameters", Kind::Change, CHANGE),
    ("fnChange", Kind::FnChange, CHANGE),
    ("closeArchive", Kind::CloseArchive, CLOSE_ARCHIVE),
    ("reportX", Kind::ReportX, REPORT),
    ("reportDepartments", Kind::Departments, REPORT),
    ("cashIn", Kind::CashIn, CASH),
    ("cashOut", Kind::CashOut, CASH),
    ("openCashDrawer", Kind::OpenDrawer, NONE),
    ("getCashDrawerStatus", Kind::DrawerStatus, NONE),
    ("nonFiscal", Kind::NonFiscal, NON_FISCAL),
    ("printLastReceiptCopy", Kind::LastReceiptCopy, NONE),
    ("printFnDocument", Kind::PrintDocument, NUMBER),
    ("printDocumentsFromJournal", Kind::PrintJournal, JOURNAL),
    ("continuePrint", Kind::ContinuePrint, NONE),
    ("getDeviceStatus", Kind::DeviceStatus, NONE),
    ("getDeviceInfo", Kind::DeviceInfo, NONE),
    ("getShiftStatus", Kind::ShiftStatus, NONE),
    ("getShiftTotals", Kind::ShiftTotals, NONE),
    ("getOverallTotals", Kind::OverallTotals, NONE),
    ("getDepartmentSum", Kind::DepartmentSum, NONE),
    ("getFnStatus", Kind::FnStatus, NONE),
    ("getFnInfo", Kind::FnInfo, NONE),
    ("getFnDocument", Kind::FnDocument, DOCUMENT),
    ("getRegistrationInfo", Kind::RegistrationInfo, NONE),
    ("ofdExchangeStatus", Kind::OfdStatus, NONE),
    ("setDateTime", Kind::SetClock, CLOCK),
    ("validateMarks", Kind::ValidateMarks, MARKS),
    ("addMarksToBuffer", Kind::AddMarks, BUFFER),
    ("beginMarkingCodeValidation", Kind::BeginMark, BEGIN_MARK),
    ("getMarkingCodeValidationStatus", Kind::MarkStatus, NONE),
    ("acceptMarkingCode", Kind::AcceptMark, NONE),
    ("declineMarkingCode", Kind::DeclineMark, NONE),
    ("cancelMarkingCodeValidation", Kind::CancelMark, NONE),
    ("clearMarkingCodeValidationResult", Kind::ClearMarks, NONE),
    ("checkImcWorkState", Kind::MarkWorkState, NONE),
    ("checkImcTime", Kind::MarkTimes, NONE),
    ("ismExchangeStatus", Kind::IsmStatus, NONE),
    ("pingIsm", Kind::PingIsm, PING),
    ("getLicenses", Kind::Unsupported, NONE),
    ("getMcu", Kind::Unsupported, NONE),
    ("getDeviceParameters", Kind::Unsupported, NONE),
    ("setDeviceParameters", Kind::Unsupported, NONE),
];

/// The task of a name.
pub(in super::super) fn of(word: &str) -> Option<Kind> {
    TASKS.iter().find(|(name, ..)| *name == word).map(|(_, kind, _)| *kind)
}

impl Kind {
    pub(super) fn fields(self, ffd: Ffd) -> &'static [Field] {
        match self {
            Self::Correction(..) if ffd == Ffd::V1_05 => OLD_CORRECTION,
            kind => TASKS.iter().find(|(_, known, _)| *known == kind).map_or(NONE, |(.., fields)| *fields),
        }
    }

    /// Whether the size of the document is estimated before it is begun.
    pub(super) fn is_sized(self, ffd: Ffd) -> bool {
        matches!(self, Self::Receipt(_)) || (matches!(self, Self::Correction(..)) && ffd != Ffd::V1_05)
    }

    /// Whether the task makes a document in the fiscal drive.
    pub(in super::super) fn is_fiscal(self) -> bool {
        use Kind::{
            Change, CloseArchive, CloseShift, Correction, CurrentState, FnChange, OpenShift, Receipt, Registration,
        };
        matches!(
            self,
            Receipt(_)
                | Correction(..)
                | OpenShift
                | CloseShift
                | CurrentState
                | Registration
                | Change
                | FnChange
                | CloseArchive
        )
    }

    /// Whether the task prints. Queries need no paper.
    pub(in super::super) fn prints(self) -> bool {
        use Kind::{
            CashIn, CashOut, ContinuePrint, Departments, LastReceiptCopy, NonFiscal, PrintDocument, PrintJournal,
            ReportX,
        };
        self.is_fiscal()
            || matches!(
                self,
                ReportX
                    | Departments
                    | CashIn
                    | CashOut
                    | NonFiscal
                    | LastReceiptCopy
                    | PrintDocument
                    | PrintJournal
                    | ContinuePrint
            )
    }
}
