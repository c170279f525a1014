"""The exceptions: what went wrong, whether the document exists, and what to do now."""

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Type

from . import _members
from ._language import Text


@dataclass(frozen=True)
class Fault:
    """One fault of a task or a configuration, or a note about something that was accepted nevertheless."""

    path: str
    """Path of the field: `items[0].tax.type`; empty for the document as a whole."""
    rule: str
    """Name of the rule, as the key `rules` of the configuration spells it."""
    text: Text
    """What is wrong, in both languages."""
    value: Optional[str] = None
    """The value as you gave it, shortened."""

    @classmethod
    def of(cls, fault: Mapping[str, Any]) -> "Fault":
        """Reads a fault of an answer."""
        path, rule = _members.text(fault, "path") or "", _members.text(fault, "rule") or ""
        return cls(path, rule, Text.of(fault, "message"), _members.text(fault, "value"))

    @property
    def message(self) -> str:
        """What is wrong, in `kassa.language`."""
        return str(self.text)

    def __str__(self) -> str:
        given = "" if self.value is None else f" ({self.value})"
        return f"{self.path}{given}: {self.message}" if self.path else self.message


@dataclass(frozen=True)
class BackendAnswer:
    """The answer of the register or server itself."""

    name: str
    """Name of the backend."""
    code: Optional[int] = None
    """Its own error code."""
    text: Optional[str] = None
    """Its own text."""
    http_status: Optional[int] = None
    """HTTP status of its answer."""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "BackendAnswer":
        """Reads the member `backend` of an error."""
        name, text = _members.text(said, "name") or "", _members.text(said, "text")
        return cls(name, _members.whole(said, "code"), text, _members.whole(said, "httpStatus"))


class KassaError(Exception):
    """A call that failed. Its class tells what happened; decide by `outcome` and `retry`.

    `outcome` is `notSent` (this call sent nothing of the document, and no earlier one left it open), `rejected` (the
    register refused), `registered` (the document exists) or `unknown`. `retry` is `safe` (make the same call again),
    `fixInput`, `recoverFirst` (call Device.recover before anything else) or `service` (call a person: the register, the
    network or the disk needs one).
    """

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(error)
        self.error: Dict[str, Any] = dict(error)
        """The whole error object as the library gave it."""
        self.code: int = _members.whole(error, "code") or 0
        self.name: str = _members.text(error, "name") or ""
        self.outcome: str = _members.text(error, "outcome") or "unknown"
        self.retry: str = _members.text(error, "retry") or "service"
        self.docs: str = _members.text(error, "docs") or ""
        """The page of the documentation about this error, `errors/unknown#lost`, below the folder of a language."""
        self.external_id: Optional[str] = _members.text(error, "externalId")
        said = _members.members(error, "backend")
        self.backend: Optional[BackendAnswer] = BackendAnswer.of(said) if said else None
        self.faults: List[Fault] = [Fault.of(fault) for fault in _members.objects(error, "faults")]
        self.candidates: List[Dict[str, Any]] = _members.objects(error, "candidates")
        """Documents on the register that may be this one."""
        self.unsettled: Optional[str] = _members.text(error, "unsettled")
        """Id of the earlier document that this call waits for: recover it first."""

    @property
    def message(self) -> str:
        """What happened, in `kassa.language`."""
        return str(Text.of(self.error, "message"))

    @property
    def advice(self) -> str:
        """What to do now, in `kassa.language`."""
        return in_python(str(Text.of(self.error, "advice")))

    def __repr__(self) -> str:
        """One line: `error` has what the caller gave and what the register answered, which may be personal data."""
        return f"{type(self).__name__}({self.outcome}, {self.retry}: {self.message})"

    def __str__(self) -> str:
        said = self.backend.text if self.backend else None
        lines = [f"{self.message} [{self.name}, {self.outcome}]", said or "", *map(str, self.faults), self.advice]
        return "\n".join(line for line in lines if line)


def in_python(advice: str) -> str:
    """An advice of the library with the names of this module in the place of the C functions."""
    for function, own in OWN_NAMES:
        advice = advice.replace(function, own)
    return advice


OWN_NAMES = (
    ("kassa_recover", "Device.recover"),
    ("kassa_rebuild_journal", "Device.rebuild_journal"),
    ("kassa_open", "kassa.Device"),
    ("kassa.h", "kassa.Device"),
    ("kassa_registration_start", "Registrar.registration_start"),
    ("kassa_registration_advance", "Registrar.registration_advance"),
)
"""C functions that the library's advice names, and what they are called here."""


class BadArgument(KassaError):
    """Invalid text, or None where a value is required."""


class BadHandle(KassaError):
    """The device is closed, or the parent opened it before a fork: open one in this process."""


class BadConfig(KassaError):
    """The configuration is wrong; `faults` has every wrong key."""


class BadDocument(KassaError):
    """The task is wrong; `faults` has every wrong field. Nothing was sent."""


class Unsupported(KassaError):
    """The backend does not support this task or method. Nothing was sent."""


class NoLink(KassaError):
    """There is no connection to the register. Nothing was sent."""


class Refused(KassaError):
    """The register refused; `backend` has its own code and text."""


class NotMade(KassaError):
    """The register has not made the document: sending it again is safe."""


class UnknownOutcome(KassaError):
    """The answer was lost, and it is not known yet whether the document exists: call Device.recover(external_id)."""


class NoAnswer(KassaError):
    """The register gave no usable answer to a query; no document was made by this call."""


class Busy(KassaError):
    """Another thread or program uses the device."""


class JournalError(KassaError):
    """The journal cannot be opened, read or written."""


class IdReused(KassaError):
    """This external id was already used for a document with different content; nothing was sent. If it is the same sale,
    take the recorded document; give a different sale its own id."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(error)
        self.recorded: Optional[Dict[str, Any]] = _members.members(error, "recorded") or None
        """`fiscalParams` of the document that is registered under this id; None while that one is unresolved."""
        self.differences: List[Dict[str, Any]] = _members.objects(error, "differences")
        """The first fields that differ: `path`, and `was` and `is` unless they are personal data."""


class NotFound(KassaError):
    """The journal has no document with this id, or the register has nothing of what was asked for."""


class Cancelled(KassaError):
    """The call was cancelled with Device.cancel; `outcome` says what that means for a document."""


class Pending(KassaError):
    """The document is in the register's queue, because of "wait": false or because time ran out. It will be made or refused:
    Device.recover or a call-back tells which. Do not send it again."""


class AlreadyDone(KassaError):
    """The shift is already open, or already closed: no document was made, and there is nothing to do."""


class InternalError(KassaError):
    """A defect of the library: please report it."""


CLASSES: Dict[int, Type[KassaError]] = {
    1: BadArgument,
    2: BadHandle,
    3: BadConfig,
    4: BadDocument,
    5: Unsupported,
    6: NoLink,
    7: Refused,
    8: NotMade,
    9: UnknownOutcome,
    10: NoAnswer,
    11: Busy,
    12: JournalError,
    13: IdReused,
    14: NotFound,
    15: Cancelled,
    16: Pending,
    17: AlreadyDone,
    99: InternalError,
}
"""Class of each status of the library; one that a newer library adds is a plain KassaError."""


def of_status(status: int, error: Mapping[str, Any]) -> KassaError:
    """The exception for a status and its error object."""
    # A library without memory for an error object still returns a status.
    return CLASSES.get(status, KassaError)({"code": status, **error})
