"""Money keeps its digits, and is never converted to a float."""

import decimal
import unittest
from decimal import Decimal
from typing import Any

from register import RegisterTest, receipt, tea

import kassa
from kassa import _digits


class Digits(unittest.TestCase):
    def test_numbers_are_written_as_their_digits(self) -> None:
        for value, text in (
            (Decimal("0.10"), "0.10"),
            (Decimal("123456789012345678.90"), "123456789012345678.90"),
            (Decimal("1E+2"), "100"),
            (Decimal("1E-7"), "0.0000001"),
            (Decimal("-0.00"), "-0.00"),
            (10**30, "1" + "0" * 30),
            (True, "true"),
            (None, "null"),
        ):
            self.assertEqual(_digits.written(value), text)

    def test_a_huge_exponent_stays_an_exponent(self) -> None:
        self.assertEqual(_digits.written(Decimal("1E+999999999")), "1E+999999999")

    def test_what_is_written_is_read_back_with_its_digits(self) -> None:
        value = {"a": [Decimal("0.1"), 7, "кассa \"«»\" \n \u2028 😀", None, {"b": False}], "ключ": Decimal("1.10")}
        self.assertEqual(_digits.read(_digits.written(value)), value)
        self.assertEqual(str(_digits.read("1.10")), "1.10")

    def test_absurd_numbers_do_not_make_the_answer_unreadable(self) -> None:
        self.assertEqual(_digits.read('{"a": 1e99999999999999999999, "b": 1}')["b"], 1)
        self.assertEqual(_digits.read("9" * 5000), Decimal("9" * 5000))

    def test_a_float_is_refused_with_its_place(self) -> None:
        with self.assertRaisesRegex(TypeError, r"items\[1\]\.price"):
            _digits.written({"items": [{}, {"price": 0.1}]})

    def test_what_json_does_not_have_is_refused(self) -> None:
        for value in (Decimal("NaN"), Decimal("Infinity")):
            with self.assertRaises(ValueError):
                _digits.written(value)
        for strange in ({1: 2}, {"a": object()}, {"a": b"bytes"}, {"a": {1, 2}}):
            with self.assertRaises(TypeError):
                _digits.written(strange)


class Fields(unittest.TestCase):
    def test_a_float_is_refused_where_it_is_given(self) -> None:
        inexact: Any = 1.0
        for make in (
            lambda: tea(price=125.5),
            lambda: tea(quantity=0.5),
            lambda: tea(amount=1.0),
            lambda: tea(vat_sum=1.0),
            lambda: kassa.Payment("cash", inexact),
            lambda: receipt(total=1.0),
            lambda: tea(price=True),
            lambda: tea(price="125.50"),
        ):
            with self.assertRaises(TypeError):
                make()

    def test_a_value_that_is_no_number_is_refused_too(self) -> None:
        with self.assertRaises(ValueError):
            tea(price=Decimal("NaN"))

    def test_a_line_sum_is_exact_whatever_the_context(self) -> None:
        with decimal.localcontext() as context:
            context.prec = 3
            line = tea(price=Decimal("12345.67"), quantity=Decimal("1.005"))
            self.assertEqual(line.sum, Decimal("12407.40"))
        self.assertEqual(tea(price=Decimal("0.05"), quantity=Decimal("0.5")).sum, Decimal("0.03"))

    def test_names_are_those_of_the_vocabulary(self) -> None:
        agent = kassa.Agent(
            ["payingAgent"], operation="Оплата", paying_phones=["+71"], receiving_phones=["+72"],
            transfer=kassa.MoneyTransferOperator("ООО Перевод", phones=["+73"]),
        )  # fmt: skip
        supplier, other = kassa.Supplier("7707083893"), {"countryCode": "643"}
        sale = receipt(
            tea(agent=agent, supplier=supplier, measurement_unit="piece", other=other),
            client=kassa.Client(email_or_phone="a@example.com"),
            other={"machineNumber": "A-17"},
        )
        task = sale.task("sell", external_id="1")
        line = task["items"][0]
        self.assertEqual(task["clientInfo"], {"emailOrPhone": "a@example.com"})
        self.assertEqual((task["taxationType"], task["machineNumber"]), ("osn", "A-17"))
        self.assertEqual(line["agentInfo"]["payingAgent"], {"operation": "Оплата", "phones": ["+71"]})
        self.assertEqual(line["agentInfo"]["receivePaymentsOperator"], {"phones": ["+72"]})
        self.assertEqual(line["agentInfo"]["moneyTransferOperator"], {"name": "ООО Перевод", "phones": ["+73"]})
        self.assertEqual(line["supplierInfo"], {"vatin": "7707083893"})
        self.assertEqual((line["measurementUnit"], line["countryCode"]), ("piece", "643"))
        code = kassa.Barcode("46198488", "EAN8", print_text=True).members()
        self.assertEqual(code, {"type": "barcode", "barcode": "46198488", "barcodeType": "EAN8", "printText": True})

    def test_a_field_given_twice_is_refused(self) -> None:
        with self.assertRaises(ValueError):
            tea(other={"price": 1}).members()


class Wire(RegisterTest):
    def test_the_device_gets_the_digits_that_were_meant(self) -> None:
        self.shift()
        cheese = tea(price=Decimal("820.10"), quantity=Decimal("0.355"))
        self.device.sell(receipt(cheese))
        line = self.register.ledger("receipt")[-1]["request"]["T1059"][0]
        self.assertEqual(Decimal(str(line["T1079"])), Decimal("820.10"))
        self.assertEqual(Decimal(str(line["T1023"])), Decimal("0.355"))
        self.assertEqual(Decimal(str(line["T1043"])), Decimal("291.14"))

    def test_a_float_in_a_raw_task_sends_nothing(self) -> None:
        self.register.forget_requests()
        with self.assertRaises(TypeError):
            self.device.execute({"type": "cashIn", "cashSum": 0.1})
        self.assertEqual(self.register.requests(), [])

    def test_text_that_a_c_string_cannot_hold_is_refused(self) -> None:
        for attempt in (self.device.recover, self.device.call, self.device.execute, kassa.Device):
            with self.assertRaises(ValueError):
                attempt("a\0b")
        with self.assertRaises(ValueError):
            self.device.print_text("\ud800")
