"""The methods of kassa.aio, one for each blocking one. Written by bindings/python/twins.py: change that, not this."""

import os
from datetime import datetime
from typing import Any, Dict, Iterable, List, Mapping, Optional, Sequence

from ._fields import Number
from ._session import Json
from ._signing import Signer
from ._threads import Threads
from .answers import DeviceStatus, Document, Report, ShiftStatus, Warnings
from .device import Device
from .marking import Mark, MarkCheck, MarkingState
from .people import Operator
from .printing import Image, Print
from .receipt import Correction, Receipt
from .registrar import Registrar, Road
from .registration import Registration
from .state import DeviceInfo, FnDocument, FnInfo, FnStatus, OfdStatus, RegistrationInfo, Relayed
from .words import RegistrationReason


class Devices(Threads[Device]):
    """What kassa.aio.Device has of calls."""

    async def execute(self, task: Json) -> Dict[str, Any]:
        """As execute() of the blocking class."""
        return await self._apart(self.blocking.execute, task)

    async def validate(self, task: Json) -> Dict[str, Any]:
        """As validate() of the blocking class."""
        return await self._apart(self.blocking.validate, task)

    async def recover(self, external_id: str) -> Document:
        """As recover() of the blocking class."""
        return await self._apart(self.blocking.recover, external_id)

    async def render(self, request: Json) -> bytes:
        """As render() of the blocking class."""
        return await self._apart(self.blocking.render, request)

    async def rebuild_journal(self) -> Dict[str, Any]:
        """As rebuild_journal() of the blocking class."""
        return await self._apart(self.blocking.rebuild_journal)

    async def call(self, method: str, params: Optional[Json] = None) -> Any:
        """As call() of the blocking class."""
        return await self._apart(self.blocking.call, method, params)

    async def metrics(self, *, ask_register: bool = False) -> str:
        """As metrics() of the blocking class."""
        return await self._apart(self.blocking.metrics, ask_register=ask_register)

    async def parse_callback(self, headers: Mapping[str, str], body: str) -> Dict[str, Any]:
        """As parse_callback() of the blocking class."""
        return await self._apart(self.blocking.parse_callback, headers, body)

    async def listen(self, address: Optional[str] = "127.0.0.1:0") -> Optional[str]:
        """As listen() of the blocking class."""
        return await self._apart(self.blocking.listen, address)

    async def validate_marks(
        self, marks: Sequence[Mark], *, timeout: Optional[int] = None, wait_for_result: Optional[bool] = None
    ) -> List[MarkCheck]:
        """As validate_marks() of the blocking class."""
        return await self._apart(self.blocking.validate_marks, marks, timeout=timeout, wait_for_result=wait_for_result)

    async def begin_marking_code_validation(self, mark: Mark) -> MarkCheck:
        """As begin_marking_code_validation() of the blocking class."""
        return await self._apart(self.blocking.begin_marking_code_validation, mark)

    async def marking_code_validation_status(self) -> MarkCheck:
        """As marking_code_validation_status() of the blocking class."""
        return await self._apart(self.blocking.marking_code_validation_status)

    async def accept_marking_code(self) -> MarkCheck:
        """As accept_marking_code() of the blocking class."""
        return await self._apart(self.blocking.accept_marking_code)

    async def decline_marking_code(self) -> Warnings:
        """As decline_marking_code() of the blocking class."""
        return await self._apart(self.blocking.decline_marking_code)

    async def cancel_marking_code_validation(self) -> Warnings:
        """As cancel_marking_code_validation() of the blocking class."""
        return await self._apart(self.blocking.cancel_marking_code_validation)

    async def clear_marking_code_validation_result(self) -> Warnings:
        """As clear_marking_code_validation_result() of the blocking class."""
        return await self._apart(self.blocking.clear_marking_code_validation_result)

    async def check_imc_work_state(self) -> MarkingState:
        """As check_imc_work_state() of the blocking class."""
        return await self._apart(self.blocking.check_imc_work_state)

    async def device_status(self) -> DeviceStatus:
        """As device_status() of the blocking class."""
        return await self._apart(self.blocking.device_status)

    async def shift_status(self) -> ShiftStatus:
        """As shift_status() of the blocking class."""
        return await self._apart(self.blocking.shift_status)

    async def fn_status(self) -> FnStatus:
        """As fn_status() of the blocking class."""
        return await self._apart(self.blocking.fn_status)

    async def fn_info(self) -> FnInfo:
        """As fn_info() of the blocking class."""
        return await self._apart(self.blocking.fn_info)

    async def device_info(self) -> DeviceInfo:
        """As device_info() of the blocking class."""
        return await self._apart(self.blocking.device_info)

    async def registration_info(self) -> RegistrationInfo:
        """As registration_info() of the blocking class."""
        return await self._apart(self.blocking.registration_info)

    async def ofd_exchange_status(self) -> OfdStatus:
        """As ofd_exchange_status() of the blocking class."""
        return await self._apart(self.blocking.ofd_exchange_status)

    async def fn_document(self, number: int, shift: Optional[int] = None) -> FnDocument:
        """As fn_document() of the blocking class."""
        return await self._apart(self.blocking.fn_document, number, shift)

    async def receipt_image(
        self, number: int, shift: int, *, image: Optional[Image] = None, original: Optional[bool] = None
    ) -> bytes:
        """As receipt_image() of the blocking class."""
        return await self._apart(self.blocking.receipt_image, number, shift, image=image, original=original)

    async def save_receipt_image(
        self,
        file: "str | os.PathLike[str]",
        number: int,
        shift: int,
        *,
        image: Optional[Image] = None,
        original: Optional[bool] = None,
    ) -> int:
        """As save_receipt_image() of the blocking class."""
        return await self._apart(self.blocking.save_receipt_image, file, number, shift, image=image, original=original)

    async def non_fiscal(self, items: Iterable[Print], *, print_footer: Optional[bool] = None) -> Warnings:
        """As non_fiscal() of the blocking class."""
        return await self._apart(self.blocking.non_fiscal, items, print_footer=print_footer)

    async def print_text(self, *lines: str) -> Warnings:
        """As print_text() of the blocking class."""
        return await self._apart(self.blocking.print_text, *lines)

    async def print_fn_document(self, number: int) -> Warnings:
        """As print_fn_document() of the blocking class."""
        return await self._apart(self.blocking.print_fn_document, number)

    async def print_last_receipt_copy(self) -> Warnings:
        """As print_last_receipt_copy() of the blocking class."""
        return await self._apart(self.blocking.print_last_receipt_copy)

    async def set_date_time(self, when: datetime) -> Warnings:
        """As set_date_time() of the blocking class."""
        return await self._apart(self.blocking.set_date_time, when)

    async def ofd_relay(
        self, host: Optional[str] = None, port: Optional[int] = None, *, limit: Optional[int] = None
    ) -> Relayed:
        """As ofd_relay() of the blocking class."""
        return await self._apart(self.blocking.ofd_relay, host, port, limit=limit)

    async def open_shift(self, operator: Optional[Operator] = None, *, external_id: Optional[str] = None) -> Document:
        """As open_shift() of the blocking class."""
        return await self._apart(self.blocking.open_shift, operator, external_id=external_id)

    async def close_shift(
        self,
        operator: Optional[Operator] = None,
        *,
        external_id: Optional[str] = None,
        electronically: Optional[bool] = None,
        image: Optional[Image] = None,
    ) -> Document:
        """As close_shift() of the blocking class."""
        return await self._apart(self.blocking.close_shift, operator, external_id=external_id, electronically=electronically, image=image)

    async def x_report(
        self,
        operator: Optional[Operator] = None,
        *,
        electronically: Optional[bool] = None,
        image: Optional[Image] = None,
    ) -> Report:
        """As x_report() of the blocking class."""
        return await self._apart(self.blocking.x_report, operator, electronically=electronically, image=image)

    async def cash_in(
        self, sum: Number, operator: Optional[Operator] = None, *, external_id: Optional[str] = None
    ) -> Document:
        """As cash_in() of the blocking class."""
        return await self._apart(self.blocking.cash_in, sum, operator, external_id=external_id)

    async def cash_out(
        self, sum: Number, operator: Optional[Operator] = None, *, external_id: Optional[str] = None
    ) -> Document:
        """As cash_out() of the blocking class."""
        return await self._apart(self.blocking.cash_out, sum, operator, external_id=external_id)

    async def registration(self, registration: Registration, *, external_id: Optional[str] = None) -> Document:
        """As registration() of the blocking class."""
        return await self._apart(self.blocking.registration, registration, external_id=external_id)

    async def change_registration(
        self, registration: Registration, reason: RegistrationReason, *, external_id: Optional[str] = None
    ) -> Document:
        """As change_registration() of the blocking class."""
        return await self._apart(self.blocking.change_registration, registration, reason, external_id=external_id)

    async def fn_change(self, registration: Registration, *, external_id: Optional[str] = None) -> Document:
        """As fn_change() of the blocking class."""
        return await self._apart(self.blocking.fn_change, registration, external_id=external_id)

    async def close_archive(self, operator: Optional[Operator] = None, *, external_id: Optional[str] = None) -> Document:
        """As close_archive() of the blocking class."""
        return await self._apart(self.blocking.close_archive, operator, external_id=external_id)

    async def report_ofd_exchange_status(
        self, operator: Optional[Operator] = None, *, external_id: Optional[str] = None
    ) -> Document:
        """As report_ofd_exchange_status() of the blocking class."""
        return await self._apart(self.blocking.report_ofd_exchange_status, operator, external_id=external_id)

    async def sell(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """As sell() of the blocking class."""
        return await self._apart(self.blocking.sell, receipt, external_id=external_id)

    async def sell_return(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """As sell_return() of the blocking class."""
        return await self._apart(self.blocking.sell_return, receipt, external_id=external_id)

    async def buy(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """As buy() of the blocking class."""
        return await self._apart(self.blocking.buy, receipt, external_id=external_id)

    async def buy_return(self, receipt: Receipt, *, external_id: Optional[str] = None) -> Document:
        """As buy_return() of the blocking class."""
        return await self._apart(self.blocking.buy_return, receipt, external_id=external_id)

    async def sell_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """As sell_correction() of the blocking class."""
        return await self._apart(self.blocking.sell_correction, receipt, correction, external_id=external_id)

    async def sell_return_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """As sell_return_correction() of the blocking class."""
        return await self._apart(self.blocking.sell_return_correction, receipt, correction, external_id=external_id)

    async def buy_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """As buy_correction() of the blocking class."""
        return await self._apart(self.blocking.buy_correction, receipt, correction, external_id=external_id)

    async def buy_return_correction(
        self, receipt: Receipt, correction: Correction, *, external_id: Optional[str] = None
    ) -> Document:
        """As buy_return_correction() of the blocking class."""
        return await self._apart(self.blocking.buy_return_correction, receipt, correction, external_id=external_id)


class Registrars(Threads[Registrar]):
    """What kassa.aio.Registrar has of calls."""

    async def execute(self, task: Json) -> Dict[str, Any]:
        """As execute() of the blocking class."""
        return await self._apart(self.blocking.execute, task)

    async def validate(self, task: Json) -> Dict[str, Any]:
        """As validate() of the blocking class."""
        return await self._apart(self.blocking.validate, task)

    async def recover(self, external_id: str) -> Document:
        """As recover() of the blocking class."""
        return await self._apart(self.blocking.recover, external_id)

    async def render(self, request: Json) -> bytes:
        """As render() of the blocking class."""
        return await self._apart(self.blocking.render, request)

    async def rebuild_journal(self) -> Dict[str, Any]:
        """As rebuild_journal() of the blocking class."""
        return await self._apart(self.blocking.rebuild_journal)

    async def call(self, method: str, params: Optional[Json] = None) -> Any:
        """As call() of the blocking class."""
        return await self._apart(self.blocking.call, method, params)

    async def metrics(self, *, ask_register: bool = False) -> str:
        """As metrics() of the blocking class."""
        return await self._apart(self.blocking.metrics, ask_register=ask_register)

    async def registration_start(self, device: Device, request: Json) -> Road:
        """As registration_start() of the blocking class."""
        return await self._apart(self.blocking.registration_start, device, request)

    async def registration_advance(self, device: Device, id: str, signer: Optional[Signer] = None) -> Road:
        """As registration_advance() of the blocking class."""
        return await self._apart(self.blocking.registration_advance, device, id, signer)

    async def registration_state(self, id: str) -> Road:
        """As registration_state() of the blocking class."""
        return await self._apart(self.blocking.registration_state, id)

    async def application_create(self, params: Json) -> Any:
        """As application_create() of the blocking class."""
        return await self._apart(self.blocking.application_create, params)

    async def application_update(self, params: Json) -> Any:
        """As application_update() of the blocking class."""
        return await self._apart(self.blocking.application_update, params)

    async def application_list(self, ofd_agreement_id: Optional[str] = None) -> Any:
        """As application_list() of the blocking class."""
        return await self._apart(self.blocking.application_list, ofd_agreement_id)

    async def application_get(self, id: str) -> Any:
        """As application_get() of the blocking class."""
        return await self._apart(self.blocking.application_get, id)

    async def application_prepare_documents(self, id: str) -> Any:
        """As application_prepare_documents() of the blocking class."""
        return await self._apart(self.blocking.application_prepare_documents, id)

    async def application_sign(self, id: str, document_id: str, signature: bytes) -> Any:
        """As application_sign() of the blocking class."""
        return await self._apart(self.blocking.application_sign, id, document_id, signature)

    async def application_download(self, id: str, document_id: str) -> bytes:
        """As application_download() of the blocking class."""
        return await self._apart(self.blocking.application_download, id, document_id)

    async def save_application_document(self, file: "str | os.PathLike[str]", id: str, document_id: str) -> int:
        """As save_application_document() of the blocking class."""
        return await self._apart(self.blocking.save_application_document, file, id, document_id)

    async def client_register(self, params: Json) -> Any:
        """As client_register() of the blocking class."""
        return await self._apart(self.blocking.client_register, params)
