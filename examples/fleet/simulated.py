"""Simulated registers, each a process of its own with its own fiscal drive, and what is in their ledgers at the end."""

import json
import re
import subprocess
import urllib.request
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Dict, List, Tuple


class Registers:
    """Simulated registers with open shifts, by their names: `1`, `2` and so on."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder
        self._new = ""
        self._processes: "List[subprocess.Popen[str]]" = []
        self.urls: Dict[str, str] = {}

    def begin(self, name: str) -> str:
        """Starts one. Its drive is its own: two registers with the same drive would be taken for one register."""
        new = self._folder / "new.json"
        if not self._new:
            subprocess.run(
                [self._program, "icash", "--until-eof", "--state", str(new)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                check=True,
            )
            self._new = new.read_text("utf-8")
        memory = self._folder / f"register-{name}.json"
        memory.write_text(self._new.replace("9999078900012345", f"{9999078900000000 + int(name)}"), "utf-8")
        process = subprocess.Popen(
            [self._program, "icash", "--until-eof", "--state", str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        self._processes.append(process)
        self.urls[name] = process.stdout.readline().split()[1]
        return self.urls[name]

    def end(self) -> None:
        """Ends all of them."""
        for process in self._processes:
            process.kill()
        for process in self._processes:
            process.wait()

    def receipts(self) -> "Dict[str, List[Tuple[str, int]]]":
        """The register and number of each receipt that was made, by the order that its line names."""
        made = defaultdict(list)
        with ThreadPoolExecutor(8) as pool:
            ledgers = pool.map(lambda url: get(f"{url}/simulator/ledger"), self.urls.values())
            for register, ledger in zip(self.urls, ledgers):
                for document in ledger:
                    if document["type"] == "receipt":
                        named = re.findall(r"order-\w+", json.dumps(document["request"]))
                        made[named[0] if named else "?"].append((register, document["number"]))
        return dict(made)


def get(url: str) -> Any:
    """Reads JSON."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


def post(url: str, body: Any) -> None:
    """Sends JSON."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=30).close()
