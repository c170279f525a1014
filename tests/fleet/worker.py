"""A worker of the fleet: sells each order that it is given, and tells what came of it. See fleet.py.

A line is an order, the number of its device and what happens between its intent and its request: `-` nothing, `sleep`
a pause past the lease, `stop` and `die` the signals.
"""

import json
import os
import signal
import sys
import time
from decimal import Decimal

import kassa

journal, limits, urls = (json.loads(word) for word in sys.argv[1:])
devices = {}
PAST_THE_LEASE = 3.0


def tell(**told):
    print(json.dumps(told), flush=True)


def device(number):
    if number not in devices:
        devices[number] = kassa.Device({"backend": "icash", "url": urls[number], "journal": journal, **limits})
    return devices[number]


def trouble(what):
    def before_sending(progress):
        if progress.stage == "sending":
            tell(order="sending")
            if what == "sleep":
                time.sleep(PAST_THE_LEASE)
            elif what != "-":
                os.kill(os.getpid(), signal.SIGSTOP if what == "stop" else signal.SIGKILL)

    return before_sending


def sell(order, number, what):
    item = kassa.Item(f"Чай {order}!", Decimal("125.50"), 2, vat="vat10")
    receipt = kassa.Receipt([item], [kassa.Payment("electronically", 251)], taxation="osn")
    try:
        device(number).on_progress(None if what == "-" else trouble(what))
        document = device(number).sell(receipt, external_id=order)
        return {"outcome": "registered", "number": document.fiscal_document_number}
    except kassa.KassaError as error:
        print(order, error, file=sys.stderr)
        return {"outcome": error.outcome, "docs": error.docs}


tell(order="ready")
for line in sys.stdin:
    order, number, what = line.split()
    begun = time.monotonic()
    told = sell(order, int(number), what)
    tell(order=order, seconds=time.monotonic() - begun, **told)
