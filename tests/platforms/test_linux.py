"""The libraries for Linux: what they need from the system, and a sale on each processor."""

import os
import re
import unittest

from shipped import FPTR10, LOOKED_UP, SCRATCH, WARNINGS, Register, component, fptr10, functions, library, run, zig

PLATFORMS = {"linux-x64": "x86_64-linux-gnu.2.17", "linux-arm64": "aarch64-linux-gnu.2.17"}
FLOOR = (2, 17)
LIBC = {"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2"}
LOADER = {"linux-x64": "ld-linux-x86-64.so.2", "linux-arm64": "ld-linux-aarch64.so.1"}


class Linux(unittest.TestCase):
    def each(self):
        """Every shipped file and its platform."""
        for platform in PLATFORMS:
            for file in (library(platform), component(platform), fptr10(platform)):
                with self.subTest(str(file)):
                    yield file, platform

    def test_no_symbol_is_newer_than_the_oldest_supported_glibc(self):
        for file, _ in self.each():
            found = re.findall(r"\(?GLIBC_([0-9.]+)\)?", run("readelf", "--dyn-syms", "--wide", file))
            versions = {tuple(map(int, text.split("."))) for text in found}
            self.assertTrue(versions, "readelf must find what is there")
            self.assertLessEqual(max(versions), FLOOR)

    def test_nothing_but_the_libc_is_needed(self):
        for file, platform in self.each():
            dynamic = run("readelf", "--dynamic", "--wide", file)
            needed = set(re.findall(r"NEEDED.*\[(.*)\]", dynamic))
            self.assertIn("libc.so.6", needed)
            self.assertLessEqual(needed, LIBC | {LOADER[platform]})
            self.assertRegex(dynamic, r"FLAGS_1.*NODELETE")
            # Programs find the library by its soname; 1C loads the component by its path.
            named = ["libkassa.so.0"] if file == library(platform) else []
            self.assertEqual(re.findall(r"SONAME.*\[(.*)\]", dynamic), named)

    def exported(self, file):
        symbols = run("readelf", "--dyn-syms", "--wide", file).splitlines()
        columns = [line.split() for line in symbols if re.match(r"\s+\d+:", line)]
        return sorted(words[7] for words in columns if len(words) == 8 and words[6] != "UND")

    def test_the_library_exports_the_functions_of_the_header_and_nothing_else(self):
        for platform in PLATFORMS:
            with self.subTest(platform):
                self.assertEqual(self.exported(library(platform)), functions())

    def test_the_component_exports_what_1c_looks_up_and_nothing_else(self):
        for platform in PLATFORMS:
            with self.subTest(platform):
                self.assertEqual(self.exported(component(platform)), LOOKED_UP)

    def test_the_interface_of_libfptr10_exports_its_functions_and_nothing_else(self):
        for platform in PLATFORMS:
            with self.subTest(platform):
                self.assertEqual(self.exported(fptr10(platform)), FPTR10)

    def test_a_receipt_is_sold_on_arm(self):
        program = SCRATCH / "plain-arm64"
        folder = library("linux-arm64").parent
        zig("cc", PLATFORMS["linux-arm64"], "-std=c99", *WARNINGS, "-Iinclude", "examples/c/plain.c",
            library("linux-arm64"), "-o", program)
        with Register() as register:
            words = [program, register.url, register.folder / "kassa.db", "order-arm"]
            for _ in range(2):
                out = run("tests/arm/run", *words, env={**os.environ, "QEMU_SET_ENV": f"LD_LIBRARY_PATH={folder}"})
                self.assertIn("total 428.80, change 71.20", out)
            self.assertEqual(len(register.receipts()), 1)


if __name__ == "__main__":
    unittest.main()
