"""Opens a shift, sells, prints what came of it, and closes the shift.

    python receipt.py http://127.0.0.1:8080 kassa.db

The address may also stand in the environment variable KASSA_URL. The journal has to outlive restarts: what it knows is
never made twice.
"""

import os
import sys
from decimal import Decimal

import kassa

CASHIER = kassa.Operator("Кассир Лунина")


def receipt() -> kassa.Receipt:
    """Bread and cheese for 428.80, paid with a note of 500."""
    bread = kassa.Item("Хлеб ржаной", Decimal("45.90"), 3, vat="vat10", measurement_unit="piece")
    cheese = kassa.Item("Сыр весовой", Decimal("820.00"), Decimal("0.355"), vat="vat10", measurement_unit="kilogram")
    return kassa.Receipt(
        items=[bread, cheese],
        payments=[kassa.Payment("cash", Decimal("500.00"))],
        operator=CASHIER,
        taxation="osn",
    )


def sell(device: kassa.Device, order: str) -> kassa.Document:
    """Sells once, whatever happens to the link: the order's number is the document's id."""
    try:
        return device.sell(receipt(), external_id=order)
    except kassa.UnknownOutcome as error:
        print(error.advice)
        return device.recover(order)


def main() -> int:
    address = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KASSA_URL", "")
    if not address:
        print(__doc__)
        return 2
    journal = sys.argv[2] if len(sys.argv) > 2 else "kassa.db"
    config = {"backend": "icash", "url": address, "journal": journal}
    try:
        with kassa.Device(config) as device:
            if device.shift_status().state != "opened":
                print("shift", device.open_shift(CASHIER).shift_number)
            # A till takes the number of its own order, which it has stored before: with it a sale cut short is found again.
            document = sell(device, f"order-{os.urandom(8).hex()}")
            print("document", document.fiscal_document_number, "sign", document.fiscal_document_sign)
            print("total", document.total, "change", document.change)
            print(document.qr)
            if document.warnings.not_printed:
                print("registered, but not printed: give the buyer a copy")
            print("closed", device.close_shift(CASHIER).shift_number)
    except kassa.KassaError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
