"""Marking of goods (маркировка, «Честный знак»): codes of things, codes of products, industry attributes, checks."""

import base64
import datetime
from dataclasses import dataclass, field
from typing import Any, Dict, Mapping, Optional, Sequence, Union

from . import _members
from ._fields import Block, Number, Task, exact
from .words import MarkKind, MarkStatus


@dataclass(frozen=True)
class CheckResult(Block):
    """Result of checking a marking code (tag 2106), bit by bit."""

    imc_check_flag: bool
    """The code was checked by the fiscal drive or the marking system."""
    imc_check_result: bool
    """That check was positive."""
    imc_status_info: bool
    """The marking system told the state of the thing."""
    imc_estimated_status_correct: bool
    """That state allows what is done with it."""
    ecr_stand_alone_flag: bool = False
    """The register worked on its own, without the marking system."""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Optional[CheckResult]":
        """Reads `itemInfoCheckResult`; None if it is missing or not whole."""
        names = "imcCheckFlag", "imcCheckResult", "imcStatusInfo", "imcEstimatedStatusCorrect", "ecrStandAloneFlag"
        bits = [_members.flag(told, name) for name in names]
        return None if None in bits else cls(*(bit is True for bit in bits))


@dataclass(frozen=True)
class Mark(Block):
    """The marking code of one thing and what is done with it (`imcParams`).

    >>> Mark("0104607427512374215Qgj=T\\x1d91EE06\\x1d92YWJj").members()
    {'imc': 'MDEwNDYwNzQyNzUxMjM3NDIxNVFnaj1UHTkxRUUwNh05MllXSmo=', 'itemEstimatedStatus': 'itemPieceSold'}
    """

    code: str
    """The code as the scanner read it, with its GS characters ("\\x1d"); the task gets it in base64."""
    item_estimated_status: Optional[MarkStatus] = "itemPieceSold"
    """What becomes of the thing."""
    imc_type: Optional[MarkKind] = None
    """Kind of the code; the register finds it out if None."""
    imc_mode_processing: Optional[int] = None
    item_fractional_amount: Optional[str] = None
    """Part of the package that is sold: "1/20"."""
    imc_barcode: Optional[str] = None
    """Identifier of the thing, base64."""
    item_quantity: Optional[Number] = exact(default=None)
    """Quantity for a check; in a receipt the line has it."""
    item_units: Optional[Union[str, int]] = None
    """Unit of that quantity."""
    item_info_check_result: Optional[CheckResult] = None
    """Result of a check made before."""

    def members(self) -> Task:
        """The object `imcParams`."""
        told = super().members()
        return {"imc": base64.b64encode(told.pop("code").encode("utf-8")).decode("ascii"), **told}


@dataclass(frozen=True)
class ProductCodes(Block):
    """Codes of the product (код товара, tag 1163): a list whose kinds the register finds out, or one code per kind."""

    codes: Sequence[str] = ()
    undefined: Optional[str] = None
    ean8: Optional[str] = None
    ean13: Optional[str] = None
    itf14: Optional[str] = None
    gs10: Optional[str] = None
    gs1m: Optional[str] = None
    short: Optional[str] = None
    furs: Optional[str] = None
    egais20: Optional[str] = None
    egais30: Optional[str] = None
    f1: Optional[str] = None
    f2: Optional[str] = None
    f3: Optional[str] = None
    f4: Optional[str] = None
    f5: Optional[str] = None
    f6: Optional[str] = None


@dataclass(frozen=True)
class IndustryAttribute(Block):
    """What a federal authority demands of a line or a receipt (отраслевой реквизит), such as the permission of a sale.

    >>> IndustryAttribute("030", datetime.date(2023, 11, 21), "1944", "UUID=1&Time=2").members()["date"]
    '2023.11.21'
    """

    fois: str
    """Number of the authority (ФОИВ): "030"."""
    date: datetime.date
    """Date of its document."""
    number: str
    """Number of its document."""
    industry_attribute: str
    """The value."""

    def members(self) -> Task:
        """An object of the list `industryInfo`."""
        return {**super().members(), "date": self.date.strftime("%Y.%m.%d")}


@dataclass(frozen=True)
class MarkCheck:
    """What is known of a marking code. A field is None if the device did not report it."""

    answer: Dict[str, Any] = field(repr=False)
    """The whole answer, or its part for this code."""
    ready: Optional[bool] = None
    """Whether the check has ended; `marking_code_validation_status()` only."""
    result: Optional[CheckResult] = None
    fm_check: Optional[bool] = None
    """Whether the fiscal drive checked the code."""
    fm_check_result: Optional[bool] = None
    """Whether that check was positive."""
    fm_check_error_reason: Optional[str] = None
    """`checked`, or why the drive did not check it: `noKeys` and so on."""
    sent_imc_request: Optional[bool] = None
    """Whether the marking system was asked."""
    mark_operator_item_status: Optional[str] = None
    """What it says of the state: `itemEstimatedStatusCorrect`, `itemEstimatedStatusIncorrect`, `itemSaleStopped`."""
    mark_operator_response_result: Optional[str] = None
    """`correct`, `incorrect` or `unrecognized`."""
    error_code: Optional[int] = None
    """Why the check did not end: code of the register, 0 if it did."""
    error_description: Optional[str] = None

    @classmethod
    def of(cls, answer: Dict[str, Any]) -> "MarkCheck":
        """Reads the answer about one code."""
        offline, online = _members.members(answer, "offlineValidation"), _members.members(answer, "onlineValidation")
        error = _members.members(answer, "driverError")
        return cls(
            answer=answer,
            ready=_members.flag(answer, "ready"),
            result=CheckResult.of(
                _members.members(answer, "itemInfoCheckResult") or _members.members(online, "itemInfoCheckResult")
            ),
            fm_check=_members.flag(offline, "fmCheck"),
            fm_check_result=_members.flag(offline, "fmCheckResult"),
            fm_check_error_reason=_members.text(offline, "fmCheckErrorReason"),
            sent_imc_request=_members.flag(answer, "sentImcRequest"),
            mark_operator_item_status=_members.text(online, "markOperatorItemStatus"),
            mark_operator_response_result=_members.text(online, "markOperatorResponseResult"),
            error_code=_members.whole(error, "code"),
            error_description=_members.text(error, "description"),
        )


@dataclass(frozen=True)
class MarkingState:
    """State of the marking of a register. A field is None if the device did not report it."""

    answer: Dict[str, Any] = field(repr=False)
    """The whole answer."""
    status: Optional[str] = None
    """What the fiscal drive does with codes now."""
    checking_count: Optional[int] = None
    """Codes that have been checked for the next receipt."""
    sold_imc_count: Optional[int] = None
    """Codes in the receipt that is being made."""
    notice_free_memory: Optional[str] = None
    """How much room the drive has for notices to the marking system: `less50` and so on."""
    notice_unsent_count: Optional[int] = None
    """Notices that wait to be sent."""

    @classmethod
    def of(cls, answer: Dict[str, Any]) -> "MarkingState":
        """Reads the answer to `checkImcWorkState`."""
        told = _members.members(answer, "fm")
        return cls(
            answer=answer,
            status=_members.text(told, "status"),
            checking_count=_members.whole(told, "checkingCount"),
            sold_imc_count=_members.whole(told, "soldImcCount"),
            notice_free_memory=_members.text(told, "noticeFreeMemory"),
            notice_unsent_count=_members.whole(told, "noticeUnsentCount"),
        )
