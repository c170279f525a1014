"""The twins in UTF-16 do what the functions in UTF-8 do."""

import ctypes
import json
import sys
from typing import Any, Optional

from register import RegisterTest

import kassa
from kassa import _records
from kassa._library import library

NATIVE = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"


def wide(text: Optional[str]) -> Any:
    """UTF-16 that ends with a zero."""
    if text is None:
        return None
    units = (text + "\0").encode(NATIVE)
    return (ctypes.c_uint16 * (len(units) // 2)).from_buffer_copy(units)


def taken(place: ctypes.c_void_p) -> str:
    """The text that the library returned there; it is freed."""
    assert place.value
    units = ctypes.cast(place.value, ctypes.POINTER(ctypes.c_uint16))
    length = 0
    while units[length]:
        length += 1
    raw = ctypes.string_at(place.value, length * 2)
    library().kassa_string_free_w(place)
    return raw.decode(NATIVE)


class Twins(RegisterTest):
    def setUp(self) -> None:
        super().setUp()
        self.library = library()
        self.handle = self.device.handle

    def asked(self, status: int, function: str, *texts: Optional[str]) -> Any:
        """The answer of a function that returns one."""
        answer = ctypes.c_void_p()
        given = getattr(self.library, function)(self.handle, *map(wide, texts), ctypes.byref(answer))
        self.assertEqual(given, status, function)
        return json.loads(taken(answer))

    def test_the_functions_with_json(self) -> None:
        self.shift("closed")
        handle = ctypes.c_void_p()
        config = {"backend": "icash", "url": self.register.url, "journal": str(self.folder / "второй.db")}
        self.assertEqual(self.library.kassa_open_w(wide(json.dumps(config)), ctypes.byref(handle)), 0)
        self.assertEqual(self.library.kassa_close(handle), 0)
        task = json.dumps({"type": "openShift", "externalId": "смена-1 😀", "operator": {"name": "Лунина"}})
        self.assertIn("warnings", self.asked(0, "kassa_validate_w", task))
        document = self.asked(0, "kassa_execute_w", task)
        self.assertEqual(document["externalId"], "смена-1 😀")
        self.assertEqual(self.asked(0, "kassa_recover_w", "смена-1 😀"), document)
        self.assertEqual(self.asked(0, "kassa_rebuild_journal_w"), {"lost": 0, "documents": []})
        self.assertIn("sell", self.asked(0, "kassa_capabilities_w", None)["tasks"])
        can = ctypes.c_int32(-1)
        self.assertEqual(self.library.kassa_can_w(self.handle, wide("openShift"), wide("operator.name"), ctypes.byref(can)), 0)
        self.assertEqual(can.value, 1)
        metrics = ctypes.c_void_p()
        self.assertEqual(self.library.kassa_metrics_w(self.handle, 0, ctypes.byref(metrics)), 0)
        self.assertIn('task="openShift",state="registered"} 1', taken(metrics))
        place, length = ctypes.c_void_p(), ctypes.c_size_t()
        request = wide(json.dumps({"externalId": "смена-1 😀", "task": json.loads(task), "format": "html"}))
        self.assertEqual(self.library.kassa_render_w(self.handle, request, ctypes.byref(place), ctypes.byref(length)), 0)
        self.assertIn("ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ".encode(), ctypes.string_at(place.value or 0, length.value))
        self.library.kassa_bytes_free(place, length)
        self.assertTrue(self.asked(0, "kassa_call_w", "status", None)["ok"])
        self.asked(5, "kassa_call_w", "танец", "{}")
        error = ctypes.c_void_p()
        self.assertEqual(self.library.kassa_last_error_w(ctypes.byref(error)), 0)
        self.assertIn("танец", taken(error))

    def test_the_functions_without_json(self) -> None:
        self.shift("closed")
        document = _records.sized(_records.DocumentRecord)
        place = ctypes.byref(document)
        self.assertEqual(self.library.kassa_open_shift_w(self.handle, wide("Лунина"), place), 0)
        receipt = ctypes.c_void_p()
        self.assertEqual(self.library.kassa_receipt_new_w(wide("sell"), ctypes.byref(receipt)), 0)
        add = self.library.kassa_receipt_add_item_w
        self.assertEqual(add(receipt, wide("Чай чёрный"), 125_50, 1_000_000, 125_50, wide("vat10")), 0)
        self.assertEqual(self.library.kassa_receipt_add_payment_w(receipt, wide("electronically"), 125_50), 0)
        for path, value in (("taxationType", "osn"), ("externalId", "чек-1")):
            self.assertEqual(self.library.kassa_receipt_set_w(receipt, wide(path), wide(value)), 0)
        self.assertEqual(self.library.kassa_print_receipt(self.handle, receipt, place), 0)
        self.assertEqual(self.library.kassa_receipt_free(receipt), 0)
        self.assertEqual((document.total, _records.text(document.external_id)), (125_50, "чек-1"))
        self.assertIn("Чай чёрный", self.register.tape())
        again = _records.sized(_records.DocumentRecord)
        self.assertEqual(self.library.kassa_recover_document_w(self.handle, wide("чек-1"), ctypes.byref(again)), 0)
        self.assertEqual(bytes(again), bytes(document))
        self.assertEqual(self.library.kassa_print_text_w(self.handle, wide("Спасибо!")), 0)
        self.assertEqual(self.library.kassa_print_x_report_w(self.handle, wide("Лунина")), 5)
        self.assertEqual(self.library.kassa_close_shift_w(self.handle, wide(None), None), 0)
        self.assertEqual(self.device.shift_status().state, "closed")

    def test_a_lone_surrogate_is_no_text(self) -> None:
        broken = (ctypes.c_uint16 * 2)(0xD800, 0)
        self.assertEqual(self.library.kassa_print_text_w(self.handle, broken), 1)
        with self.assertRaises(kassa.BadDocument):
            self.device.execute("{}")
