"""Shift, cash, registration and other documents that are not receipts, as methods of a device."""

from typing import Optional

from ._fields import Number, Task, merged, refuse_inexact
from ._session import Session
from ._types import typed
from .answers import Document, Report
from .people import Operator
from .printing import Image
from .registration import Registration
from .words import RegistrationReason


@typed
class Reports(Session):
    """The methods of Device for documents that are not receipts."""

    def open_shift(self, operator: Optional[Operator] = None, *, external_id: Optional[str] = None) -> Document:
        """Opens a shift."""
        return self._shift("openShift", operator, external_id)

    def close_shift(
        self,
        operator: Optional[Operator] = None,
        *,
        external_id: Optional[str] = None,
        electronically: Optional[bool] = None,
        image: Optional[Image] = None,
    ) -> Document:
        """Closes the shift (Z-отчёт)."""
        return self._shift("closeShift", operator, external_id, **_printed(electronically, image))

    def x_report(
        self,
        operator: Optional[Operator] = None,
        *,
        electronically: Optional[bool] = None,
        image: Optional[Image] = None,
    ) -> Report:
        """Prints a report of the shift so far (X-отчёт), which is not a fiscal document."""
        return Report.of(self.execute(_task("reportX", operator, **_printed(electronically, image))))

    def cash_in(
        self, sum: Number, operator: Optional[Operator] = None, *, external_id: Optional[str] = None
    ) -> Document:
        """Records cash put into the drawer (внесение)."""
        return self._cash("cashIn", sum, operator, external_id)

    def cash_out(
        self, sum: Number, operator: Optional[Operator] = None, *, external_id: Optional[str] = None
    ) -> Document:
        """Records cash taken out of the drawer (выплата)."""
        return self._cash("cashOut", sum, operator, external_id)

    def registration(self, registration: Registration, *, external_id: Optional[str] = None) -> Document:
        """Registers the register (регистрация ККТ). On a real fiscal drive this cannot be undone."""
        return self._registration("registration", registration, None, external_id)

    def change_registration(
        self, registration: Registration, reason: RegistrationReason, *, external_id: Optional[str] = None
    ) -> Document:
        """Changes the registration (изменение параметров регистрации)."""
        return self._registration("changeRegistrationParameters", registration, reason, external_id)

    def fn_change(self, registration: Registration, *, external_id: Optional[str] = None) -> Document:
        """Registers the register again with a new fiscal drive (замена ФН)."""
        return self._registration("fnChange", registration, None, external_id)

    def close_archive(self, operator: Optional[Operator] = None, *, external_id: Optional[str] = None) -> Document:
        """Closes the archive of the fiscal drive (закрытие архива ФН). This cannot be undone."""
        return self._shift("closeArchive", operator, external_id)

    def report_ofd_exchange_status(
        self, operator: Optional[Operator] = None, *, external_id: Optional[str] = None
    ) -> Document:
        """A report of settlements (отчёт о текущем состоянии расчётов)."""
        return self._shift("reportOfdExchangeStatus", operator, external_id)

    def _shift(
        self, kind: str, operator: Optional[Operator], external_id: Optional[str], **members: object
    ) -> Document:
        return Document.of(self.execute(_task(kind, operator, externalId=external_id, **members)))

    def _cash(self, kind: str, sum: Number, operator: Optional[Operator], external_id: Optional[str]) -> Document:
        refuse_inexact(sum, "sum")
        return Document.of(self.execute(_task(kind, operator, externalId=external_id, cashSum=sum)))

    def _registration(
        self,
        kind: str,
        registration: Registration,
        reason: Optional[RegistrationReason],
        external_id: Optional[str],
    ) -> Document:
        return Document.of(self.execute(registration.task(kind, reason=reason, external_id=external_id)))


def _printed(electronically: Optional[bool], image: Optional[Image]) -> Task:
    return {"electronically": electronically, "image": image and image.members()}


def _task(kind: str, operator: Optional[Operator], **members: object) -> Task:
    return merged({"type": kind, "operator": operator and operator.members(), **members}, {})
