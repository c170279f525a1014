"""Runs the conformance table with hosts: judge.py NAME=COMMAND…

Prints for each host how many cases passed, and how long it took to start and to load the library. Fails unless all
cases passed in all hosts. KASSA_SIMULATOR names the simulator.
For a host that sees other paths than this script (under Wine, in a chroot), use NAME=FOLDER=PATH=COMMAND: the folder
FOLDER for journals of this script has the path PATH for the host.
"""

import json
import os
import shlex
import subprocess
import sys
import tempfile
import time
import urllib.request
from decimal import Decimal
from pathlib import Path
from typing import Any, Dict, List

TABLE = Path(__file__).with_name("cases.json")


def read(text: str) -> Any:
    """JSON whose numbers keep their digits."""
    return json.loads(text, parse_float=Decimal)


class Register:
    """A simulated register, new for each case."""

    def __init__(self, words: List[str]) -> None:
        command = [os.environ["KASSA_SIMULATOR"], *words, "--listen", "127.0.0.1:0", "--until-eof"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
        self.url = self._process.stdout.readline().split()[-1]

    def stop(self) -> None:
        """Ends it."""
        self._process.communicate()

    def ask(self, path: str, body: Any = None) -> str:
        """Reads one of its control paths or, with a body, writes to it."""
        data = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(urllib.request.Request(f"{self.url}/simulator{path}", data), timeout=120) as answer:
            return answer.read().decode("utf-8")


class Host:
    """A host's program."""

    def __init__(self, spec: str) -> None:
        self.name, *folders, command = spec.split("=", 3) if spec.count("=") >= 3 else spec.split("=", 1)
        # A folder for each host: all simulated registers have the same drive, so a common journal would know its documents.
        self.folder = tempfile.mkdtemp(dir=folders[0] if folders else None)
        self.seen = f"{folders[1]}/{Path(self.folder).name}" if folders else None
        self._began = time.monotonic()
        self._process = subprocess.Popen(
            shlex.split(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "LC_ALL": "C.UTF-8"}
        )

    def tell(self, *words: str) -> Dict[str, List[str]]:
        """Sends a command and returns its answer."""
        self._process.stdin.write(("\t".join(words) + "\n").encode())
        self._process.stdin.flush()
        told: Dict[str, List[str]] = {}
        while True:
            line = self._process.stdout.readline().decode("utf-8").rstrip("\r\n")
            if line == ".":
                return told
            if "\t" not in line:
                raise EOFError(f"{self.name} answered {line!r} to {words}")
            name, value = line.split("\t", 1)
            told.setdefault(name, []).append(value)

    def times(self) -> str:
        """How long the program takes to start, and the library to load at its first use (in C it is loaded at the start)."""
        self.tell("ping")
        started = time.monotonic()
        self.tell("load")
        loaded = time.monotonic()
        return f"starts in {(started - self._began) * 1000:.0f} ms, loads in {(loaded - started) * 1000:.1f} ms"

    def stop(self) -> None:
        """Ends it."""
        self._process.communicate(timeout=300)


def differences(wanted: Any, got: Any, at: str) -> List[str]:
    """The parts of `wanted` that `got` lacks; `got` may have further members."""
    if isinstance(wanted, dict) and isinstance(got, dict):
        return [each for name in wanted for each in differences(wanted[name], got.get(name), f"{at}.{name}")]
    if isinstance(wanted, list) and isinstance(got, list) and len(wanted) == len(got):
        pairs = enumerate(zip(wanted, got))
        return [each for place, pair in pairs for each in differences(*pair, f"{at}[{place}]")]
    same = wanted == got and str(wanted) == str(got)
    return [] if same else [f"{at}: wanted {wanted}, got {got}"]


def told_of(answer: Dict[str, List[str]]) -> Dict[str, Any]:
    """A host's answer in the terms of the table."""
    told: Dict[str, Any] = {name: values[0] for name, values in answer.items() if name != "fault"}
    if "drawn" in told:
        told["drawn"] = answer["drawn"]
    if "answer" in told:
        told["answer"] = read(told["answer"])
    if "status" in told:
        told["faults"] = sorted(answer.get("fault", []))
        told["status"] = int(told["status"])
    return told


def word(value: Any) -> str:
    """A word of a command."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, cls=Digits)


class Digits(json.JSONEncoder):
    """Writes a Decimal with all its digits."""

    def encode(self, o: Any) -> str:
        if isinstance(o, dict):
            return "{" + ", ".join(f"{json.dumps(name, ensure_ascii=False)}: {self.encode(each)}" for name, each in o.items()) + "}"
        if isinstance(o, list):
            return "[" + ", ".join(map(self.encode, o)) + "]"
        return str(o) if isinstance(o, Decimal) else json.JSONEncoder(ensure_ascii=False).encode(o)


def checked(step: Dict[str, Any], register: Register, host: Host) -> List[str]:
    """What is wrong after a step."""
    if "register" in step:
        register.ask(*step["register"])
        return []
    if "ledger" in step:
        made = [document["type"] for document in read(register.ask("/ledger"))]
        return differences(step["ledger"], made, "ledger")
    if "fired" in step:
        fired = [fault["fired"] for fault in read(register.ask("/faults"))]
        return differences(step["fired"], fired, "faults fired")
    if "made" in step:
        return differences(step["made"], read(register.ask("/ledger"))[-1], "made")
    if "tape" in step:
        return [] if step["tape"] in register.ask("/tape") else [f"{step['tape']} is not on the tape"]
    if "requests" in step:
        asked = [request["path"] for request in read(register.ask("/requests"))]
        return differences(step["requests"], asked[-len(step["requests"]) or len(asked):], "requests")
    told = told_of(host.tell(*map(word, step["do"])))
    gives = step.get("gives", {})
    wrong = differences(gives, told, step["do"][0])
    # A failure that the table does not expect is wrong.
    if "status" in told and "status" not in gives:
        wrong.append(f"{step['do'][0]} failed: {told}")
    return wrong


def run(case: Dict[str, Any], host: Host, number: int) -> List[str]:
    """What is wrong in a case."""
    register = Register(case.get("simulator", ["icash"]))
    name = f"касса-{os.getpid()}-{number}.db"
    journal = f"{host.seen or host.folder}/{name}"
    try:
        config = {"backend": case.get("simulator", ["icash"])[0], "url": register.url + case.get("base", ""), "journal": journal, "settleMs": 300, "resend": 0}
        config.update(case.get("config", {}))
        steps = [{"do": ["open", config], "gives": case.get("opens", {})}, *case["steps"], {"do": ["close"]}]
        for place, step in enumerate(steps):
            wrong = checked(step, register, host)
            if wrong:
                return [f"step {place}: {each}" for each in wrong]
        return []
    finally:
        register.stop()


def main() -> int:
    cases = read(TABLE.read_text(encoding="utf-8"))
    counts = []
    for spec in sys.argv[1:]:
        host = Host(spec)
        times = host.times()
        passed = 0
        for number, case in enumerate(cases):
            try:
                wrong = run(case, host, number)
            except (EOFError, OSError) as error:
                print(f"{host.name}: {case['name']}: {error}")
                break
            passed += not wrong
            for each in wrong:
                print(f"{host.name}: {case['name']}: {each}")
        host.stop()
        counts.append(passed)
        print(f"{host.name}: {passed} of {len(cases)} cases, {times}")
    return 0 if counts and set(counts) == {len(cases)} else 1


if __name__ == "__main__":
    sys.exit(main())
