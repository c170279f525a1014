"""A register, opened: the calls that take and give JSON, and what may be done to a call under way."""

import ctypes
import weakref
from types import TracebackType
from typing import Any, Dict, Mapping, NoReturn, Optional, Type, TypeVar, Union

from . import _calls
from ._library import library
from ._progress import Listener, Teller
from .answers import Document

Json = Union[str, Mapping[str, Any]]
"""A JSON object: as text, or as a mapping whose numbers are Decimal or int."""

Self = TypeVar("Self", bound="Session")


class Session:
    """What Device has of the library's own functions."""

    def __init__(self, config: Json) -> None:
        """Opens a register: {"backend": "icash", "url": "http://…", "journal": "kassa.db"}. It may still be off."""
        handle = ctypes.c_void_p()
        loaded = library()
        _calls.checked(loaded.kassa_open(_calls.document(config, "the configuration"), ctypes.byref(handle)))
        self._handle = handle.value
        self._teller = Teller()
        self._closing = weakref.finalize(self, loaded.kassa_close, self._handle)

    def close(self) -> None:
        """Closes the register; once more does nothing. A call of another thread that still runs ends unharmed.

        In a process that was forked since it was opened this does nothing to the parent's: there each other method
        raises BadHandle, and a Device of its own has to be opened.
        """
        if self._closing.detach():
            _calls.checked(library().kassa_close(self._handle))

    def __enter__(self: Self) -> Self:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def __reduce__(self) -> NoReturn:
        raise TypeError("an open device cannot be copied or sent to another process: send its configuration, open it there")

    @property
    def handle(self) -> Optional[int]:
        """The device as the C interface knows it."""
        return self._handle

    def execute(self, task: Json) -> Dict[str, Any]:
        """Carries out any task of the vocabulary and gives its answer."""
        return self._object("kassa_execute", _calls.document(task, "the task"))

    def validate(self, task: Json) -> Dict[str, Any]:
        """Checks a task as execute() would, and sends nothing; BadDocument names every fault."""
        return self._object("kassa_validate", _calls.document(task, "the task"))

    def recover(self, external_id: str) -> Document:
        """What became of the document: returns it if it exists.

        Raises NotMade if it does not (`error["earlier"]` says why), UnknownOutcome if nobody can tell yet, NotFound if
        it was never asked for.
        """
        return Document.of(self._object("kassa_recover", _calls.text(external_id, "the id")))

    def rebuild_journal(self) -> Dict[str, Any]:
        """Reads back from the register what the journal has lost, after JournalError said that it lost some.

        A person decides on it. It gives what was found in `documents`. From then on documents are made again; a task that
        agrees with one of them raises UnknownOutcome once, with that document in `error["candidates"]`.
        """
        answer = _calls.asked("kassa_rebuild_journal", self._handle)
        return answer if isinstance(answer, dict) else {}

    def call(self, method: str, params: Optional[Json] = None) -> Any:
        """Calls a method of the backend's own, by its own name, and gives the device's answer."""
        document = None if params is None else _calls.document(params, "the parameters")
        return _calls.asked("kassa_call", self._handle, _calls.text(method, "the method"), document)

    def cancel(self) -> None:
        """Breaks off the calls that other threads are making on this device.

        They soon raise Cancelled if nothing was sent yet, else UnknownOutcome: what has left cannot be called back.
        Calls that begin later are not touched.
        """
        _calls.checked(library().kassa_cancel(self._handle))

    def on_progress(self, listener: Optional[Listener]) -> None:
        """Tells `listener` where calls on this device stand, from now on; None ends that.

        It is called in the thread that makes the call, and of the device it may only use cancel(). An exception that
        it raises goes to sys.unraisablehook and no further.
        """
        self._teller.listener = listener
        _calls.checked(library().kassa_set_progress(self._handle, self._teller.wanted(), None))

    def _object(self, function: str, text: bytes) -> Dict[str, Any]:
        answer = _calls.asked(function, self._handle, text)
        return answer if isinstance(answer, dict) else {}
