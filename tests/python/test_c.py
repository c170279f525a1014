"""The C programs compile in C99 and C++11 without warnings, and they run."""

import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path
from typing import List, Sequence

from register import Register
from surroundings import LIBRARY, ROOT

import kassa

WARNINGS = ["-Wall", "-Wextra", "-Werror", "-pedantic"]
LANGUAGES = {"c99": ["cc", "-std=c99"], "c++11": ["c++", "-x", "c++", "-std=c++11"]}


@unittest.skipUnless(os.name == "posix", "the programs that look into the simulator use POSIX sockets")
class Programs(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.register = Register("icash")
        self.addCleanup(self.register.stop)

    def test_bad_input_gives_statuses_and_sends_nothing(self) -> None:
        self.counted("tests/c/bad_input.c", "c99")

    def test_every_function_works(self) -> None:
        self.counted("tests/c/surface.c", "c99")

    def test_every_function_works_from_cpp(self) -> None:
        self.counted("tests/c/surface.c", "c++11")

    def test_a_day_without_json_works(self) -> None:
        self.counted("tests/c/plain.c", "c99")

    def test_a_day_without_json_works_from_cpp(self) -> None:
        self.counted("tests/c/plain.c", "c++11")

    @unittest.skipUnless(shutil.which("valgrind"), "needs valgrind")
    def test_a_day_without_json_has_no_memory_errors(self) -> None:
        watch = ["valgrind", "--quiet", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite"]
        self.counted("tests/c/plain.c", "c99", *watch)

    def test_the_programs_compile_in_both_languages(self) -> None:
        sources = ["tests/c/bad_input.c", *(f"examples/c/{name}.c" for name in ("receipt", "recover", "plain"))]
        for source in sources:
            for language in LANGUAGES:
                with self.subTest(source, language=language):
                    self.compiled(source, language)

    def test_the_receipt_example_sells_once(self) -> None:
        done = self.run_program("examples/c/receipt.c", "c99", str(self.folder / "kassa.db"))
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertEqual(len(self.register.ledger("receipt")), 1)
        again = self.run_program("examples/c/receipt.c", "c99", str(self.folder))
        self.assertEqual(again.returncode, 1, again.stdout)

    def test_the_recover_example_finds_the_document(self) -> None:
        journal = str(self.folder / "kassa.db")
        early = self.run_program("examples/c/recover.c", "c99", journal, "order-0")
        self.assertEqual(early.returncode, 1, early.stdout)
        self.register.make("shift/open", {"T1021": "Лунина"})
        self.register.faults({"path": "/receipt", "point": "processed", "action": "close"})
        for _ in range(2):
            done = self.run_program("examples/c/recover.c", "c99", journal, "order-1")
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertIn("the document exists", done.stdout)
        self.assertEqual(len(self.register.ledger("receipt")), 1)

    def test_the_plain_example_sells_once(self) -> None:
        journal = str(self.folder / "kassa.db")
        self.register.faults({"path": "/receipt", "point": "processed", "action": "close"})
        shown = {self.run_program("examples/c/plain.c", "c99", journal, "order-1").stdout for _ in range(2)}
        self.assertEqual(len(shown), 1)
        self.assertIn("total 428.80, change 71.20", shown.pop())
        self.assertEqual(len(self.register.ledger("receipt")), 1)
        self.register.clock(25 * 3600)
        late = self.run_program("examples/c/plain.c", "c99", journal, "order-2")
        self.assertEqual(late.returncode, 1)
        self.assertIn("Close the shift", late.stdout)
        wrong = self.run_program("examples/c/plain.c", "c99", str(self.folder))
        self.assertEqual(wrong.returncode, 1)
        self.assertIn("The journal is unavailable", wrong.stdout)

    def counted(self, source: str, language: str, *watch: str) -> None:
        """Runs a program that counts its checks."""
        done = self.run_program(source, language, str(self.folder), watch=watch)
        self.assertEqual(done.returncode, 0, done.stdout[-5000:])
        self.assertRegex(done.stdout, re.compile(r"^\d+ passed, 0 failed$", re.MULTILINE))

    def run_program(
        self, source: str, language: str, *arguments: str, watch: Sequence[str] = ()
    ) -> "subprocess.CompletedProcess[str]":
        """Compiles and runs a program against the register, under `watch`."""
        program = self.compiled(source, language)
        return subprocess.run(
            [*watch, str(program), self.register.url, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            timeout=300,
        )

    def compiled(self, source: str, language: str) -> Path:
        """The program of a source, linked with the library under test."""
        # The linker looks for the file name, the program for the name within the file.
        for name in ("libkassa.so", f"libkassa.so.{kassa.version().split('.')[0]}"):
            shutil.copyfile(LIBRARY, self.folder / name)
        program = self.folder / Path(source).stem
        command: List[str] = [*LANGUAGES[language], *WARNINGS, f"-I{ROOT / 'include'}", str(ROOT / source)]
        command += ["-x", "none", f"-L{self.folder}", "-lkassa", "-lpthread", f"-Wl,-rpath,{self.folder}"]
        command += ["-o", str(program)]
        subprocess.run(command, check=True)
        return program
