"""The samples of the documentation run as they are printed: docs/en/python.md, the package's docstring, the example."""

import contextlib
import io
import os
import re
import runpy
import sys
import textwrap
from typing import Any, Dict, List

from register import Register, RegisterTest
from surroundings import ROOT

import kassa


class Samples(RegisterTest):
    def setUp(self) -> None:
        super().setUp()
        self.shift("closed")
        self.addCleanup(os.chdir, os.getcwd())
        os.chdir(self.folder)

    def test_the_page_runs_from_top_to_bottom(self) -> None:
        page = (ROOT / "docs" / "en" / "python.md").read_text(encoding="utf-8")
        samples: List[str] = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
        self.assertGreater(len(samples), 5)
        names: Dict[str, Any] = {"__name__": "page"}
        atol = Register("atolweb")
        self.addCleanup(atol.stop)
        page = "\n".join(samples).replace("http://127.0.0.1:8080", self.register.url)
        printed = self.run_quietly(page.replace("http://127.0.0.1:16732", atol.url), names)
        # The page keeps this device open as long as the process lives; Windows removes no folder with an open journal.
        names["opened"](os.getpid()).close()
        self.assertIn("48", printed)
        self.assertEqual(atol.ledger("receipt")[0]["tags"]["1059"][0]["2106"], 15)
        self.assertEqual(self.device.shift_status().state, "closed")

    def test_the_docstring_of_the_package_runs(self) -> None:
        text = kassa.__doc__ or ""
        sample = textwrap.dedent("\n".join(line for line in text.splitlines() if line.startswith("    ") or not line))
        before = len(self.register.ledger("receipt"))
        self.run_quietly(sample.replace("http://127.0.0.1:8080", self.register.url), {})
        self.assertEqual(len(self.register.ledger("receipt")), before + 1)

    def test_the_example_sells_once(self) -> None:
        before = len(self.register.ledger("receipt"))
        arguments, sys.argv = sys.argv, ["receipt.py", self.register.url, "kassa.db"]
        out = io.StringIO()
        try:
            with contextlib.redirect_stdout(out), self.assertRaises(SystemExit) as caught:
                runpy.run_path(str(ROOT / "examples" / "python" / "receipt.py"), run_name="__main__")
        finally:
            sys.argv = arguments
        self.assertEqual(caught.exception.code, 0, out.getvalue())
        self.assertEqual(len(self.register.ledger("receipt")), before + 1)
        self.assertIn("428.80", out.getvalue())

    def run_quietly(self, source: str, names: Dict[str, Any]) -> str:
        """The output of a program."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(source, "sample", "exec"), names)
        return out.getvalue()
