"""The functions without JSON, and their structs, as hosts in C see them."""

import ctypes
import unittest
from typing import List

from register import RegisterTest

import kassa
from kassa import _records, plain
from kassa._library import library


def bread(**fields: str) -> plain.Receipt:
    """Three loaves for 137.70, paid with 150."""
    receipt = plain.Receipt("sell")
    receipt.add_item("Хлеб ржаной", price=45_90, quantity=3_000_000, amount=137_70, tax="vat10")
    receipt.add_payment("cash", 150_00)
    for path, value in {"taxationType": "osn", "operator.name": "Лунина", **fields}.items():
        receipt.set(path, value)
    return receipt


class Plain(RegisterTest):
    def setUp(self) -> None:
        super().setUp()
        self.till = plain.Register(self.device)

    def test_a_whole_day(self) -> None:
        self.shift("closed")
        self.assertEqual(self.till.status().shift, 0)
        opened = self.till.open_shift("Кассир Лунина")
        with bread(externalId="чек-1") as receipt:
            receipt.set("items[0].paymentMethod", "fullPayment")
            receipt.set("items[0].paymentObject", "commodity")
            receipt.set("items[0].measurementUnit", "piece")
            document = self.till.print_receipt(receipt)
            again = self.till.print_receipt(receipt)
        self.assertEqual(again, document)
        made = self.register.ledger("receipt")[-1]
        self.assertEqual((document.total, document.change, document.external_id), (137_70, 12_30, "чек-1"))
        self.assertEqual((document.number, document.receipt_number), (made["number"], 1))
        self.assertEqual(document.shift_number, opened.shift_number)
        self.assertFalse(document.recovered or document.not_printed or document.notes)
        self.assertIn("s=137.70", document.qr)
        self.assertRegex(document.sign, r"^\d+$")
        self.assertRegex(document.fn_number, r"^\d{16}$")
        self.assertRegex(document.date_time, r"^\d{4}-\d\d-\d\dT")
        self.assertEqual(document.registration_number, opened.registration_number)
        self.assertEqual(made["request"]["T1059"][0]["T1214"], 4)

        status = self.till.status()
        self.assertEqual((status.shift, status.shift_number), (1, opened.shift_number))
        self.assertEqual((status.fiscal, status.fn_present, status.fn_warning), (1, 1, 0))
        self.assertEqual(status.last_document, document.number)
        self.assertTrue(status.date_time)
        self.till.print_text("Спасибо!\nЖдём вас снова")
        self.assertIn("Ждём вас снова", self.register.tape())
        closed = self.till.close_shift("Кассир Лунина")
        self.assertEqual(closed.shift_number, opened.shift_number)

    def test_a_quantity_is_in_millionths(self) -> None:
        self.shift()
        with plain.Receipt("sell") as receipt:
            receipt.add_item("Сыр", 820_00, 355_000, 291_10)
            receipt.set("items[0].tax.type", "vat10")
            receipt.add_payment("electronically", 291_10)
            receipt.set("taxationType", "osn")
            self.till.print_receipt(receipt)
        self.assertEqual(self.register.ledger("receipt")[-1]["request"]["T1059"][0]["T1023"], "0.355")

    def test_a_failure_is_an_exception_and_a_record(self) -> None:
        self.shift("closed")
        with bread(externalId="too early") as receipt, self.assertRaises(kassa.Refused) as caught:
            self.till.print_receipt(receipt)
        record = plain.last_error()
        self.assertEqual((record.code, record.outcome, record.retry), (7, 1, 3))
        self.assertEqual((record.backend_code, record.http_status), (48, 200))
        self.assertEqual(record.external_id, "too early")
        self.assertEqual(record.message_ru, caught.exception.error["message"]["ru"])
        self.assertEqual(record.advice_en, caught.exception.advice)

    def test_a_fault_names_its_place(self) -> None:
        with plain.Receipt("sell") as receipt:
            for path in ("items[3].name", "colour", "items[0", ""):
                with self.assertRaises(kassa.BadDocument):
                    receipt.set(path, "1")
            self.assertEqual((plain.last_error().faults, plain.last_error().outcome), (1, 0))
            receipt.add_item("Чай", 100, 1_000_000, 120, "vat99")
            receipt.add_payment("cash", 120)
            with self.assertRaises(kassa.BadDocument) as caught:
                self.till.print_receipt(receipt)
        record = plain.last_error()
        self.assertEqual(record.faults, len(caught.exception.faults))
        self.assertEqual(record.path, caught.exception.faults[0].path)
        self.assertIn(record.path, record.message_en)
        told = [(fault.path, fault.rule, fault.value or "", fault.text.ru) for fault in caught.exception.faults]
        faults = plain.last_faults()
        self.assertEqual([(fault.path, fault.rule, fault.value, fault.message_ru) for fault in faults], told)
        self.assertGreater(len(faults), 1)

    def test_a_lost_answer_is_found_again(self) -> None:
        self.shift()
        self.register.faults({"path": "/receipt", "point": "processed", "action": "close"})
        with bread(externalId="lost") as receipt:
            self.assertTrue(self.till.print_receipt(receipt).recovered)
        found = self.till.recover("lost")
        self.assertEqual((found.external_id, found.total, found.recovered), ("lost", 137_70, True))
        with self.assertRaises(kassa.NotFound):
            self.till.recover("never")

    def test_what_this_register_does_not_support_is_unsupported(self) -> None:
        for attempt in (
            lambda: self.till.print_x_report("Лунина"),
            lambda: self.till.cash_in(100_00),
            lambda: self.till.cash_out(100_00),
        ):
            with self.assertRaises(kassa.Unsupported):
                attempt()

    def test_a_freed_receipt_is_invalid(self) -> None:
        receipt = bread()
        receipt.free()
        receipt.free()
        with self.assertRaises(kassa.BadHandle):
            receipt.add_payment("cash", 1)
        with self.assertRaises(kassa.BadHandle):
            self.till.print_receipt(receipt)
        with self.assertRaises(kassa.BadDocument):
            plain.Receipt("sale")

    def test_what_is_no_integer_is_refused(self) -> None:
        wrong: List[object] = [1.5, True, "1", 2**63, -(2**63) - 1]
        with plain.Receipt("sell") as receipt:
            for value in wrong:
                with self.assertRaises((TypeError, OverflowError)):
                    receipt.add_payment("cash", value)  # type: ignore[arg-type]
                with self.assertRaises((TypeError, OverflowError)):
                    self.till.cash_in(value)  # type: ignore[arg-type]
            with self.assertRaises(ValueError):
                receipt.set("externalId", "a\0b")


class Sizes(unittest.TestCase):
    def test_an_older_caller_gets_no_more_than_its_struct_can_hold(self) -> None:
        with self.assertRaises(kassa.BadDocument):
            plain.Receipt("sale")
        record = _records.ErrorRecord()
        record.size, record.retry, record.backend_code = 16, 77, 77
        self.assertEqual(library().kassa_last_error_record(ctypes.byref(record)), 0)
        self.assertEqual((record.size, record.code, record.outcome, record.retry), (16, 4, 0, 1))
        self.assertEqual(record.backend_code, 77)

    def test_a_struct_without_a_size_is_refused(self) -> None:
        record = _records.ErrorRecord()
        self.assertEqual(library().kassa_last_error_record(ctypes.byref(record)), 1)
        self.assertEqual(library().kassa_last_error_record(None), 1)
        self.assertEqual(library().kassa_last_error_fault(0, ctypes.byref(_records.FaultRecord())), 1)
        self.assertEqual(library().kassa_last_error_fault(0, None), 1)
