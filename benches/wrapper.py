"""What the Python wrapper costs beyond the library: per call and per line of a receipt.

    python benches/wrapper.py

The library is replaced by one that answers at once, so the figures are those of the wrapper alone. Each is also given
as a ratio to what json of the standard library needs for the same texts in the same run: that ratio says the same on
every machine.
"""

import ctypes
import json
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any, Callable

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bindings" / "python" / "src"))

import kassa  # noqa: E402
from kassa import _calls, _session  # noqa: E402

ROUNDS = 400
LONG = 200
ANSWER = json.dumps({
    "externalId": "order-1",
    "fiscalParams": {
        "total": 137.70, "fiscalDocumentNumber": 412, "fiscalDocumentSign": "1234567890",
        "fiscalDocumentDateTime": "2026-03-01T12:00:00", "fiscalReceiptNumber": 7, "fnNumber": "9999078900005419",
        "registrationNumber": "0000000001002292", "shiftNumber": 3, "fnsUrl": "www.nalog.gov.ru",
    },
    "change": 62.30,
    "warnings": {"notes": []},
    "native": {"ok": True, "document_number": 412, "data": {f"T{tag}": "137.70" for tag in range(1000, 1020)}},
})  # fmt: skip


class Instant:
    """A library whose every function succeeds, with the same answer."""

    def __init__(self) -> None:
        self._answer = ctypes.create_string_buffer(ANSWER.encode())

    def kassa_string_free(self, _text: Any) -> None:
        """The text is our own."""

    def _answered(self, *arguments: Any) -> int:
        place = ctypes.cast(arguments[-1], ctypes.POINTER(ctypes.c_void_p))
        place[0] = ctypes.addressof(self._answer)
        return 0

    kassa_open = kassa_execute = kassa_validate = _answered

    def kassa_close(self, _handle: Any) -> int:
        """Nothing is open."""
        return 0


def receipt(lines: int) -> kassa.Receipt:
    """A receipt as a program makes it."""
    bread = ("Хлеб ржаной", Decimal("45.90"), 3)
    items = [kassa.Item(*bread, vat="vat10", measurement_unit="piece") for _ in range(lines)]
    return kassa.Receipt(items, [kassa.Payment("cash", 200 * lines)], operator=kassa.Operator("Лунина"), taxation="osn")


def least(work: Callable[[], Any]) -> float:
    """Microseconds of one call: the least of many, since a busy machine can only add to it."""
    taken = []
    for _ in range(ROUNDS):
        begun = time.perf_counter_ns()
        work()
        taken.append(time.perf_counter_ns() - begun)
    return min(taken) / 1000


def main() -> None:
    """Prints the table."""
    instant = Instant()
    _calls.library = _session.library = lambda: instant  # type: ignore[assignment]
    device = kassa.Device({"backend": "icash", "url": "http://127.0.0.1:9"})
    query, text = {"type": "getDeviceStatus"}, json.dumps(json.loads(ANSWER))
    plain = [json.dumps(receipt(lines).task("sell"), default=str) for lines in (1, LONG)]
    bare = [least(lambda told=told: (json.dumps(json.loads(told)), json.loads(text))) for told in plain]
    asked = least(lambda: device.execute(query))
    sold = [least(lambda lines=lines: device.sell(receipt(lines), external_id="order-1")) for lines in (1, LONG)]
    answer = least(lambda: json.loads(text))
    line, bare_line = (sold[1] - sold[0]) / (LONG - 1), (bare[1] - bare[0]) / (LONG - 1)
    print(f"execute(), a query             {asked:7.1f} µs   {asked / answer:5.2f} × json.loads of its answer")
    print(f"sell(), one line               {sold[0]:7.1f} µs   {sold[0] / bare[0]:5.2f} × json of both texts")
    print(f"a line more                    {line:7.1f} µs   {line / bare_line:5.2f} × json of its text")


if __name__ == "__main__":
    main()
