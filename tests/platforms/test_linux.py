"""The libraries for Linux: what they need of the system, and a sale on each processor."""

import os
import re
import unittest

from shipped import LOOKED_UP, SCRATCH, WARNINGS, Register, functions, library, run, zig

PLATFORMS = {"linux-x64": "x86_64-linux-gnu.2.17", "linux-arm64": "aarch64-linux-gnu.2.17"}
FLOOR = (2, 17)
LIBC = {"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2"}
LOADER = {"linux-x64": "ld-linux-x86-64.so.2", "linux-arm64": "ld-linux-aarch64.so.1"}


class Linux(unittest.TestCase):
    def test_no_symbol_is_newer_than_the_floor(self):
        for platform in PLATFORMS:
            with self.subTest(platform):
                found = re.findall(r"\(?GLIBC_([0-9.]+)\)?", run("readelf", "--dyn-syms", "--wide", library(platform)))
                versions = {tuple(map(int, text.split("."))) for text in found}
                self.assertTrue(versions, "readelf must find what is there")
                self.assertLessEqual(max(versions), FLOOR)

    def test_nothing_but_the_libc_is_needed(self):
        for platform in PLATFORMS:
            with self.subTest(platform):
                dynamic = run("readelf", "--dynamic", "--wide", library(platform))
                needed = set(re.findall(r"NEEDED.*\[(.*)\]", dynamic))
                self.assertIn("libc.so.6", needed)
                self.assertLessEqual(needed, LIBC | {LOADER[platform]})
                self.assertEqual(re.findall(r"SONAME.*\[(.*)\]", dynamic), ["libkassa.so.0"])
                self.assertRegex(dynamic, r"FLAGS_1.*NODELETE")

    def test_the_functions_of_the_header_are_exported_and_what_1c_looks_up_and_nothing_else(self):
        for platform in PLATFORMS:
            with self.subTest(platform):
                symbols = run("readelf", "--dyn-syms", "--wide", library(platform)).splitlines()
                columns = [line.split() for line in symbols if re.match(r"\s+\d+:", line)]
                exported = [words[7] for words in columns if len(words) == 8 and words[6] != "UND"]
                self.assertEqual(sorted(exported), [*LOOKED_UP, *functions()])

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
