"""kassa.dll and kassa_onec.dll: what they import, their version resource, and programs in C and C++ under Wine."""

import re
import shutil
import unittest

from shipped import FPTR10, LOOKED_UP, SCRATCH, WARNINGS, Register, component, fptr10, functions, library, run, version

PLATFORMS = {"win-x64": "x86_64-w64-mingw32", "win-x86": "i686-w64-mingw32"}
SYSTEM = ["advapi32.dll", "bcrypt.dll", "kernel32.dll", "msvcrt.dll", "ntdll.dll", "userenv.dll", "ws2_32.dll"]
"""Libraries that every Windows since 7 has, in lower case: Windows ignores the case, and crates write them differently.

A new one needs a decision: Windows 7 must have it."""

COM = ["DllCanUnloadNow", "DllGetClassObject", "DllRegisterServer", "DllUnregisterServer"]
"""What COM and regsvr32 look up by name in the library with the interface of libfptr10."""


def program(platform, source, *options, more=()):
    """Compiles a C program with MinGW and links it to the shipped library."""
    made = SCRATCH / f"{source.replace('/', '-')}-{platform}.exe"
    run(f"{PLATFORMS[platform]}-gcc", "-std=c99", "-D_POSIX_C_SOURCE=200809L", *WARNINGS, *options, "-Iinclude",
        "-Itests/c", source, "-L", library(platform).parent, "-lkassa", "-lws2_32", *more, "-Wl,-Bstatic", "-lpthread",
        "-o", made)
    return made


def windows(*words):
    """Runs a Windows program."""
    return run("tests/windows/run", *words)


class Dll(unittest.TestCase):
    def test_they_import_these_system_libraries_and_no_other(self):
        for platform, tools in PLATFORMS.items():
            for file in (library(platform), component(platform), fptr10(platform)):
                with self.subTest(str(file)):
                    headers = run(f"{tools}-objdump", "-p", file)
                    needed = sorted({name.lower() for name in re.findall(r"DLL Name: (\S+)", headers)})
                    # Its objects for COM have values and texts of COM.
                    more = ["oleaut32.dll"] if file == fptr10(platform) else []
                    self.assertEqual(needed, sorted(SYSTEM + more))

    def exported(self, platform, file):
        headers = run(f"{PLATFORMS[platform]}-objdump", "-p", file)
        table = headers[headers.index("[Ordinal/Name Pointer] Table"):].split("\n\n")[0]
        return re.findall(r"\] (?:\+base\[ *\d+\] +\S+ )?(?!Table)(\w+)$", table, re.MULTILINE)

    def test_the_library_exports_the_functions_of_the_header_and_nothing_else(self):
        for platform in PLATFORMS:
            with self.subTest(platform):
                self.assertEqual(self.exported(platform, library(platform)), functions())

    def test_the_component_exports_what_1c_looks_up_and_nothing_else(self):
        for platform in PLATFORMS:
            with self.subTest(platform):
                self.assertEqual(self.exported(platform, component(platform)), LOOKED_UP)

    def test_the_interface_of_libfptr10_exports_its_functions_and_nothing_else(self):
        for platform in PLATFORMS:
            with self.subTest(platform):
                self.assertEqual(self.exported(platform, fptr10(platform)), sorted([*COM, *FPTR10]))

    def test_the_definition_file_lists_the_same(self):
        for platform in PLATFORMS:
            lines = (library(platform).parent / "kassa.def").read_text().split()
            self.assertEqual(lines, ["LIBRARY", "kassa.dll", "EXPORTS", *functions()])


class Programs(unittest.TestCase):
    def test_the_programs_in_c_pass(self):
        for platform in PLATFORMS:
            for source in ["tests/c/surface.c", "tests/c/plain.c", "tests/c/bad_input.c"]:
                with self.subTest(f"{source}, {platform}"), Register() as register:
                    out = windows(program(platform, source), register.url, f"Z:{register.folder}")
                    self.assertRegex(out, r"\d\d+ passed, 0 failed\s*$")

    def test_the_objects_of_cpp_pass(self):
        # In this version of MinGW the C++ library uses POSIX threads.
        for platform, tools in PLATFORMS.items():
            made = SCRATCH / f"surface-cpp-{platform}.exe"
            run(f"{tools}-g++-posix", "-std=c++17", *WARNINGS, "-Iinclude", "-Itests/c", "tests/cpp/surface.cpp",
                library(platform).parent / "libkassa.dll.a", "-lws2_32", "-static", "-o", made)
            with self.subTest(platform), Register() as register:
                out = windows(made, register.url, f"Z:{register.folder}")
                self.assertRegex(out, r"\d\d+ passed, 0 failed\s*$")

    def test_the_import_library_for_msvc_links(self):
        for platform, tools in PLATFORMS.items():
            made = SCRATCH / f"plain-msvc-{platform}.exe"
            run(f"{tools}-gcc", "-std=c99", *WARNINGS, "-Iinclude", "examples/c/plain.c",
                library(platform).parent / "kassa.lib", "-o", made)
            with self.subTest(platform), Register() as register:
                for _ in range(2):
                    out = windows(made, register.url, f"Z:{register.folder}/kassa.db", "order-1")
                    self.assertIn("total 428.80, change 71.20", out)
                self.assertEqual(len(register.receipts()), 1)

    def test_cyrillic_paths_and_messages_and_the_version_resource(self):
        for platform in PLATFORMS:
            made = program(platform, "tests/windows/cyrillic.c", "-municode", more=["-lversion"])
            with self.subTest(platform), Register() as register:
                folder = register.folder / "Магазин № 5"
                folder.mkdir()
                shutil.copy(library(platform), folder / "касса.dll")
                out = windows(made, register.url, f"Z:{folder}", version())
                self.assertRegex(out, r"\d\d+ passed, 0 failed\s*$")
                self.assertTrue((folder / "журнал.db").is_file())
                (receipt,) = register.receipts()
                self.assertEqual(receipt["request"]["T1059"][0]["T1030"], "Хлеб ржаной")
                print(f"   {platform}: " + re.search(r"loaded in .*", out).group(0))


if __name__ == "__main__":
    unittest.main()
