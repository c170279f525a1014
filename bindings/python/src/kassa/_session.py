"""An open device: calls with JSON, progress and cancelling."""

import ctypes
import weakref
from types import TracebackType
from typing import Any, Dict, Mapping, NoReturn, Optional, Type, TypeVar, Union

from . import _calls
from ._library import library
from ._progress import Listener, Teller
from ._types import typed
from .answers import Document
from .errors import KassaError

Json = Union[str, Mapping[str, Any]]
"""A JSON object: as text, or as a mapping whose numbers are Decimal or int."""

Self = TypeVar("Self", bound="Session")


@typed
class Session:
    """The methods of Device that are functions of the library."""

    def __init__(self, config: Json) -> None:
        """Opens a device: {"backend": "icash", "url": "http://…", "journal": "kassa.db"}. The register may be off."""
        handle = ctypes.c_void_p()
        loaded = library()
        _calls.checked(loaded.kassa_open(_calls.document(config, "the configuration"), ctypes.byref(handle)))
        self._handle = handle.value
        self._teller = Teller()
        self._closing = weakref.finalize(self, loaded.kassa_close, self._handle)

    def close(self) -> None:
        """Closes the device; calling it again does nothing. A call that another thread is making finishes normally.

        In a child made by fork it does not close the device of the parent. Every other method raises BadHandle there: open
        a new Device in the child.
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
        raise TypeError("an open device cannot be copied or sent to another process: send its configuration and open it there")

    def __repr__(self) -> str:
        """Names the device, and nothing else of its configuration: that has secrets."""
        closing = getattr(self, "_closing", None)
        if closing is None:
            name = "not opened"
        elif not closing.alive:
            name = "closed"
        else:
            try:
                name = self.capabilities()["device"]
            except KassaError:
                name = "of the parent process"
        return f"<{type(self).__module__.split('.')[0]}.{type(self).__name__} {name}>"

    @property
    def handle(self) -> Optional[int]:
        """The handle of the C interface."""
        return self._handle

    def execute(self, task: Json) -> Dict[str, Any]:
        """Executes any task of the vocabulary (docs/en/tasks.md) and returns its answer."""
        return self._object("kassa_execute", _calls.document(task, "the task"))

    def validate(self, task: Json) -> Dict[str, Any]:
        """Checks a task as execute() does, and sends nothing; BadDocument has every fault."""
        return self._object("kassa_validate", _calls.document(task, "the task"))

    def recover(self, external_id: str) -> Document:
        """Finds out what became of a document, and returns it if it exists.

        Raises NotMade if it does not exist (`error["earlier"]` says why), UnknownOutcome if that is not known yet,
        NotFound if the journal has no document with this id.
        """
        return Document.of(self._object("kassa_recover", _calls.text(external_id, "the id")))

    def render(self, request: Json) -> bytes:
        """Draws a fiscal document as text, PNG, PDF or HTML: {"externalId": "order-1", "task": {…}, "format": "png"}.

        docs/en/render.md lists the members of the request. Text and HTML are UTF-8. Raises BadDocument with every fault of
        the request and of its task, IdReused if the task is not the one that made the document, or as recover() does.
        """
        return _calls.drawn("kassa_render", self._handle, _calls.document(request, "the request"))

    def rebuild_journal(self) -> Dict[str, Any]:
        """Reads documents that the journal has lost back from the register, after JournalError reported lost documents.

        A person decides on it. Returns what was found in `documents`. Afterwards documents can be made again; a task that
        matches one of them raises UnknownOutcome once, with that document in `error["candidates"]`.
        """
        answer = _calls.asked("kassa_rebuild_journal", self._handle)
        return answer if isinstance(answer, dict) else {}

    def call(self, method: str, params: Optional[Json] = None) -> Any:
        """Calls a native method of the backend by its own name, and returns the answer of the device unchanged."""
        document = None if params is None else _calls.document(params, "the parameters")
        return _calls.asked("kassa_call", self._handle, _calls.text(method, "the method"), document)

    def can(self, task: str, field: Optional[str] = None) -> bool:
        """Whether the register can do a task, and whether a field of it is sent: can("sell", "clientInfo.emailOrPhone").

        Names are those of the vocabulary (docs/en/tasks.md). A field that is left out with a note is not sent. Asks
        nothing of the register.
        """
        can = ctypes.c_int32()
        wanted = None if field is None else _calls.text(field, "the field")
        _calls.checked(library().kassa_can(self._handle, _calls.text(task, "the task"), wanted, ctypes.byref(can)))
        return can.value == 1

    def capabilities(self, task: Optional[str] = None) -> Dict[str, Any]:
        """What the register can do: `tasks` and native `methods`; of one task the `fields` with their limits."""
        wanted = None if task is None else _calls.text(task, "the task")
        answer = _calls.asked("kassa_capabilities", self._handle, wanted)
        return answer if isinstance(answer, dict) else {}

    def metrics(self, *, ask_register: bool = False) -> str:
        """Metrics of the device as OpenMetrics text, for Prometheus and the like: what the journal counts of its documents.

        With `ask_register` also what the register tells: whether it is up, its shift, what waits for the OFD, the days that
        its fiscal drive has left. A register that does not answer gives `kassa_device_up` 0 and raises nothing.
        """
        return _calls.told("kassa_metrics", self._handle, int(ask_register))

    def cancel(self) -> None:
        """Cancels the calls that other threads are making on this device.

        They soon raise Cancelled if nothing was sent yet, otherwise UnknownOutcome: what was sent cannot be called back.
        Calls that begin later are not affected.
        """
        _calls.checked(library().kassa_cancel(self._handle))

    def on_progress(self, listener: Optional[Listener]) -> None:
        """Calls `listener` with the progress of calls on this device, from now on; None removes it.

        It runs on the thread that makes the call, and may call only cancel() of the device. An exception that it raises
        goes to sys.unraisablehook.
        """
        self._teller.listener = listener
        _calls.checked(library().kassa_set_progress(self._handle, self._teller.wanted(), None))

    def _object(self, function: str, text: bytes) -> Dict[str, Any]:
        answer = _calls.asked(function, self._handle, text)
        return answer if isinstance(answer, dict) else {}
