"""The wheel as a user gets it: built, installed into a new environment, and used for a sale."""

import os
import platform
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path
from typing import Any, Dict, List

from register import Register
from surroundings import LIBRARY, ROOT

PACKAGE = ROOT / "bindings" / "python"


@unittest.skipUnless(sys.platform == "linux", "the library under test is one of Linux")
class Wheel(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.python = cls.folder / "fresh" / "bin" / "python"
        subprocess.run([sys.executable, "-m", "venv", str(cls.folder / "fresh")], check=True)

    def run_fresh(self, *words: str, **changes: str) -> "subprocess.CompletedProcess[str]":
        """Runs the new environment's Python, which does not see this tree."""
        told = {name: value for name, value in os.environ.items() if not name.startswith(("KASSA_", "PYTHON"))}
        command: List[str] = [str(self.python), *words]
        options: Dict[str, Any] = {"cwd": self.folder, "env": {**told, **changes}, "text": True}
        return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)

    def built(self, wanted: str) -> "subprocess.CompletedProcess[str]":
        wheel = ("-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "-w", "dist", str(PACKAGE))
        return self.run_fresh(*wheel, KASSA_PLATFORM=wanted, KASSA_LIBRARY=str(LIBRARY))

    def test_a_wheel_of_this_platform_is_installed_and_sells(self) -> None:
        wanted, tag = ("linux-arm64", "aarch64") if platform.machine() == "aarch64" else ("linux-x64", "x86_64")
        done = self.built(wanted)
        self.assertEqual(done.returncode, 0, done.stdout)
        (wheel,) = (self.folder / "dist").glob("*.whl")
        self.assertTrue(wheel.name.endswith(f"-py3-none-manylinux2014_{tag}.whl"), wheel.name)
        with zipfile.ZipFile(wheel) as packed:
            names = set(packed.namelist())
            self.assertEqual(packed.read("kassa/libkassa.so"), LIBRARY.read_bytes())
        sources = {f"kassa/{file.name}" for file in (PACKAGE / "src" / "kassa").glob("*.py")}
        self.assertLessEqual({*sources, "kassa/py.typed"}, names)
        self.assertNotIn("kassa/kassa.dll", names)

        install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-index", str(wheel))
        done = self.run_fresh(*install)
        self.assertEqual(done.returncode, 0, done.stdout)
        register = Register("icash")
        self.addCleanup(register.stop)
        done = self.run_fresh(str(ROOT / "examples" / "python" / "receipt.py"), register.url, "kassa.db")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("428.80", done.stdout)
        self.assertEqual(len(register.ledger("receipt")), 1)

    def test_a_wheel_for_another_platform_does_not_contain_this_ones_library(self) -> None:
        for wanted, said in (("win-x86", "not for Windows x86"), ("dos", "allowed: linux-x64")):
            done = self.built(wanted)
            self.assertNotEqual(done.returncode, 0)
            self.assertIn(said, done.stdout)


if __name__ == "__main__":
    unittest.main()
