"""The commands of docs/en/simulator.md are run as they are printed, and docs/ru/simulator.md has the same."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from typing import Any, Dict, Iterator, List

from shop import ROOT

#: The members of an answer that `…` stands for in the next commands.
PLACES = ["token", "AuthToken", "uuid"]


def text_of(language: str) -> str:
    return (ROOT / "docs" / language / "simulator.md").read_text(encoding="utf-8")


def blocks(language: str) -> List[str]:
    return re.findall(r"^```sh\n(.*?)^```", text_of(language), re.DOTALL | re.MULTILINE)


def members(value: Any) -> Iterator[Any]:
    """Every member at any depth."""
    if isinstance(value, dict):
        yield from value.items()
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else []:
        yield from members(inner)


class Samples(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.simulator: Any = None
        self.addCleanup(self.stop)
        self.address = ""
        self.known: Dict[str, str] = {}

    def stop(self) -> None:
        if self.simulator:
            self.simulator.communicate()

    def start(self, command: str) -> None:
        """Starts a simulator as the command says, at a free port."""
        self.stop()
        words = command.replace("cargo run -p kassa-simulator --", "kassa-simulator").split()[1:]
        listen = next((word for word in words if word.startswith("127.0.0.1:")), "127.0.0.1:8080")
        words = [word for word in words if word not in (listen, "--listen")]
        program = [os.environ["KASSA_SIMULATOR"], *words, "--listen", "127.0.0.1:0", "--until-eof"]
        pipes: Dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
        self.simulator = subprocess.Popen(program, cwd=self.folder, **pipes)
        line = self.simulator.stdout.readline()
        self.assertTrue(line.startswith("listening http"), line)
        self.address = line.split("//")[1].strip()

    def curl(self, command: str) -> None:
        for place, value in self.known.items():
            shapes = {"token": "Token: …", "AuthToken": "AuthToken=…", "uuid": "report/…"}
            command = command.replace(shapes[place], shapes[place].replace("…", value))
        self.assertNotIn("/…", command)
        command = re.sub(r"127\.0\.0\.1:8\d+", self.address, command).replace("curl ", "curl -sS --fail-with-body ", 1)
        done = subprocess.run(command, shell=True, cwd=self.folder, capture_output=True, encoding="utf-8", check=False)
        self.assertEqual(done.returncode, 0, f"{command}\n{done.stdout}{done.stderr}")
        if done.stdout.startswith("{"):
            self.known.update((name, value) for name, value in members(json.loads(done.stdout)) if name in PLACES)

    def test_every_command_is_understood(self) -> None:
        for block in blocks("en"):
            commands = re.split(r"\n(?=curl|kassa-simulator|cargo)", block.strip())
            for command in commands:
                command = re.sub(r"^#.*\n?", "", command, flags=re.MULTILINE).strip()
                if command.startswith("curl"):
                    self.curl(command)
                else:
                    self.start(command)

    def test_both_pages_have_the_same_commands_and_rows(self) -> None:
        self.assertGreater(len(blocks("en")), 10)
        self.assertEqual(blocks("en"), blocks("ru"))

        def rows(language: str) -> List[str]:
            return re.findall(r"^\| (`[^`]*`)", text_of(language), re.MULTILINE)

        self.assertEqual(rows("en"), rows("ru"))

    def test_the_demonstration_prints_what_the_pages_show(self) -> None:
        for language in ["en", "ru"]:
            shown = re.findall(r"^```text\n(.*?)^```", text_of(language), re.DOTALL | re.MULTILINE)[0]
            command = [os.environ["KASSA_SIMULATOR"], "demo", "--lang", language, "--listen", "127.0.0.1:0", "--until-eof"]
            done = subprocess.run(command, input="", capture_output=True, encoding="utf-8", check=True)
            self.assertEqual(re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:8080", done.stdout), shown)


if __name__ == "__main__":
    unittest.main()
