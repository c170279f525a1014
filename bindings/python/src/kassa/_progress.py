"""Passes the progress of a call to a function of the caller."""

import ctypes
from dataclasses import dataclass
from typing import Any, Callable, Optional

from . import _digits, _members
from ._prototypes import ProgressFunction


@dataclass(frozen=True)
class Progress:
    """Progress of a call on a device."""

    stage: str
    """`waiting` (for another call), `looking` (at the last document), `sending`, `settling` (a lost answer),
    `queued` (a document in the register's queue), `onRegister` (out of it), `done` (made or refused), `downloading` (a file,
    in bytes), `relaying` (documents to the OFD)."""
    done: Optional[int] = None
    of: Optional[int] = None
    """How much there is in total, if known."""


Listener = Callable[[Progress], Any]


class Teller:
    """The function that the library calls for one device; it lives as long as the device does.

    A running call keeps the function that it began with, so there is one function for all listeners.
    """

    def __init__(self) -> None:
        self.listener: Optional[Listener] = None
        self.function = ProgressFunction(self._told)

    def _told(self, _user: Optional[int], progress: bytes) -> None:
        listener = self.listener
        if listener is not None:
            told = _digits.read(progress.decode("utf-8", "replace"))
            stage = _members.text(told, "stage") or ""
            listener(Progress(stage, _members.whole(told, "done"), _members.whole(told, "of")))

    def wanted(self) -> "ctypes._FuncPointer":
        """The argument of kassa_set_progress: the function, or null without a listener."""
        return self.function if self.listener else ProgressFunction()
