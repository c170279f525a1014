"""kassa: one driver for any fiscal register.

    import kassa
    from decimal import Decimal

    with kassa.Device({"backend": "icash", "url": "http://127.0.0.1:8080", "journal": "kassa.db"}) as device:
        device.open_shift(kassa.Operator("Кассир Лунина"))
        tea = kassa.Item("Чай чёрный", Decimal("125.50"), 2, vat="vat10")
        receipt = kassa.Receipt([tea], [kassa.Payment("cash", 300)], taxation="osn")
        document = device.sell(receipt, external_id="order-1001")
        print(document.fiscal_document_number, document.change)

Set `kassa.language` to "ru" or "en" to choose the language of messages; by default the locale decides.
"""

from . import industry, plain
from ._language import Text, of_locale
from ._library import LibraryError, library
from ._log import log_to, set_log
from ._progress import Progress
from ._trace import Span, on_span, trace_to
from .answers import Counters, DeviceStatus, Document, Report, ShiftStatus, Warnings
from .device import Device
from .errors import (
    AlreadyDone,
    BackendAnswer,
    BadArgument,
    BadConfig,
    BadDocument,
    BadHandle,
    Busy,
    Cancelled,
    Fault,
    IdReused,
    InternalError,
    JournalError,
    KassaError,
    NoAnswer,
    NoLink,
    NotFound,
    NotMade,
    Pending,
    Refused,
    UnknownOutcome,
    Unsupported,
)
from .marking import CheckResult, IndustryAttribute, Mark, MarkCheck, MarkingState, ProductCodes
from .people import Agent, Client, MoneyTransferOperator, Operator, Supplier
from .printing import Barcode, Image, TextLine
from ._signing import ToSign
from .receipt import AdditionalAttribute, Correction, Item, Modifier, Payment, Receipt, Tax, UserAttribute
from .registrar import Registrar, Road
from .registration import Ofd, Organization, Registration, Usage
from .state import DeviceInfo, FnDocument, FnInfo, FnStatus, OfdStatus, RegistrationInfo, Relayed

language: str = of_locale()
"""Language of messages: `ru` or `en`."""


def version() -> str:
    """Version of the native library."""
    text: bytes = library().kassa_version()
    return text.decode("ascii")


__all__ = [
    "AdditionalAttribute",
    "Agent",
    "AlreadyDone",
    "BackendAnswer",
    "BadArgument",
    "BadConfig",
    "BadDocument",
    "BadHandle",
    "Barcode",
    "Busy",
    "Cancelled",
    "CheckResult",
    "Client",
    "Correction",
    "Counters",
    "Device",
    "DeviceInfo",
    "DeviceStatus",
    "Document",
    "Fault",
    "FnDocument",
    "FnInfo",
    "FnStatus",
    "IdReused",
    "Image",
    "IndustryAttribute",
    "InternalError",
    "Item",
    "JournalError",
    "KassaError",
    "LibraryError",
    "Mark",
    "MarkCheck",
    "MarkingState",
    "Modifier",
    "MoneyTransferOperator",
    "NoAnswer",
    "NoLink",
    "NotFound",
    "NotMade",
    "Ofd",
    "OfdStatus",
    "Operator",
    "Organization",
    "Payment",
    "Pending",
    "ProductCodes",
    "Progress",
    "Receipt",
    "Refused",
    "Registrar",
    "Registration",
    "RegistrationInfo",
    "Relayed",
    "Report",
    "Road",
    "ShiftStatus",
    "Span",
    "Supplier",
    "Tax",
    "Text",
    "TextLine",
    "ToSign",
    "UnknownOutcome",
    "Unsupported",
    "Usage",
    "UserAttribute",
    "Warnings",
    "industry",
    "language",
    "log_to",
    "on_span",
    "plain",
    "set_log",
    "trace_to",
    "version",
]
