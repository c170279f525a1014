"""The answers of the functions without JSON, read from their structs."""

from dataclasses import dataclass, fields
from typing import Any, Type, TypeVar

from ._records import text

Self = TypeVar("Self", bound="Plain")


class Plain:
    """A dataclass whose fields are those of a struct of the C interface, under the same names."""

    @classmethod
    def of(cls: Type[Self], record: Any) -> Self:
        """Reads the struct."""
        told = {each.name: (each.type, getattr(record, each.name)) for each in fields(cls)}  # type: ignore[arg-type]
        return cls(**{name: _read(kind, value) for name, (kind, value) in told.items()})


def _read(kind: Any, value: Any) -> Any:
    if kind is str:
        return text(value)
    return value == 1 if kind is bool else value


@dataclass(frozen=True)
class Document(Plain):
    """A fiscal document as the register made it. What the register did not report is 0 or empty; sums are in kopecks."""

    number: int
    """Number of the fiscal document (ФД)."""
    receipt_number: int
    """Number of the receipt within its shift."""
    shift_number: int
    total: int
    change: int
    recovered: bool
    """The answer was lost; the document was found on the register afterwards."""
    not_printed: bool
    """The document is registered but not printed completely: give the buyer a copy."""
    notes: int
    """Number of notes; the JSON answer lists them."""
    sign: str
    """Fiscal sign (ФПД)."""
    date_time: str
    """Date and time by the clock of the register."""
    fn_number: str
    registration_number: str
    external_id: str
    qr: str
    non_fiscal: bool
    """A test register made the document: it is not a fiscal document."""
    offline: bool
    """Made without the OFD, under an autonomous sign."""
    shift_closed: bool
    """The register closed the shift by itself and made the document in the next one."""
    not_recorded: bool
    """The document is registered but could not be written to the journal: check the disk."""
    by_content: bool
    """Recognised by its content alone, on a register that another program uses too: compare it with the paper."""
    numbering_restarted: bool
    """The document numbers of the register went back: a restored memory, or a different register."""
    similar: int
    """Number of equal documents that other programs made since the last document of this journal."""


@dataclass(frozen=True)
class Status(Plain):
    """State of a register. What it does not report is -1 or empty; a flag is 1 or 0."""

    shift: int
    """0 closed, 1 open, 2 open for longer than 24 hours."""
    shift_number: int
    fiscal: int
    """Whether the register is registered."""
    fn_present: int
    fn_warning: int
    """Whether the fiscal drive reports a warning."""
    last_document: int
    date_time: str
    """Date and time by the clock of the register."""


@dataclass(frozen=True)
class Error(Plain):
    """The error of the last failed call of a thread."""

    code: int
    """The status that the call returned; 0 if no call has failed."""
    outcome: int
    """0 notSent, 1 rejected, 2 registered, 3 unknown."""
    retry: int
    """0 safe, 1 fixInput, 2 recoverFirst, 3 service."""
    backend_code: int
    """Error code of the register; -1 if it gave none."""
    http_status: int
    faults: int
    """Number of faults."""
    external_id: str
    path: str
    """Path of the first fault."""
    message_ru: str
    message_en: str
    advice_ru: str
    advice_en: str


@dataclass(frozen=True)
class Fault(Plain):
    """A fault of a task or a configuration."""

    path: str
    """Path of the field: "items[0].tax.type"."""
    value: str
    """The value as you gave it; empty if it is missing."""
    rule: str
    message_ru: str
    message_en: str
