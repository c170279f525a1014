"""What the functions without JSON answer, taken out of their structs."""

from dataclasses import dataclass
from typing import Any

from ._records import text


@dataclass(frozen=True)
class Document:
    """A fiscal document as the register made it. What it did not say is 0 or empty; sums are in kopecks."""

    number: int
    """Number of the fiscal document (ФД)."""
    receipt_number: int
    """Number of the receipt within its shift."""
    shift_number: int
    total: int
    change: int
    recovered: bool
    """The answer was lost, and the document was found."""
    not_printed: bool
    """The document is registered, and the paper is not."""
    notes: int
    """How many notes the JSON answer would list."""
    sign: str
    """Fiscal sign (ФПД)."""
    date_time: str
    """Time by the register's own clock."""
    fn_number: str
    registration_number: str
    external_id: str
    qr: str

    @classmethod
    def of(cls, record: Any) -> "Document":
        """Reads a kassa_document."""
        return cls(
            number=record.number,
            receipt_number=record.receipt_number,
            shift_number=record.shift_number,
            total=record.total,
            change=record.change,
            recovered=record.recovered == 1,
            not_printed=record.not_printed == 1,
            notes=record.notes,
            sign=text(record.sign),
            date_time=text(record.date_time),
            fn_number=text(record.fn_number),
            registration_number=text(record.registration_number),
            external_id=text(record.external_id),
            qr=text(record.qr),
        )


@dataclass(frozen=True)
class Status:
    """State of a register. What it does not say is -1 or empty; a flag is 1 or 0."""

    shift: int
    """0 closed, 1 open, 2 open for longer than 24 hours."""
    shift_number: int
    fiscal: int
    """Whether the register is registered."""
    fn_present: int
    fn_warning: int
    """Whether the fiscal drive warns of anything."""
    last_document: int
    date_time: str
    """Time by the register's own clock."""

    @classmethod
    def of(cls, record: Any) -> "Status":
        """Reads a kassa_device_status."""
        return cls(
            shift=record.shift,
            shift_number=record.shift_number,
            fiscal=record.fiscal,
            fn_present=record.fn_present,
            fn_warning=record.fn_warning,
            last_document=record.last_document,
            date_time=text(record.date_time),
        )


@dataclass(frozen=True)
class Error:
    """The last failed call of a thread."""

    code: int
    """The status that the call returned; 0 if none has failed."""
    outcome: int
    """0 notSent, 1 rejected, 2 registered, 3 unknown."""
    retry: int
    """0 safe, 1 fixInput, 2 recoverFirst, 3 service."""
    backend_code: int
    """The device's own code; -1 if it gave none."""
    http_status: int
    faults: int
    """How many faults there are."""
    external_id: str
    path: str
    """Place of the first fault."""
    message_ru: str
    message_en: str
    advice_ru: str
    advice_en: str

    @classmethod
    def of(cls, record: Any) -> "Error":
        """Reads a kassa_error."""
        return cls(
            code=record.code,
            outcome=record.outcome,
            retry=record.retry,
            backend_code=record.backend_code,
            http_status=record.http_status,
            faults=record.faults,
            external_id=text(record.external_id),
            path=text(record.path),
            message_ru=text(record.message_ru),
            message_en=text(record.message_en),
            advice_ru=text(record.advice_ru),
            advice_en=text(record.advice_en),
        )


@dataclass(frozen=True)
class Fault:
    """A fault of a document or configuration."""

    path: str
    """Its place: "items[0].tax.type"."""
    value: str
    """The value as it was given; empty if there was none."""
    rule: str
    message_ru: str
    message_en: str

    @classmethod
    def of(cls, record: Any) -> "Fault":
        """Reads a kassa_fault."""
        return cls(
            path=text(record.path),
            value=text(record.value),
            rule=text(record.rule),
            message_ru=text(record.message_ru),
            message_en=text(record.message_en),
        )
