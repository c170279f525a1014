"""What can go wrong, whether the document exists all the same, and what to do now."""

from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Optional, Type

from . import _members
from ._language import Text


@dataclass(frozen=True)
class Fault:
    """One fault of a document or configuration, or a note about something that was accepted all the same."""

    path: str
    """Place in the document: `items[0].tax.type`; empty for the document itself."""
    rule: str
    """Name of the rule, as `rules` of the configuration knows it."""
    text: Text
    """What is wrong, in both languages."""
    value: Optional[str] = None
    """The value as it was given, shortened."""

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
    """What the register or server itself said."""

    name: str
    """Name of the backend."""
    code: Optional[int] = None
    """Its own error code."""
    text: Optional[str] = None
    """Its own words."""
    http_status: Optional[int] = None
    """HTTP status of its answer."""

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "BackendAnswer":
        """Reads the member `backend` of an error."""
        name, text = _members.text(said, "name") or "", _members.text(said, "text")
        return cls(name, _members.whole(said, "code"), text, _members.whole(said, "httpStatus"))


class KassaError(Exception):
    """A call that failed. Its class tells what happened; `outcome` and `retry` tell what that means.

    `outcome` is `notSent` (not one byte left), `rejected` (the device said no), `registered` (the document exists) or
    `unknown`. `retry` is `safe` (the same call may be made again as it is), `fixInput`, `recoverFirst` (ask with
    Device.recover before anything else) or `service` (somebody has to look at the register, the network or the disk).
    """

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(error)
        self.error: Dict[str, Any] = dict(error)
        """The whole error object as the library gave it."""
        self.code: int = _members.whole(error, "code") or 0
        self.name: str = _members.text(error, "name") or ""
        self.outcome: str = _members.text(error, "outcome") or "unknown"
        self.retry: str = _members.text(error, "retry") or "service"
        self.external_id: Optional[str] = _members.text(error, "externalId")
        said = _members.members(error, "backend")
        self.backend: Optional[BackendAnswer] = BackendAnswer.of(said) if said else None
        self.faults: List[Fault] = [Fault.of(fault) for fault in _members.objects(error, "faults")]
        self.candidates: List[Dict[str, Any]] = _members.objects(error, "candidates")
        """Documents on the device that may be the one in question."""
        self.unsettled: Optional[str] = _members.text(error, "unsettled")
        """Id of the earlier document that this call waits for: recover it first."""

    @property
    def message(self) -> str:
        """What happened, in `kassa.language`."""
        return str(Text.of(self.error, "message"))

    @property
    def advice(self) -> str:
        """What to do now, in `kassa.language`."""
        return str(Text.of(self.error, "advice"))

    def __str__(self) -> str:
        said = self.backend.text if self.backend else None
        lines = [f"{self.message} [{self.name}, {self.outcome}]", said or "", *map(str, self.faults), self.advice]
        return "\n".join(line for line in lines if line)


class BadArgument(KassaError):
    """A text that is not valid, or nothing where something is needed."""


class BadHandle(KassaError):
    """The device is closed, or was opened before a fork in the parent: open one in this process."""


class BadConfig(KassaError):
    """The configuration is wrong; `faults` names every place."""


class BadDocument(KassaError):
    """The task is wrong; `faults` names every place. Nothing was sent."""


class Unsupported(KassaError):
    """The backend has no such task or method."""


class NoLink(KassaError):
    """There is no link to the device. Nothing was sent."""


class Refused(KassaError):
    """The device said no; `backend` holds its own code and words."""


class NotMade(KassaError):
    """The request left, and the device was seen not to have made the document: sending it again is safe."""


class UnknownOutcome(KassaError):
    """The answer was lost, and nobody can tell yet whether the document exists: Device.recover(external_id) will."""


class NoAnswer(KassaError):
    """A question got no usable answer; nothing was at stake."""


class Busy(KassaError):
    """Another thread or program holds the device."""


class JournalError(KassaError):
    """The journal cannot be opened, read or written."""


class IdReused(KassaError):
    """The external id belongs to a document of another content. If it is the same sale, take the recorded document; only
    another sale gets an id of its own."""

    def __init__(self, error: Mapping[str, Any]) -> None:
        super().__init__(error)
        self.recorded: Optional[Dict[str, Any]] = _members.members(error, "recorded") or None
        """`fiscalParams` of the document that is registered under this id; None while it is in doubt."""
        self.differences: List[Dict[str, Any]] = _members.objects(error, "differences")
        """The first places that differ: `path`, and `was` and `is` where they are not personal."""


class NotFound(KassaError):
    """The journal knows no document of this id."""


class Cancelled(KassaError):
    """The program broke the call off with Device.cancel before anything was sent."""


class Pending(KassaError):
    """The document stands in the register's queue, asked with "wait": false or longer than the deadline: Device.recover or
    a call-back ends it."""


class InternalError(KassaError):
    """A fault of the library."""


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
    99: InternalError,
}
"""Class of each status of the library; one that a newer library adds is a plain KassaError."""


def of_status(status: int, error: Mapping[str, Any]) -> KassaError:
    """The exception for a status and its error object."""
    # A library too short of everything to say more still gives a status.
    return CLASSES.get(status, KassaError)({"code": status, **error})
