"""kassa: one driver for any fiscal register.

    import kassa
    from decimal import Decimal

    with kassa.Device({"backend": "icash", "url": "http://192.168.1.10:8080", "journal": "kassa.db"}) as device:
        device.open_shift(kassa.Operator("Кассир Лунина"))
        tea = kassa.Item("Чай чёрный", Decimal("125.50"), 2, vat="vat10")
        receipt = kassa.Receipt([tea], [kassa.Payment("cash", 300)], taxation="osn")
        document = device.sell(receipt, external_id="order-1001")
        print(document.fiscal_document_number, document.change)

Set `kassa.language` to "ru" or "en" to choose the language of messages; by default the locale does.
"""

from ._language import Text, of_locale
from ._library import LibraryError, library
from ._log import set_log
from .answers import DeviceStatus, Document, ShiftStatus, Warnings
from .device import Device
from .errors import (
    BackendAnswer,
    BadArgument,
    BadConfig,
    BadDocument,
    BadHandle,
    Busy,
    Fault,
    IdReused,
    InternalError,
    JournalError,
    KassaError,
    NoAnswer,
    NoLink,
    NotFound,
    NotMade,
    Refused,
    UnknownOutcome,
    Unsupported,
)
from .people import Agent, Client, MoneyTransferOperator, Operator, Supplier
from .printing import Barcode, TextLine
from .receipt import AdditionalAttribute, Correction, Item, Payment, Receipt, UserAttribute

language: str = of_locale()
"""Language of messages: `ru` or `en`."""


def version() -> str:
    """Version of the native library."""
    text: bytes = library().kassa_version()
    return text.decode("ascii")


__all__ = [
    "AdditionalAttribute",
    "Agent",
    "BackendAnswer",
    "BadArgument",
    "BadConfig",
    "BadDocument",
    "BadHandle",
    "Barcode",
    "Busy",
    "Client",
    "Correction",
    "Device",
    "DeviceStatus",
    "Document",
    "Fault",
    "IdReused",
    "InternalError",
    "Item",
    "JournalError",
    "KassaError",
    "LibraryError",
    "MoneyTransferOperator",
    "NoAnswer",
    "NoLink",
    "NotFound",
    "NotMade",
    "Operator",
    "Payment",
    "Receipt",
    "Refused",
    "ShiftStatus",
    "Supplier",
    "Text",
    "TextLine",
    "UnknownOutcome",
    "Unsupported",
    "UserAttribute",
    "Warnings",
    "language",
    "set_log",
    "version",
]
