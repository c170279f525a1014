"""fptr10.dll on Windows: the till in C, and the object of COM by a script in JScript and a program in Pascal.

    test_windows.py x64|x86

tests/windows/fptr10 runs it, and has built the programs.
"""

import json
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "platforms"))
from shipped import ROOT, TOOLS, Register, fptr10, run  # noqa: E402

BITS = sys.argv.pop(1)
MADE = ROOT / "target" / "windows" / f"fptr10-{BITS}"
#: The programs of Windows itself.
SYSTEM = {"x64": TOOLS / "wine-x64", "x86": TOOLS / "wine-x86" / "wine"}[BITS] / "drive_c" / "windows" / "system32"
NAMES = ["AddIn.Fptr10", "Kassa.Fptr10"]
CLASS = "{806268E6-5588-443D-9B32-9FD339239BE6}"


def windows(program, *words):
    """Runs a Windows program; returns the lines that it printed."""
    return run("tests/windows/run", program, *words).replace("\r", "").splitlines()


def settings(register, folder):
    config = {"backend": "icash", "url": register.url, "journal": f"Z:{folder}/kassa.db", "settleMs": 100, "testMode": True}
    return json.dumps({"Port": 2, "Kassa": config})


def default(name):
    """What a key of the classes says; None if there is no such key."""
    try:
        lines = windows(SYSTEM / "reg.exe", "query", f"HKCR\\{name}", "/ve")
    except AssertionError as error:
        if "unable to find" not in str(error).lower():
            raise
        return None
    (value,) = [line.split("REG_SZ")[1].strip() for line in lines if "REG_SZ" in line]
    return value


def regsvr32(*words):
    windows(SYSTEM / "regsvr32.exe", "/s", *words, f"Z:{fptr10(f'win-{BITS}')}")


class TillInC(unittest.TestCase):
    def test_a_day_is_that_of_linux(self):
        with Register() as register:
            said = windows(MADE / "till.exe", settings(register, register.folder), "day")
            (receipt,) = register.receipts()
        self.assertNotIn("failed", "\n".join(said))
        for line in ["open: done", "close_receipt: done", "believes: made", "type 1 sum 251.00", "close: done", "open 0"]:
            self.assertIn(line, said)
        self.assertEqual([line.split(":")[0] for line in said if "not supported" in line], ["cash_income", "x"])
        self.assertTrue(any(line.startswith(f"number {receipt['number']} sign ") for line in said), said)

    def test_the_next_program_is_told_of_the_document_before_it(self):
        with Register() as register:
            given = settings(register, register.folder)
            windows(MADE / "till.exe", given, "day")
            self.assertIn("believes: made", windows(MADE / "till.exe", given, "check", "properly"))
            # The day has closed the shift.
            self.assertIn("believes: not made", windows(MADE / "till.exe", given, "sale", "properly"))
            self.assertIn("believes: not made", windows(MADE / "till.exe", given, "check", "properly"))


class Object(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        regsvr32()
        cls.addClassCleanup(regsvr32, "/u")

    def script(self, name, given):
        # It prints on the console, whose lines end as Windows has them.
        lines = windows(SYSTEM / "cscript.exe", "//nologo", f"Z:{ROOT}/tests/fptr10/till.js", name, given)
        return [tuple(line.split(": ", 1)) for line in lines if ": " in line]

    def test_a_script_makes_a_day(self):
        for name in NAMES:
            with self.subTest(name), Register() as register:
                said = self.script(name, settings(register, register.folder))
                (receipt,) = register.receipts()
            day = [
                ("version", "10.10.8.0"), ("Version()", "10.10.8.0"), ("constants", "65632%2013%20ComFile"),
                ("no such member", "true"), ("a missing argument", "true"), ("a wrong argument", "true"),
                ("an argument too many", "true"), ("applySingleSettings", "0"), ("getSingleSetting", "2"),
                ("setSettings", "0"), ("getSettings", "5555"), ("isOpened", "false"), ("open", "0"), ("isOpened", "true"),
                ("operatorLogin", "0"), ("openShift", "0"), ("openReceipt", "0"), ("registration", "0"), ("payment", "0"),
                ("change", "49"), ("closeReceipt", "0"), ("checkDocumentClosed", "0"), ("closed", "true"),
                ("fnQueryData", "0"), ("document", str(receipt["number"])),
            ]
            self.assertEqual(said[: len(day)], day)
            (sign, year), rest = said[len(day): len(day) + 2], said[len(day) + 2:]
            self.assertRegex(sign[1], r"^\d{5,10}$")
            self.assertRegex(year[1], r"^20\d\d$")
            told = rest.pop(3)
            self.assertEqual(told[0], "errorDescription")
            self.assertIn("%u0427%u0435%u043A%20%u043D%u0435%20", told[1])
            self.assertEqual(rest, [
                ("available", "true"), ("cancelReceipt", "-1"), ("errorCode", "81"), ("fnOperation", "-1"), ("errorCode", "11"),
                ("another object", "0"), ("report", "0"), ("close", "0"), ("isOpened", "false"),
            ])

    def test_a_program_in_pascal_makes_a_day(self):
        with Register() as register:
            # In a file: the run-time library of Pascal reads quotes on the command line in its own way.
            given = register.folder / "settings.json"
            given.write_text(settings(register, register.folder))
            said = windows(MADE / "Till.exe", NAMES[0], f"Z:{given}")
            (receipt,) = register.receipts()
        self.assertRegex(said[-1], r"^\d\d passed, 0 failed$", said)
        (item,) = receipt["request"]["T1059"]
        self.assertEqual((item["T1030"], float(item["T1043"])), ("Хлеб", 68.85))

    def test_the_registry_leads_from_the_names_to_the_library(self):
        for name in NAMES:
            self.assertEqual(default(f"{name}\\CLSID"), CLASS)
        file = default(f"CLSID\\{CLASS}\\InprocServer32")
        self.assertTrue(file.lower().endswith("fptr10.dll"), file)


class Registration(unittest.TestCase):
    def test_another_driver_under_the_name_is_there_again_afterwards(self):
        other = "{11111111-2222-3333-4444-555555555555}"
        key = "HKCR\\AddIn.Fptr10"
        windows(SYSTEM / "reg.exe", "add", f"{key}\\CLSID", "/ve", "/d", other, "/f")
        self.addCleanup(windows, SYSTEM / "reg.exe", "delete", key, "/f")
        for _ in range(2):
            regsvr32()
            self.assertEqual(default("AddIn.Fptr10\\CLSID"), CLASS)
        regsvr32("/u")
        self.assertEqual(default("AddIn.Fptr10\\CLSID"), other)
        self.assertIsNone(default("Kassa.Fptr10\\CLSID"))
        self.assertIsNone(default(f"CLSID\\{CLASS}\\InprocServer32"))


if __name__ == "__main__":
    unittest.main()
