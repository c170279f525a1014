"""The wrapper compared with kassa.h: every function with its arguments, every struct with its fields, every status."""

import ctypes
import re
import unittest
from typing import Any, Dict, List

from surroundings import ROOT

from kassa import _prototypes, _records, errors

HEADER = (ROOT / "include" / "kassa.h").read_text(encoding="utf-8")
PACKAGE = ROOT / "bindings" / "python" / "src" / "kassa"
TYPES: Dict[str, List[Any]] = {
    "void": [None],
    "void *": [ctypes.c_void_p],
    "uint32_t": [ctypes.c_uint32],
    "int32_t": [ctypes.c_int32],
    "int64_t": [ctypes.c_int64],
    "kassa_status": [ctypes.c_int32],
    "kassa_device *": [ctypes.c_void_p],
    "kassa_device **": [ctypes.POINTER(ctypes.c_void_p)],
    "kassa_receipt *": [ctypes.c_void_p],
    "kassa_receipt **": [ctypes.POINTER(ctypes.c_void_p)],
    "const char *": [ctypes.c_char_p],
    "char *": [ctypes.c_void_p],
    "char **": [ctypes.POINTER(ctypes.c_void_p)],
    "const uint16_t *": [ctypes.POINTER(ctypes.c_uint16)],
    "uint16_t *": [ctypes.c_void_p],
    "uint16_t **": [ctypes.POINTER(ctypes.c_void_p)],
    # Both are equal, so ctypes makes one type of them.
    "kassa_log_fn": [_prototypes.LogFunction],
    "kassa_progress_fn": [_prototypes.ProgressFunction],
    "kassa_result_fn": [_prototypes.ResultFunction],
    "kassa_span_fn": [_prototypes.SpanFunction],
    "kassa_sign_fn": [_prototypes.SignFunction],
    "kassa_signature *": [ctypes.c_void_p],
    "int32_t *": [ctypes.POINTER(ctypes.c_int32)],
    "uintptr_t": [ctypes.c_size_t],
    "uintptr_t *": [ctypes.POINTER(ctypes.c_size_t)],
    "uint8_t *": [ctypes.c_void_p],
    "uint8_t **": [ctypes.POINTER(ctypes.c_void_p)],
    "kassa_document *": [ctypes.POINTER(_records.DocumentRecord)],
    "kassa_device_status *": [ctypes.POINTER(_records.DeviceStatusRecord)],
    "kassa_error *": [ctypes.POINTER(_records.ErrorRecord)],
    "kassa_fault *": [ctypes.POINTER(_records.FaultRecord)],
}
STRUCTS = {
    "kassa_document": _records.DocumentRecord,
    "kassa_device_status": _records.DeviceStatusRecord,
    "kassa_error": _records.ErrorRecord,
    "kassa_fault": _records.FaultRecord,
}
FIELDS = {"uint32_t": ctypes.c_uint32, "int32_t": ctypes.c_int32, "int64_t": ctypes.c_int64, "uint8_t": ctypes.c_uint8}


def functions() -> Dict[str, List[str]]:
    """Types of each function of the header: its result, then its arguments."""
    found = {}
    for result, name, arguments in re.findall(r"^KASSA_API (.*?)\b(kassa_\w+)\((.*)\);", HEADER, re.MULTILINE):
        given = [] if arguments == "void" else arguments.split(", ")
        found[name] = [result.strip(), *(re.sub(r"\w+$", "", argument).strip() for argument in given)]
    return found


class Header(unittest.TestCase):
    def test_every_function_is_declared_and_no_other(self) -> None:
        self.assertEqual(set(_prototypes.PROTOTYPES), set(functions()))
        self.assertGreaterEqual(len(functions()), 44)

    def test_every_function_is_declared_with_its_types(self) -> None:
        for name, (result, *arguments) in functions().items():
            with self.subTest(name):
                ours, given = _prototypes.PROTOTYPES[name]
                self.assertIn(ours, TYPES[result])
                self.assertEqual(len(given), len(arguments))
                for declared, written in zip(given, arguments):
                    self.assertIn(declared, TYPES[written], written)

    def test_every_function_is_used(self) -> None:
        sources = [file for file in PACKAGE.glob("*.py") if file.name != "_prototypes.py"]
        package = "\n".join(file.read_text(encoding="utf-8") for file in sources)
        # Python's own texts are passed as UTF-8; the twins in UTF-16 are only declared for tests.
        tests = (ROOT / "tests" / "python" / name for name in ("test_wide.py", "test_registrar.py", "test_callbacks.py"))
        twins = "\n".join(file.read_text(encoding="utf-8") for file in tests)
        for name in functions():
            with self.subTest(name):
                self.assertTrue(re.search(rf"\b{name}\b", twins if name.endswith("_w") else package))

    def test_every_struct_has_the_fields_of_the_header(self) -> None:
        written = re.findall(r"^typedef struct \{(.*?)^\} (\w+);", HEADER, re.DOTALL | re.MULTILINE)
        self.assertEqual({name for _, name in written}, set(STRUCTS))
        for body, name in written:
            wanted = []
            for kind, field, length in re.findall(r"^  (\w+) (\w+)(?:\[(\d+)\])?;", body, re.MULTILINE):
                wanted.append((field, FIELDS[kind] * int(length) if length else FIELDS[kind]))
            self.assertEqual(list(STRUCTS[name]._fields_), wanted, name)

    def test_every_status_has_its_class(self) -> None:
        numbers = {int(number) for number in re.findall(r"KASSA_STATUS_\w+ = (\d+)", HEADER)}
        self.assertEqual(numbers, {0, *errors.CLASSES})
