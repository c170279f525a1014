"""A function of the caller that signs documents, as the library calls it."""

import base64
import ctypes
from dataclasses import dataclass
from typing import Callable, Optional

from . import _calls, _digits, _members
from ._library import library
from ._prototypes import SignFunction


@dataclass(frozen=True)
class ToSign:
    """A document of an application, to be signed."""

    id: str
    kind: Optional[str]
    name: Optional[str]
    description: Optional[str]
    application_id: Optional[str]
    content: bytes
    """Its bytes."""


Signer = Callable[[ToSign], Optional[bytes]]
"""Signs a document: returns the signature in base64, or None if it cannot be signed now. It must not call the library."""


class Signing:
    """The signer of one call; an exception that it raises is raised by the call."""

    def __init__(self, signer: Optional[Signer]) -> None:
        self.signer = signer
        self.failure: Optional[BaseException] = None
        self.function = SignFunction(self._sign) if signer else SignFunction()

    def _sign(self, _user: Optional[int], document: bytes, content: int, length: int, into: Optional[int]) -> int:
        try:
            signature = self.signer and self.signer(_shown(document, ctypes.string_at(content, length)))
            if signature is None:
                return 1
            _calls.checked(library().kassa_signature_set(into, base64.b64encode(signature)))
            return 0
        except BaseException as failure:
            self.failure = failure
            return 1

    def raise_failure(self) -> None:
        """Raises what the signer raised."""
        if self.failure is not None:
            raise self.failure


def _shown(document: bytes, content: bytes) -> ToSign:
    told = _digits.read(document.decode("utf-8", "replace"))
    return ToSign(
        id=_members.text(told, "id") or "",
        kind=_members.text(told, "kind"),
        name=_members.text(told, "name"),
        description=_members.text(told, "description"),
        application_id=_members.text(told, "applicationId"),
        content=content,
    )
