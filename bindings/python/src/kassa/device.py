"""A fiscal register, opened."""

import ctypes
import weakref
from types import TracebackType
from typing import Any, Dict, Iterable, Mapping, Optional, Type, Union

from . import _calls
from ._fields import Task
from ._library import library
from .answers import DeviceStatus, Document, ShiftStatus, Warnings
from .people import Operator
from .printing import Print, TextLine
from .receipt import Correction, Receipt
from .words import CorrectionTask, ReceiptKind

Json = Union[str, Mapping[str, Any]]
"""A JSON object: as text, or as a mapping whose numbers are Decimal or int."""


class Device:
    """A register, from its configuration to close(); best used in a `with` statement.

    May be used from several threads: calls on one register are done one by one, also across processes. Every method
    raises a KassaError when it fails; a float anywhere in a document is a TypeError, before anything is sent.

    `external_id` is your own id of a document: the same id again gives the recorded answer and sends nothing, also
    after a restart; the same id with another content is IdReused. Keep it before you ask, and a lost answer costs
    nothing.
    """

    def __init__(self, config: Json) -> None:
        """Opens a register: {"backend": "icash", "url": "http://…", "journal": "kassa.db"}. It may still be off."""
        handle = ctypes.c_void_p()
        loaded = library()
        _calls.checked(loaded.kassa_open(_calls.document(config, "the configuration"), ctypes.byref(handle)))
        self._handle = handle.value
        self._closing = weakref.finalize(self, loaded.kassa_close, self._handle)

    def close(self) -> None:
        """Closes the register; once more does nothing. A call of another thread that still runs ends unharmed."""
        if self._closing.detach():
            _calls.checked(library().kassa_close(self._handle))

    def __enter__(self) -> "Device":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    # As the library has them: JSON in, JSON out.

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

    def call(self, method: str, params: Optional[Json] = None) -> Any:
        """Calls a method of the backend's own, by its own name, and gives the device's answer."""
        document = None if params is None else _calls.document(params, "the parameters")
        return _calls.asked("kassa_call", self._handle, _calls.text(method, "the method"), document)

    # The same, typed.

    def open_shift(self, operator: Optional[Operator] = None, *, external_id: Optional[str] = None) -> Document:
        """Opens a shift."""
        return self._shift("openShift", operator, external_id)

    def close_shift(self, operator: Optional[Operator] = None, *, external_id: Optional[str] = None) -> Document:
        """Closes the shift."""
        return self._shift("closeShift", operator, external_id)

    def sell(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """A sale (приход)."""
        return self._receipt("sell", receipt, external_id)

    def sell_return(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """A return of a sale (возврат прихода)."""
        return self._receipt("sellReturn", receipt, external_id)

    def buy(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """A purchase (расход)."""
        return self._receipt("buy", receipt, external_id)

    def buy_return(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """A return of a purchase (возврат расхода)."""
        return self._receipt("buyReturn", receipt, external_id)

    def sell_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """A correction of a sale (коррекция прихода)."""
        return self._receipt("sellCorrection", receipt, external_id, correction)

    def sell_return_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """A correction of a sale's return (коррекция возврата прихода)."""
        return self._receipt("sellReturnCorrection", receipt, external_id, correction)

    def buy_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """A correction of a purchase (коррекция расхода)."""
        return self._receipt("buyCorrection", receipt, external_id, correction)

    def buy_return_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """A correction of a purchase's return (коррекция возврата расхода)."""
        return self._receipt("buyReturnCorrection", receipt, external_id, correction)

    def non_fiscal(self, items: Iterable[Print], *, print_footer: Optional[bool] = None) -> Warnings:
        """Prints texts and codes that are no fiscal document."""
        task: Task = {"type": "nonFiscal", "items": [item.members() for item in items]}
        if print_footer is not None:
            task["printFooter"] = print_footer
        return Warnings.of(self.execute(task))

    def print_text(self, *lines: str) -> Warnings:
        """Prints lines of plain text."""
        return self.non_fiscal([TextLine(line) for line in lines])

    def device_status(self) -> DeviceStatus:
        """State of the register."""
        return DeviceStatus.of(self.execute({"type": "getDeviceStatus"}))

    def shift_status(self) -> ShiftStatus:
        """State of the shift."""
        return ShiftStatus.of(self.execute({"type": "getShiftStatus"}))

    def _receipt(
        self,
        kind: Union[ReceiptKind, CorrectionTask],
        receipt: Receipt,
        external_id: Optional[str],
        correction: Optional[Correction] = None,
    ) -> Document:
        return Document.of(self.execute(receipt.task(kind, correction=correction, external_id=external_id)))

    def _shift(self, kind: str, operator: Optional[Operator], external_id: Optional[str]) -> Document:
        task: Task = {"type": kind}
        if operator:
            task["operator"] = operator.members()
        if external_id is not None:
            task["externalId"] = external_id
        return Document.of(self.execute(task))

    def _object(self, function: str, text: bytes) -> Dict[str, Any]:
        answer = _calls.asked(function, self._handle, text)
        return answer if isinstance(answer, dict) else {}
