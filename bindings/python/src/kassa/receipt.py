"""Receipts and corrections (кассовый чек, чек коррекции)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Mapping, Optional, Sequence, Union

from ._fields import Block, Exact, Number, Task, exact, listed, merged, plain
from .industry import Industry
from .marking import IndustryAttribute, Mark, ProductCodes
from .people import Agent, Client, Operator, Supplier
from .printing import Image, Print
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
# Fields of a line and their names in the vocabulary, except for those that need more than another name.
_LINE = (
    ("payment_method", "paymentMethod"),
    ("payment_object", "paymentObject"),
    ("measurement_unit", "measurementUnit"),
    ("agent", "agentInfo"),
    ("supplier", "supplierInfo"),
    ("mark", "imcParams"),
    ("product_codes", "productCodes"),
    ("discount", "discount"),
    ("markup", "markup"),
    ("section", "section"),
    ("barcode", "barcode"),
    ("product_id", "productId"),
    ("excise_stamp", "exciseStamp"),
    ("physical_label", "physicalLabel"),
)
# The decimal context of the caller may round to a few digits.
_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Modifier(Block):
    """A discount or a markup, if the register keeps it apart from prices (скидка, наценка)."""

    sum: Number = exact()
    name: Optional[str] = None


@dataclass(frozen=True)
class Tax(Block):
    """A tax of the whole receipt, if no line has its own."""

    type: Vat
    sum: Number = exact()


@dataclass(frozen=True)
class Item(Block):
    """A line (предмет расчёта).

    >>> cheese = Item("Сыр весовой", Decimal("820.00"), Decimal("0.355"), vat="vat10", measurement_unit="kilogram")
    >>> cheese.sum
    Decimal('291.10')
    >>> cheese.members()["tax"]
    {'type': 'vat10'}
    >>> Item("Сыр весовой", 820, 0.355)
    Traceback (most recent call last):
        ...
    TypeError: Item.quantity is 0.355: use Decimal or int for money and quantity, not float
    """

    name: str
    price: Number = exact()
    """Price of one unit, with discounts taken off unless `discount` has them."""
    quantity: Number = exact(default=1)
    vat: Optional[Vat] = None
    """VAT rate; if None, `defaultVat` of the configuration applies."""
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
    mark: Optional[Mark] = None
    """Marking code of the thing, for registers with FFD 1.2."""
    product_codes: Optional[ProductCodes] = None
    industry_info: Sequence[IndustryAttribute] = ()
    discount: Optional[Modifier] = None
    markup: Optional[Modifier] = None
    section: Optional[str] = None
    """Section of the shop."""
    barcode: Optional[str] = None
    """GTIN."""
    product_id: Optional[str] = None
    """Identifier in the virtual warehouse."""
    excise_stamp: Optional[str] = None
    """Marking code in Kazakhstan."""
    physical_label: Optional[str] = None
    """Series and number of the excise stamp."""
    other: Mapping[str, Any] = field(default_factory=dict)
    """Any other fields of the vocabulary, under its names: {"countryCode": "643"}."""

    def members(self) -> Task:
        """The object of the list `items`."""
        values = vars(self)
        told: Task = {"type": "position", "name": self.name, "price": self.price, "quantity": self.quantity}
        told["amount"] = self.sum
        if self.vat is not None:
            told["tax"] = {"type": self.vat} if self.vat_sum is None else {"type": self.vat, "sum": self.vat_sum}
        for name, word in _LINE:
            value = values[name]
            if value is not None:
                told[word] = plain(value)
        told["industryInfo"] = listed(self.industry_info) or None
        return merged(told, self.other)

    @property
    def sum(self) -> Number:
        """Sum of the line, before its own discount or markup."""
        if self.amount is not None:
            return self.amount
        return _EXACT.quantize(_EXACT.multiply(self.price, self.quantity), _KOPECK)


@dataclass(frozen=True)
class UserAttribute(Block):
    """Additional attribute of the user (дополнительный реквизит пользователя)."""

    name: str
    value: str

    def members(self) -> Task:
        """The object of the list `items`."""
        return {"type": "userAttribute", **super().members()}


@dataclass(frozen=True)
class AdditionalAttribute(Block):
    """Additional attribute of the receipt (дополнительный реквизит чека)."""

    value: str

    def members(self) -> Task:
        """The object of the list `items`."""
        return {"type": "additionalAttribute", **super().members()}


@dataclass(frozen=True)
class Payment(Block):
    """A payment. Cash may exceed the total: the rest is the change."""

    type: PaymentKind
    sum: Number = exact()


@dataclass(frozen=True)
class Receipt(Exact):
    """A receipt (кассовый чек). The method of Device decides whether it is a sale, a return and so on.

    >>> tea = Item("Чай чёрный", Decimal("125.50"), 2, vat="vat10")
    >>> task = Receipt([tea], [Payment("cash", 300)], taxation="osn").task("sell", external_id="order-1001")
    >>> task["type"], task["externalId"], task["payments"]
    ('sell', 'order-1001', [{'type': 'cash', 'sum': 300}])
    """

    items: Sequence[Union[Item, UserAttribute, AdditionalAttribute, Print]]
    payments: Sequence[Payment]
    operator: Optional[Operator] = field(default=None, repr=False)
    client: Optional[Client] = field(default=None, repr=False)
    taxation: Optional[Taxation] = None
    """Taxation system; if None, `defaultTaxation` of the configuration applies."""
    total: Optional[Number] = exact(default=None)
    """Total; by default the sum of the lines. It may be rounded down to the ruble."""
    agent: Optional[Agent] = None
    """Agent of the whole receipt."""
    supplier: Optional[Supplier] = None
    discount: Optional[Modifier] = None
    """Discount on the whole receipt."""
    markup: Optional[Modifier] = None
    taxes: Sequence[Tax] = ()
    """Taxes of the whole receipt, if no line has one."""
    industry: Optional[Industry] = None
    """Kind of business, with its attributes."""
    industry_info: Sequence[IndustryAttribute] = ()
    """What federal authorities demand of the whole receipt."""
    validate_marking_codes: Optional[bool] = None
    """Whether the register checks the marking codes of the lines first, and refuses the receipt if a check fails."""
    electronically: Optional[bool] = None
    """Whether it is made without paper."""
    image: Optional[Image] = None
    """How the register draws what it prints."""
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
            "discount": self.discount,
            "markup": self.markup,
            "industry": self.industry,
            "image": self.image,
        }
        told: Task = {"type": kind, "externalId": external_id, "taxationType": self.taxation, "total": self.total}
        told.update({name: block and block.members() for name, block in blocks.items()})
        told.update(correction.members() if correction else {})
        told["items"] = [item.members() for item in self.items]
        told["payments"] = [payment.members() for payment in self.payments]
        told["taxes"] = [tax.members() for tax in self.taxes] or None
        told["industryInfo"] = listed(self.industry_info) or None
        told["validateMarkingCodes"] = self.validate_marking_codes
        told["electronically"] = self.electronically
        return merged(told, self.other)


@dataclass(frozen=True)
class Correction(Block):
    """Basis of a correction (основание для коррекции)."""

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
