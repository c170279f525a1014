"""A sale on CashCore, Kazakhstan's software register: in tenge, with a discount, change and the link of the QR code.

    python tenge.py http://127.0.0.1:8080 kassa.db 3333

The last word is the cashier's PIN.
"""

import os
import sys
from decimal import Decimal

import kassa


def receipt() -> kassa.Receipt:
    """Two litres of kumis less a discount, paid with a note of 5000."""
    kymyz = kassa.Item(
        "Қымыз 1 л",
        Decimal("1250.50"),
        2,
        vat="vat16",
        measurement_unit="liter",
        barcode="4870204391510",
        discount=kassa.Modifier(Decimal("125.05"), "Тұрақты клиент"),
    )
    return kassa.Receipt([kymyz], [kassa.Payment("cash", 5000)])


def main() -> int:
    if len(sys.argv) != 4:
        print(__doc__)
        return 2
    address, journal, pin = sys.argv[1:]
    config = {"backend": "cashcore", "url": address, "journal": journal, "kkmOfdId": 6923, "pin": pin}
    # A till takes the number of its own order, which it has stored before: with it a sale cut short is found again.
    order = f"order-{os.urandom(8).hex()}"
    try:
        with kassa.Device(config) as device:
            try:
                document = device.sell(receipt(), external_id=order)
            except kassa.UnknownOutcome:
                document = device.recover(order)
    except kassa.KassaError as error:
        print(error, file=sys.stderr)
        return 1
    print("receipt", document.fiscal_document_number, "of shift", document.shift_number)
    print("sign", document.fiscal_document_sign)
    print("to pay", document.total, "change", document.change)
    print(document.qr)
    if document.warnings.offline:
        print("made offline: the register sends it to the OFD later")
    return 0


if __name__ == "__main__":
    sys.exit(main())
