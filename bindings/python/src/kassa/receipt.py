"""Receipts and corrections (кассовый чек, чек коррекции)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Mapping, Optional, Sequence, Union

from ._fields import Block, Exact, Number, Task, exact, merged
from .people import Agent, Client, Operator, Supplier
from .printing import Print
from .words import (
    CorrectionKind,
    CorrectionTask,
    PaymentKind,
    PaymentMethod,
    PaymentObject,
    ReceiptKind,
    Taxation,
    Vat,
)

_KOPECK = Decimal("0.01")
# The caller's own context may round to a few digits.
_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Item(Block):
    """A line (предмет расчёта)."""

    name: str
    price: Number = exact()
    """Price of a unit, discounts taken off."""
    quantity: Number = exact(default=1)
    vat: Optional[Vat] = None
    """VAT rate; None leaves it to `defaultVat` of the configuration."""
    amount: Optional[Number] = exact(default=None)
    """Sum of the line; by default price × quantity, rounded half up to the kopeck."""
    vat_sum: Optional[Number] = exact(default=None)
    """VAT of the line; by default the library computes it."""
    payment_method: Optional[PaymentMethod] = "fullPayment"
    payment_object: Optional[PaymentObject] = "commodity"
    measurement_unit: Optional[Union[str, int]] = None
    """Unit: a word or a number of the vocabulary (`kilogram`, 11), or a text of your own."""
    agent: Optional[Agent] = None
    supplier: Optional[Supplier] = None
    other: Mapping[str, Any] = field(default_factory=dict)
    """Any other fields of the vocabulary, under its names: {"countryCode": "643"}."""

    def members(self) -> Task:
        """The object of the list `items`."""
        told: Task = {"type": "position", "name": self.name, "price": self.price, "quantity": self.quantity}
        told["amount"] = self.sum
        if self.vat is not None:
            told["tax"] = {"type": self.vat} if self.vat_sum is None else {"type": self.vat, "sum": self.vat_sum}
        told["paymentMethod"], told["paymentObject"] = self.payment_method, self.payment_object
        told["measurementUnit"] = self.measurement_unit
        told["agentInfo"] = self.agent and self.agent.members()
        told["supplierInfo"] = self.supplier and self.supplier.members()
        return merged(told, self.other)

    @property
    def sum(self) -> Number:
        """Sum of the line."""
        if self.amount is not None:
            return self.amount
        return _EXACT.quantize(_EXACT.multiply(Decimal(self.price), Decimal(self.quantity)), _KOPECK)


@dataclass(frozen=True)
class UserAttribute(Block):
    """Requisite of the user (дополнительный реквизит пользователя)."""

    name: str
    value: str

    def members(self) -> Task:
        """The object of the list `items`."""
        return {"type": "userAttribute", **super().members()}


@dataclass(frozen=True)
class AdditionalAttribute(Block):
    """Additional requisite of the receipt (дополнительный реквизит чека)."""

    value: str

    def members(self) -> Task:
        """The object of the list `items`."""
        return {"type": "additionalAttribute", **super().members()}


@dataclass(frozen=True)
class Payment(Block):
    """What is paid. Cash may be more than the total: the rest is the change."""

    type: PaymentKind
    sum: Number = exact()


@dataclass(frozen=True)
class Receipt(Exact):
    """A receipt (кассовый чек); which settlement it is, the method of Device says."""

    items: Sequence[Union[Item, UserAttribute, AdditionalAttribute, Print]]
    payments: Sequence[Payment]
    operator: Optional[Operator] = None
    client: Optional[Client] = None
    taxation: Optional[Taxation] = None
    """Taxation system; None leaves it to `defaultTaxation` of the configuration."""
    total: Optional[Number] = exact(default=None)
    """By default the sum of the lines; may leave off the kopecks of a ruble."""
    agent: Optional[Agent] = None
    """Agent of the whole receipt."""
    supplier: Optional[Supplier] = None
    other: Mapping[str, Any] = field(default_factory=dict)
    """Any other fields of the vocabulary, under its names: {"machineNumber": "A-17"}."""

    def task(
        self,
        kind: Union[ReceiptKind, CorrectionTask],
        *,
        correction: "Optional[Correction]" = None,
        external_id: Optional[str] = None,
    ) -> Task:
        """The task that makes this receipt, for Device.execute and Device.validate."""
        blocks = {
            "operator": self.operator,
            "clientInfo": self.client,
            "agentInfo": self.agent,
            "supplierInfo": self.supplier,
        }
        told: Task = {"type": kind, "externalId": external_id, "taxationType": self.taxation, "total": self.total}
        told.update({name: block and block.members() for name, block in blocks.items()})
        told.update(correction.members() if correction else {})
        told["items"] = [item.members() for item in self.items]
        told["payments"] = [payment.members() for payment in self.payments]
        return merged(told, self.other)


@dataclass(frozen=True)
class Correction(Block):
    """What a correction rests on (основание для коррекции)."""

    kind: CorrectionKind
    base_date: date
    """Date of the settlement that is corrected."""
    base_number: Optional[str] = None
    """Number of the tax service's order; needed with `instruction`."""
    base_name: Optional[str] = None

    def members(self) -> Task:
        """Members of the task."""
        told: Task = {"correctionType": self.kind, "correctionBaseDate": self.base_date.strftime("%Y.%m.%d")}
        told.update({"correctionBaseNumber": self.base_number, "correctionBaseName": self.base_name})
        return merged(told, {})
