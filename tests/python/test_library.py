"""Loading: for an unusable library the error says what is wrong with it, before any function is called."""

import platform
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from surroundings import LIBRARY, ROOT

from kassa import LibraryError, _library


class Loading(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def test_a_missing_file_is_named_with_what_to_do(self) -> None:
        with self.assertRaisesRegex(LibraryError, r"native library is missing: .*nothing\.so.*KASSA_LIBRARY"):
            _library.load(self.folder / "nothing.so")

    def test_a_file_that_is_no_library_is_reported(self) -> None:
        file = self.folder / "text.so"
        file.write_text("not a library")
        with self.assertRaisesRegex(LibraryError, "not a library for a known machine"):
            _library.load(file)

    @unittest.skipUnless(sys.platform == "linux", "the file made here is one of Linux")
    def test_a_library_of_another_machine_names_both(self) -> None:
        image = bytearray(LIBRARY.read_bytes())
        ours, other, name = (183, 62, "x86_64") if platform.machine() == "aarch64" else (62, 183, "arm64")
        self.assertEqual(image[18], ours)
        image[18] = other
        file = self.folder / "libother.so"
        file.write_bytes(image)
        with self.assertRaisesRegex(LibraryError, f"built for Linux {name}, but this Python runs as Linux"):
            _library.load(file)

    @unittest.skipUnless(shutil.which("cc"), "needs a C compiler to make such libraries")
    def test_an_old_interface_and_a_foreign_library_are_reported(self) -> None:
        old = self.compiled("old", "unsigned kassa_abi_version(void) { return 0; }")
        with self.assertRaisesRegex(LibraryError, f"interface 0, but this package needs {_library.ABI_VERSION}"):
            _library.load(old)
        half = self.compiled("half", "unsigned kassa_abi_version(void) { return 1000; }")
        with self.assertRaisesRegex(LibraryError, "too old for this package: .*kassa_version"):
            _library.load(half)
        strange = self.compiled("strange", "int answer(void) { return 42; }")
        with self.assertRaisesRegex(LibraryError, "not this library"):
            _library.load(strange)

    def test_the_library_under_test_is_the_one_loaded(self) -> None:
        self.assertEqual(_library.path(), LIBRARY)

    def test_the_package_has_the_version_of_the_crate(self) -> None:
        def version(file: str) -> str:
            lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
            return next(line for line in lines if line.startswith("version = "))

        self.assertEqual(version("bindings/python/pyproject.toml"), version("Cargo.toml"))

    def compiled(self, name: str, source: str) -> Path:
        """A library with one function."""
        (self.folder / f"{name}.c").write_text(source)
        file = self.folder / f"lib{name}.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-o", str(file), str(self.folder / f"{name}.c")], check=True)
        return file
