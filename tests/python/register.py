"""A simulated register in a process of its own, and its control paths."""

import json
import subprocess
import tempfile
import unittest
import urllib.request
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, List, Optional

from surroundings import SIMULATOR

import kassa

CASHIER = kassa.Operator("Кассир Лунина")


class Register:
    """The simulator's process; stop() ends it."""

    def __init__(self, protocol: str, *options: str) -> None:
        self._process = subprocess.Popen(
            [str(SIMULATOR), protocol, "--listen", "127.0.0.1:0", "--until-eof", *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().split()[-1]

    def stop(self) -> None:
        """Ends the process."""
        self._process.communicate()

    def ledger(self, kind: Optional[str] = None) -> List[Dict[str, Any]]:
        """The fiscal documents, or those of one kind."""
        documents = json.loads(self._ask("GET", "/ledger"))
        return [document for document in documents if kind in (None, document["type"])]

    def tape(self) -> str:
        """Everything that was printed."""
        return self._ask("GET", "/tape")

    def requests(self) -> List[Dict[str, Any]]:
        """The protocol's requests since the last forget_requests()."""
        return list(json.loads(self._ask("GET", "/requests")))

    def forget_requests(self) -> None:
        """Clears the list of requests."""
        self._ask("DELETE", "/requests")

    def faults(self, *faults: Dict[str, Any]) -> None:
        """Sets the register's faults; no argument ends them."""
        self._ask("POST", "/faults", list(faults))

    def clock(self, offset_seconds: int) -> None:
        """Sets its clock ahead of UTC."""
        self._ask("POST", "/clock", {"offsetSeconds": offset_seconds})

    def make(self, command: str, data: Dict[str, Any]) -> None:
        """Makes a document as another program would."""
        self._ask("POST", "/document", {"command": command, "data": data})

    def ofd(self, online: bool) -> None:
        """Cuts the connection to the OFD, or restores it."""
        self._ask("POST", "/ofd", {"online": online})

    def _ask(self, method: str, path: str, body: Any = None) -> str:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/simulator{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=120) as answer:
            return str(answer.read().decode("utf-8"))


class RegisterTest(unittest.TestCase):
    """A test class with its own register, and for each test a device with its own journal."""

    register: Register
    protocol = "icash"
    options: List[str] = []
    config: Dict[str, Any] = {}

    @classmethod
    def setUpClass(cls) -> None:
        cls.register = Register(cls.protocol, *cls.options)
        cls.addClassCleanup(cls.register.stop)

    def setUp(self) -> None:
        kassa.language = "en"
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.addCleanup(self.register.faults)
        self.device = self.opened()

    def opened(self, **changes: Any) -> kassa.Device:
        """A device, closed when the test ends."""
        base = {"backend": self.protocol, "url": self.register.url, "journal": str(self.folder / "kassa.db")}
        device = kassa.Device({**base, "settleMs": 300, "resend": 0, **self.config, **changes})
        self.addCleanup(device.close)
        return device

    def shift(self, wanted: str = "opened") -> None:
        """Opens or closes the shift, unless it is in this state already."""
        if self.device.shift_status().state != wanted:
            (self.device.open_shift if wanted == "opened" else self.device.close_shift)(CASHIER)


def tea(**changes: Any) -> kassa.Item:
    """A line of 125.50."""
    return kassa.Item(**{"name": "Чай чёрный", "price": Decimal("125.50"), "vat": "vat10", **changes})


def receipt(*items: kassa.Item, **changes: Any) -> kassa.Receipt:
    """A receipt of these items, by default one cup of tea, paid by card."""
    lines = items or (tea(),)
    total = sum((Decimal(line.sum) for line in lines), Decimal(0))
    payments = [kassa.Payment("electronically", total)]
    return kassa.Receipt(
        **{"items": lines, "payments": payments, "operator": CASHIER, "taxation": "osn", **changes}
    )
