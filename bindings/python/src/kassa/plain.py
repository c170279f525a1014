"""The C interface without JSON: sums in kopecks, answers with fixed fields.

    from kassa import plain

    with plain.Receipt("sell") as receipt:
        receipt.add_item("Хлеб ржаной", price=45_90, quantity=3_000_000, amount=137_70, tax="vat10")
        receipt.add_payment("cash", 150_00)
        receipt.set("taxationType", "osn")
        document = plain.Register(device).print_receipt(receipt)

Programs in Python are better served by kassa.Device; this is what hosts without JSON see, to be tried out.
"""

import ctypes
import weakref
from types import TracebackType
from typing import Any, List, Optional, Type

from . import _calls
from ._library import library
from ._plain import Document, Error, Fault, Status
from ._records import DeviceStatusRecord, DocumentRecord, ErrorRecord, FaultRecord, sized
from ._types import typed
from .device import Device

__all__ = ["Document", "Error", "Fault", "Receipt", "Register", "Status", "last_error", "last_faults"]


@typed
class Receipt:
    """A receipt that is put together field by field; call free(), or use it in a `with` statement.

    It belongs to no device. Use it from one thread at a time.
    """

    def __init__(self, kind: str) -> None:
        """Creates a receipt: "sell", "sellReturn", "buy", "buyReturn", "sellCorrection" and so on."""
        handle = ctypes.c_void_p()
        loaded = library()
        _calls.checked(loaded.kassa_receipt_new(_calls.text(kind, "the kind"), ctypes.byref(handle)))
        self.handle = handle.value
        """The handle of the C interface."""
        self._freeing = weakref.finalize(self, loaded.kassa_receipt_free, self.handle)

    def free(self) -> None:
        """Frees the receipt, printed or not; calling it again does nothing."""
        if self._freeing.detach():
            _calls.checked(library().kassa_receipt_free(self.handle))

    def __enter__(self) -> "Receipt":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.free()

    def add_item(self, name: str, price: int, quantity: int, amount: int, tax: Optional[str] = None) -> None:
        """Adds a line: `price` and `amount` in kopecks, `quantity` in millionths (1.5 kg is 1 500 000)."""
        named, rate = _calls.text(name, "the name"), _given(tax, "the tax")
        figures = _whole(price), _whole(quantity), _whole(amount)
        _calls.checked(library().kassa_receipt_add_item(self.handle, named, *figures, rate))

    def add_payment(self, kind: str, sum: int) -> None:
        """Adds a payment, in kopecks: "cash", "electronically", "prepaid", "credit", "mobile" or "other"."""
        named = _calls.text(kind, "the kind")
        _calls.checked(library().kassa_receipt_add_payment(self.handle, named, _whole(sum)))

    def set(self, path: str, value: str) -> None:
        """Sets any field of the task by its path: "externalId", "operator.name", "items[0].paymentMethod"."""
        place, text = _calls.text(path, "the path"), _calls.text(value, "the value")
        _calls.checked(library().kassa_receipt_set(self.handle, place, text))


@typed
class Register:
    """A device used without JSON. The caller still closes the device."""

    def __init__(self, device: Device) -> None:
        self.device = device

    def status(self) -> Status:
        """State of the register."""
        record = sized(DeviceStatusRecord)
        _calls.checked(library().kassa_get_status(self.device.handle, ctypes.byref(record)))
        return Status.of(record)

    def open_shift(self, cashier: Optional[str] = None) -> Document:
        """Opens a shift."""
        return self._document("kassa_open_shift", _given(cashier, "the cashier"))

    def close_shift(self, cashier: Optional[str] = None) -> Document:
        """Closes the shift."""
        return self._document("kassa_close_shift", _given(cashier, "the cashier"))

    def print_x_report(self, cashier: Optional[str] = None) -> None:
        """Prints a report of the shift so far."""
        _calls.checked(library().kassa_print_x_report(self.device.handle, _given(cashier, "the cashier")))

    def cash_in(self, sum: int) -> Document:
        """Records cash put into the drawer, in kopecks."""
        return self._document("kassa_cash_in", _whole(sum))

    def cash_out(self, sum: int) -> Document:
        """Records cash taken out of the drawer, in kopecks."""
        return self._document("kassa_cash_out", _whole(sum))

    def print_text(self, text: str) -> None:
        """Prints text that is not fiscal, line by line."""
        _calls.checked(library().kassa_print_text(self.device.handle, _calls.text(text, "the text")))

    def print_receipt(self, receipt: Receipt) -> Document:
        """Makes the receipt on the register, exactly once per "externalId"."""
        return self._document("kassa_print_receipt", receipt.handle)

    def recover(self, external_id: str) -> Document:
        """Finds out what became of a document; raises as Device.recover does."""
        return self._document("kassa_recover_document", _calls.text(external_id, "the id"))

    def _document(self, function: str, argument: Any) -> Document:
        record = sized(DocumentRecord)
        _calls.checked(getattr(library(), function)(self.device.handle, argument, ctypes.byref(record)))
        return Document.of(record)


def last_error() -> Error:
    """The error of the last failed call of this thread; its code is 0 if no call has failed."""
    record = sized(ErrorRecord)
    _calls.checked(library().kassa_last_error_record(ctypes.byref(record)))
    return Error.of(record)


def last_faults() -> List[Fault]:
    """All faults of the last failed call of this thread."""
    faults = []
    for index in range(last_error().faults):
        record = sized(FaultRecord)
        _calls.checked(library().kassa_last_error_fault(index, ctypes.byref(record)))
        faults.append(Fault.of(record))
    return faults


def _given(value: Optional[str], what: str) -> Optional[bytes]:
    return None if value is None else _calls.text(value, what)


def _whole(value: int) -> int:
    """`value`, if it is a whole number that fits the interface: ctypes would cut off a longer one."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{value!r} is not an int: sums are in kopecks, quantities in millionths")
    if not -(2**63) <= value < 2**63:
        raise OverflowError(f"{value} is too large")
    return value
