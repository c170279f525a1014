"""What makes no fiscal document: questions, printing, the clock, the way to the OFD, as methods of a device."""

import base64
import os
from datetime import datetime
from typing import Any, Iterable, Optional

from . import _members
from ._fields import Task, merged
from ._session import Session
from .answers import DeviceStatus, ShiftStatus, Warnings
from .printing import Image, Print, TextLine
from .state import DeviceInfo, FnDocument, FnInfo, FnStatus, OfdStatus, RegistrationInfo, Relayed


class Questions(Session):
    """What Device has beside fiscal documents."""

    def device_status(self) -> DeviceStatus:
        """State of the register."""
        return DeviceStatus.of(self.execute({"type": "getDeviceStatus"}))

    def shift_status(self) -> ShiftStatus:
        """State of the shift."""
        return ShiftStatus.of(self.execute({"type": "getShiftStatus"}))

    def fn_status(self) -> FnStatus:
        """Numbering and warnings of the fiscal drive."""
        return FnStatus.of(self.execute({"type": "getFnStatus"}))

    def fn_info(self) -> FnInfo:
        """What fiscal drive it is."""
        return FnInfo.of(self.execute({"type": "getFnInfo"}))

    def device_info(self) -> DeviceInfo:
        """What register it is."""
        return DeviceInfo.of(self.execute({"type": "getDeviceInfo"}))

    def registration_info(self) -> RegistrationInfo:
        """How the register is registered."""
        return RegistrationInfo.of(self.execute({"type": "getRegistrationInfo"}))

    def ofd_exchange_status(self) -> OfdStatus:
        """What waits for the operator of fiscal data."""
        return OfdStatus.of(self.execute({"type": "ofdExchangeStatus"}))

    def fn_document(self, number: int, shift: Optional[int] = None) -> FnDocument:
        """A document by its number; where documents are numbered by shift, within this shift."""
        return FnDocument.of(self.execute(_of_document("getFnDocument", number, shift)))

    def receipt_image(
        self, number: int, shift: int, *, image: Optional[Image] = None, original: Optional[bool] = None
    ) -> bytes:
        """A document as a picture, PNG, by its number within a shift."""
        task = _of_document("getReceiptImage", number, shift, image=image and image.members(), original=original)
        return base64.b64decode(_members.text(self.execute(task), "image") or "")

    def save_receipt_image(
        self,
        file: "str | os.PathLike[str]",
        number: int,
        shift: int,
        *,
        image: Optional[Image] = None,
        original: Optional[bool] = None,
    ) -> int:
        """The same into a file, which appears when it is whole; gives its length in bytes."""
        drawn = {"image": image and image.members(), "original": original, "file": os.fspath(file)}
        answer = self.execute(_of_document("getReceiptImage", number, shift, **drawn))
        return _members.whole(answer, "bytes") or 0

    def non_fiscal(self, items: Iterable[Print], *, print_footer: Optional[bool] = None) -> Warnings:
        """Prints texts and codes that are no fiscal document."""
        task: Task = {"type": "nonFiscal", "items": [item.members() for item in items]}
        if print_footer is not None:
            task["printFooter"] = print_footer
        return Warnings.of(self.execute(task))

    def print_text(self, *lines: str) -> Warnings:
        """Prints lines of plain text."""
        return self.non_fiscal([TextLine(line) for line in lines])

    def print_fn_document(self, number: int) -> Warnings:
        """Prints a document of the fiscal drive again, by its number."""
        return Warnings.of(self.execute({"type": "printFnDocument", "fiscalDocumentNumber": number}))

    def print_last_receipt_copy(self) -> Warnings:
        """Prints the last receipt again."""
        return Warnings.of(self.execute({"type": "printLastReceiptCopy"}))

    def set_date_time(self, when: datetime) -> Warnings:
        """Sets the register's clock, to the second. It tells no zone: give the time of the place where it stands."""
        return Warnings.of(self.execute({"type": "setDateTime", "dateTime": when.strftime("%Y.%m.%d %H:%M:%S")}))

    def ofd_relay(
        self, host: Optional[str] = None, port: Optional[int] = None, *, limit: Optional[int] = None
    ) -> Relayed:
        """Carries waiting documents to the operator of fiscal data, for a register without a network of its own.

        Where to, the register's settings say unless `host` and `port` do. At most `limit` documents in this call;
        stopped anywhere, it loses nothing.
        """
        task: Task = {"type": "ofdRelay", "host": host, "port": port, "limit": limit}
        return Relayed.of(self.execute({name: value for name, value in task.items() if value is not None}))


def _of_document(kind: str, number: int, shift: Optional[int], **members: Any) -> Task:
    return merged({"type": kind, "shiftNumber": shift, "fiscalDocumentNumber": number, **members}, {})
