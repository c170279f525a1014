"""Calls that make no fiscal document: queries, printing, the clock, relaying to the OFD, as methods of a device."""

import base64
import os
from datetime import datetime
from typing import Any, Iterable, Optional

from . import _members
from ._fields import Task, merged
from ._session import Session
from ._types import typed
from .answers import DeviceStatus, ShiftStatus, Warnings
from .printing import Image, Print, TextLine
from .state import DeviceInfo, FnDocument, FnInfo, FnStatus, OfdStatus, RegistrationInfo, Relayed


@typed
class Questions(Session):
    """The methods of Device that make no fiscal document."""

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
        """Serial number and phase of the fiscal drive."""
        return FnInfo.of(self.execute({"type": "getFnInfo"}))

    def device_info(self) -> DeviceInfo:
        """Model, serial number and firmware of the register."""
        return DeviceInfo.of(self.execute({"type": "getDeviceInfo"}))

    def registration_info(self) -> RegistrationInfo:
        """Registration data of the register."""
        return RegistrationInfo.of(self.execute({"type": "getRegistrationInfo"}))

    def ofd_exchange_status(self) -> OfdStatus:
        """Documents that wait for the OFD."""
        return OfdStatus.of(self.execute({"type": "ofdExchangeStatus"}))

    def fn_document(self, number: int, shift: Optional[int] = None) -> FnDocument:
        """A document by its number, or by its number within `shift` if the register numbers documents by shift."""
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
        """Writes it to a file, which appears when it is complete; returns its length in bytes."""
        drawn = {"image": image and image.members(), "original": original, "file": os.fspath(file)}
        answer = self.execute(_of_document("getReceiptImage", number, shift, **drawn))
        return _members.whole(answer, "bytes") or 0

    def non_fiscal(self, items: Iterable[Print], *, print_footer: Optional[bool] = None) -> Warnings:
        """Prints texts and codes; this is not a fiscal document."""
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
        """Sets the clock of the register, to the second, to the local time of the place where it stands."""
        return Warnings.of(self.execute({"type": "setDateTime", "dateTime": when.strftime("%Y.%m.%d %H:%M:%S")}))

    def ofd_relay(
        self, host: Optional[str] = None, port: Optional[int] = None, *, limit: Optional[int] = None
    ) -> Relayed:
        """Relays waiting documents to the OFD, for a register without its own network.

        Without `host` and `port` the settings of the register say where to. Relays at most `limit` documents; nothing is
        lost if it stops at any point.
        """
        task: Task = {"type": "ofdRelay", "host": host, "port": port, "limit": limit}
        return Relayed.of(self.execute({name: value for name, value in task.items() if value is not None}))


def _of_document(kind: str, number: int, shift: Optional[int], **members: Any) -> Task:
    return merged({"type": kind, "shiftNumber": shift, "fiscalDocumentNumber": number, **members}, {})
