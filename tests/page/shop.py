"""A demonstration of a simulator, and a shop that sells on it by the library."""

import json
import os
import subprocess
import sys
import tempfile
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bindings" / "python" / "src"))

import kassa  # noqa: E402


class Shop:
    """`kassa-simulator demo`, and a device opened with the configuration that it printed."""

    def __init__(self, *words: str) -> None:
        # Another port than that of the samples: another test may be there.
        command = [os.environ["KASSA_SIMULATOR"], "demo", *words, "--listen", "127.0.0.1:0", "--until-eof"]
        self._simulator = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        assert self._simulator.stdout is not None
        self.printed = "".join(iter(self._simulator.stdout.readline, "}\n")) + "}\n"
        self.url = self.printed.split()[1] + "/"
        self._folder = tempfile.TemporaryDirectory()
        self.config: Dict[str, Any] = json.loads(self.printed[self.printed.index("{\n") :])
        self.config["journal"] = str(Path(self._folder.name) / self.config["journal"])
        self.device = kassa.Device(self.config)

    def close(self) -> None:
        self.device.close()
        self._simulator.communicate()
        self._folder.cleanup()

    def sell(self, name: str = "Хлеб ржаной", **more: Any) -> kassa.Document:
        bread = kassa.Item(name, Decimal("45.90"), 3, vat="vat10")
        operator = kassa.Operator("Кассир Лунина")
        receipt = kassa.Receipt([bread], [kassa.Payment("cash", 150)], taxation="osn", operator=operator, **more)
        return self.device.sell(receipt)
