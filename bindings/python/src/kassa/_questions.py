"""What makes no fiscal document: questions, printing, the clock, the way to the OFD, as methods of a device."""

from datetime import datetime
from typing import Iterable, Optional

from ._fields import Task
from ._session import Session
from .answers import DeviceStatus, ShiftStatus, Warnings
from .printing import Print, TextLine
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

    def fn_document(self, number: int) -> FnDocument:
        """A document of the fiscal drive, by its number."""
        return FnDocument.of(self.execute({"type": "getFnDocument", "fiscalDocumentNumber": number}))

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
