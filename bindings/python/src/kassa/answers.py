"""The answers of the library. Each keeps the whole answer, so nothing that the device said is lost."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any, Dict, List, Mapping, Optional

from . import _members
from .errors import Fault


@dataclass(frozen=True)
class Warnings:
    """What the caller should know although the call succeeded."""

    non_fiscal: bool = False
    """A test register made the document: it is not a fiscal document."""
    not_printed: bool = False
    """The document is registered but not printed completely: print a copy."""
    recovered: bool = False
    """The answer was lost; the document was found on the register afterwards."""
    offline: bool = False
    """Made without the OFD, under an autonomous sign; the OFD gets it later."""
    shift_closed: bool = False
    """The register closed the shift by itself and made the document in the next one."""
    not_recorded: bool = False
    """The document is registered but could not be written to the journal: check the disk."""
    by_content: bool = False
    """Recognised by its content alone, on a register that another program uses too: compare it with the paper."""
    numbering_restarted: bool = False
    """The document numbers of the register went back: a restored memory, or a different register."""
    notes: List[Fault] = field(default_factory=list)
    """Fields of the document that were adjusted, left out or are unusual."""
    similar: List[Dict[str, Any]] = field(default_factory=list)
    """Equal documents by other programs since the last document of this journal: one may be this very sale."""

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> "Warnings":
        """Reads the member `warnings` of an answer."""
        told = _members.members(answer, "warnings")
        notes = [Fault.of(note) for note in _members.objects(told, "notes")]
        return cls(
            non_fiscal=_members.flag(told, "nonFiscal") or False,
            not_printed=_members.flag(told, "notPrinted") or False,
            recovered=_members.flag(told, "recovered") or False,
            offline=_members.flag(told, "offline") or False,
            shift_closed=_members.flag(told, "shiftClosed") or False,
            not_recorded=_members.flag(told, "notRecorded") or False,
            by_content=_members.flag(told, "byContent") or False,
            numbering_restarted=_members.flag(told, "numberingRestarted") or False,
            notes=notes,
            similar=_members.objects(told, "similar"),
        )


@dataclass(frozen=True)
class Document:
    """A fiscal document that exists. A field is None if the device did not report it."""

    external_id: str
    """Your id of the document, or the one that the library made."""
    warnings: Warnings
    answer: Dict[str, Any] = field(repr=False)
    """The whole answer."""
    total: Optional[Decimal] = None
    fiscal_document_number: Optional[int] = None
    """Number of the fiscal document (ФД)."""
    fiscal_document_date_time: Optional[datetime] = None
    """Date and time by the clock of the device."""
    fiscal_document_sign: Optional[str] = None
    """Fiscal sign (ФПД)."""
    fiscal_receipt_number: Optional[int] = None
    """Number of the receipt within its shift."""
    shift_number: Optional[int] = None
    receipts_count: Optional[int] = None
    """Receipts of the shift; its closing only."""
    fn_number: Optional[str] = None
    """Number of the fiscal drive (ФН)."""
    registration_number: Optional[str] = None
    """Registration number of the register (РНМ)."""
    fns_url: Optional[str] = None
    """Site of the tax service."""
    qr: Optional[str] = None
    """Text of the QR code; in Kazakhstan the address of the receipt."""
    change: Optional[Decimal] = None
    """Change for the buyer; receipts only."""
    counters: "Counters" = field(default_factory=lambda: Counters())
    """Totals of the shift."""

    @classmethod
    def of(cls, answer: Dict[str, Any]) -> "Document":
        """Reads the answer to a fiscal task."""
        told = _members.members(answer, "fiscalParams")
        return cls(
            external_id=_members.text(answer, "externalId") or "",
            warnings=Warnings.of(answer),
            answer=answer,
            total=_members.money(told, "total"),
            fiscal_document_number=_members.whole(told, "fiscalDocumentNumber"),
            fiscal_document_date_time=_members.when(told, "fiscalDocumentDateTime"),
            fiscal_document_sign=_members.text(told, "fiscalDocumentSign"),
            fiscal_receipt_number=_members.whole(told, "fiscalReceiptNumber"),
            shift_number=_members.whole(told, "shiftNumber"),
            receipts_count=_members.whole(told, "receiptsCount"),
            fn_number=_members.text(told, "fnNumber"),
            registration_number=_members.text(told, "registrationNumber"),
            fns_url=_members.text(told, "fnsUrl"),
            qr=_members.text(told, "qr"),
            change=_members.money(answer, "change"),
            counters=Counters.of(answer),
        )

    @property
    def native(self) -> Dict[str, Any]:
        """What the device itself answered, by its own names."""
        return _members.members(self.answer, "native")


@dataclass(frozen=True)
class Counters:
    """Cash in the drawer and revenue of the shift, from a report; None if it does not report them."""

    cash_sum: Optional[Decimal] = None
    revenue: Optional[Decimal] = None

    @classmethod
    def of(cls, answer: Mapping[str, Any]) -> "Counters":
        """Reads the member `counters` of an answer."""
        told = _members.members(answer, "counters")
        return cls(_members.money(told, "cashSum"), _members.money(told, "revenue"))


@dataclass(frozen=True)
class Report:
    """A report that is not a fiscal document (X-отчёт)."""

    answer: Dict[str, Any] = field(repr=False)
    """The whole answer."""
    warnings: Warnings
    counters: Counters

    @classmethod
    def of(cls, answer: Dict[str, Any]) -> "Report":
        """Reads the answer to `reportX`."""
        return cls(answer, Warnings.of(answer), Counters.of(answer))


@dataclass(frozen=True)
class DeviceStatus:
    """State of the register. A field is None if the device did not report it."""

    answer: Dict[str, Any] = field(repr=False)
    """The whole answer."""
    shift: Optional[str] = None
    """`closed`, `opened` or `expired`."""
    current_date_time: Optional[datetime] = None
    blocked: Optional[bool] = None
    cover_opened: Optional[bool] = None
    paper_present: Optional[bool] = None
    cash_drawer_opened: Optional[bool] = None
    fiscal: Optional[bool] = None
    """Whether the register is registered."""
    fn_present: Optional[bool] = None
    fn_fiscal: Optional[bool] = None
    offline: Optional[bool] = None
    """Whether the connection to the OFD is lost."""
    blocked_info: Optional[str] = None
    """Why it is blocked."""

    @classmethod
    def of(cls, answer: Dict[str, Any]) -> "DeviceStatus":
        """Reads the answer to `getDeviceStatus`."""
        told = _members.members(answer, "deviceStatus")
        return cls(
            answer=answer,
            shift=_members.text(told, "shift"),
            current_date_time=_members.when(told, "currentDateTime"),
            blocked=_members.flag(told, "blocked"),
            cover_opened=_members.flag(told, "coverOpened"),
            paper_present=_members.flag(told, "paperPresent"),
            cash_drawer_opened=_members.flag(told, "cashDrawerOpened"),
            fiscal=_members.flag(told, "fiscal"),
            fn_present=_members.flag(told, "fnPresent"),
            fn_fiscal=_members.flag(told, "fnFiscal"),
            offline=_members.flag(told, "offline"),
            blocked_info=_members.text(told, "blockedInfo"),
        )


@dataclass(frozen=True)
class ShiftStatus:
    """State of the shift. A field is None if the device did not report it."""

    answer: Dict[str, Any] = field(repr=False)
    """The whole answer."""
    state: Optional[str] = None
    """`closed`, `opened` or `expired`."""
    number: Optional[int] = None
    fiscal_receipt_number: Optional[int] = None
    """Number of the last receipt of an open shift."""
    documents_count: Optional[int] = None
    """Documents of a closed shift."""
    expired_time: Optional[datetime] = None
    """When the shift becomes too long."""

    @classmethod
    def of(cls, answer: Dict[str, Any]) -> "ShiftStatus":
        """Reads the answer to `getShiftStatus`."""
        told = _members.members(answer, "shiftStatus")
        return cls(
            answer=answer,
            state=_members.text(told, "state"),
            number=_members.whole(told, "number"),
            fiscal_receipt_number=_members.whole(told, "fiscalReceiptNumber"),
            documents_count=_members.whole(told, "documentsCount"),
            expired_time=_members.when(told, "expiredTime"),
        )
