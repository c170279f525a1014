"""What a register reports about its fiscal drive, its registration and its exchange with the OFD.

A field is None if the register did not report it.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Dict, List, Mapping, Optional

from . import _members
from .answers import Warnings

Answer = Dict[str, Any]


def _raised(of: Mapping[str, Any], name: str) -> List[str]:
    """Names of the flags in the object `name` that are true."""
    return [flag for flag, up in _members.members(of, name).items() if up is True]


@dataclass(frozen=True)
class FnStatus:
    """Numbering and warnings of the fiscal drive (ФН)."""

    answer: Answer = field(repr=False)
    """The whole answer."""
    fiscal_document_number: Optional[int] = None
    """Number of the last document."""
    fiscal_receipt_number: Optional[int] = None
    """Number of the last receipt of an open shift."""
    alerts: List[str] = field(default_factory=list)
    """Warnings of the drive: `needReplacement`, `memoryOverflow`, `ofdTimeout` and so on."""

    @classmethod
    def of(cls, answer: Answer) -> "FnStatus":
        """Reads the answer to `getFnStatus`."""
        told = _members.members(answer, "fnStatus")
        numbers = _members.whole(told, "fiscalDocumentNumber"), _members.whole(told, "fiscalReceiptNumber")
        return cls(answer, *numbers, alerts=_raised(told, "warnings"))


@dataclass(frozen=True)
class FnInfo:
    """Serial number and phase of the fiscal drive."""

    answer: Answer = field(repr=False)
    """The whole answer."""
    serial: Optional[str] = None
    live_phase: Optional[str] = None
    """Phase of its life: `fiscalMode` and so on; kassa.words.LivePhase has them all."""
    alerts: List[str] = field(default_factory=list)
    """Its warnings."""

    @classmethod
    def of(cls, answer: Answer) -> "FnInfo":
        """Reads the answer to `getFnInfo`."""
        told = _members.members(answer, "fnInfo")
        return cls(answer, _members.text(told, "serial"), _members.text(told, "livePhase"), _raised(told, "warnings"))


@dataclass(frozen=True)
class DeviceInfo:
    """Model, serial number and firmware of the register."""

    answer: Answer = field(repr=False)
    """The whole answer."""
    model_name: Optional[str] = None
    serial: Optional[str] = None
    firmware_version: Optional[str] = None
    ffd_version: Optional[str] = None
    fn_ffd_version: Optional[str] = None

    @classmethod
    def of(cls, answer: Answer) -> "DeviceInfo":
        """Reads the answer to `getDeviceInfo`."""
        told = _members.members(answer, "deviceInfo")
        names = "modelName", "serial", "firmwareVersion", "ffdVersion", "fnFfdVersion"
        return cls(answer, *(_members.text(told, name) for name in names))


@dataclass(frozen=True)
class RegistrationInfo:
    """Registration data of the register, with the names of a registration task."""

    answer: Answer = field(repr=False)
    """The whole answer."""
    organization: Dict[str, Any] = field(default_factory=dict)
    device: Dict[str, Any] = field(default_factory=dict)
    ofd: Dict[str, Any] = field(default_factory=dict)
    warnings: Warnings = field(default_factory=Warnings)
    """Its notes say how old the data may be."""

    @classmethod
    def of(cls, answer: Answer) -> "RegistrationInfo":
        """Reads the answer to `getRegistrationInfo`."""
        organization, device, ofd = (_members.members(answer, name) for name in ("organization", "device", "ofd"))
        return cls(answer, organization, device, ofd, Warnings.of(answer))


@dataclass(frozen=True)
class FnDocument:
    """A document as the fiscal drive keeps it."""

    answer: Answer = field(repr=False)
    """The whole answer."""
    type: Optional[str] = None
    """`receipt`, `openShift`, `registration` and so on."""
    qr: Optional[str] = None
    tags: Dict[int, Any] = field(default_factory=dict)
    """Its fields by tag, if it has tags: tags[1020] is the total."""
    document: Dict[str, Any] = field(default_factory=dict)
    """Its fields by the names of the register, if it has no tags."""

    @classmethod
    def of(cls, answer: Answer) -> "FnDocument":
        """Reads the answer to `getFnDocument`."""
        told = _members.members(answer, "documentTLV")
        tags = {int(name): value for name, value in told.items() if name.isdecimal()}
        kind = _members.text(told, "fiscalDocumentType") or _members.text(answer, "fiscalDocumentType")
        qr = _members.text(told, "qr") or _members.text(_members.members(answer, "fiscalParams"), "qr")
        return cls(answer, kind, qr, tags, _members.members(answer, "document"))


@dataclass(frozen=True)
class OfdStatus:
    """Documents that wait for the OFD (ОФД)."""

    answer: Answer = field(repr=False)
    """The whole answer."""
    not_sent_count: Optional[int] = None
    not_sent_first_doc_number: Optional[int] = None
    not_sent_first_doc_date_time: Optional[datetime] = None
    exchange: List[str] = field(default_factory=list)
    """State of the exchange: `connected`, `messageToSend`, `waitingForReceipt` and so on."""

    @classmethod
    def of(cls, answer: Answer) -> "OfdStatus":
        """Reads the answer to `ofdExchangeStatus`."""
        told = _members.members(answer, "status")
        numbers = _members.whole(told, "notSentCount"), _members.whole(told, "notSentFirstDocNumber")
        since = _members.when(told, "notSentFirstDocDateTime")
        return cls(answer, *numbers, since, _raised(told, "exchange"))


@dataclass(frozen=True)
class Relayed:
    """Result of relaying documents to the OFD."""

    answer: Answer = field(repr=False)
    """The whole answer."""
    relayed: int = 0
    """Number of documents that the OFD acknowledged in this call."""
    not_sent_count: Optional[int] = None
    """Documents that still wait."""

    @classmethod
    def of(cls, answer: Answer) -> "Relayed":
        """Reads the answer to `ofdRelay`."""
        left = _members.whole(_members.members(answer, "status"), "notSentCount")
        return cls(answer, _members.whole(answer, "relayed") or 0, left)
