"""The questions for sums, counts and errors of the exchange: what a register keeps is answered, what it does not keep is
refused, and the text says so.

    test_totals.py LIBRARY TABLE ATOLWEB CASHCORE ICASH      the settings of three registers
"""

import json
import sys
import unittest
import urllib.request
from ctypes import byref

ICASH, CASHCORE = sys.argv.pop(), sys.argv.pop()

from test_table import SETTINGS as ATOLWEB, Till, library  # noqa: E402

DATA_TYPE, FN_DATA_TYPE, RECEIPT_TYPE, PAYMENT_TYPE, PAYMENT_SUM = 65587, 65622, 65545, 65564, 65565
RECEIPT_SUM = 65600
SUM, COUNT, DOCUMENT_NUMBER, DATE_TIME = 65613, 65625, 65598, 65590
NOT_SUPPORTED, INVALID_RECEIPT_TYPE, INVALID_PAYMENT_TYPE = 11, 48, 60
SELL, SELL_RETURN, BUY, CORRECTION = 1, 2, 4, 7
CASH, ELECTRONICALLY = 0, 1


class Case(unittest.TestCase):
    def opened(self, settings):
        till = Till(settings)
        till.done("open")
        self.addCleanup(library.libfptr_destroy, byref(till.handle))
        till.set(1021, "Кассир Лунина")
        till.done("operator_login")
        return till

    def sell(self, till, kind, price, *payments):
        till.set(RECEIPT_TYPE, kind)
        till.set(1055, 1)
        till.done("open_receipt")
        for number, value in ((65631, "Чай чёрный"), (65632, price), (65633, 1), (65569, 6), (65851, 0), (1212, 1), (1214, 4)):
            till.set(number, value)
        till.done("registration")
        for way, paid in payments:
            till.set(PAYMENT_TYPE, way)
            till.set(PAYMENT_SUM, paid)
            till.done("payment")
        till.done("close_receipt")

    def asked(self, till, question, **given):
        """The sum and the count, or the error."""
        till.set(DATA_TYPE, question)
        for name, value in given.items():
            till.set({"receipt": RECEIPT_TYPE, "payment": PAYMENT_TYPE, "department": 65568}[name], value)
        if till.query_data() != 0:
            self.assertNotEqual(till.error()[1], "")
            return till.error_code()
        return till.get_param_double(SUM) if till.is_param_available(SUM) else till.get_param_int(COUNT)


class VendorsServer(Case):
    def test_what_it_counts_is_answered(self):
        till = self.opened(ATOLWEB)
        till.done("open_shift")
        self.sell(till, SELL, 120.5, (CASH, 100.5), (ELECTRONICALLY, 20))
        self.sell(till, SELL, 45.9, (CASH, 50))
        self.sell(till, SELL_RETURN, 45.9, (CASH, 45.9))
        for verb, paid in (("cash_income", 100.01), ("cash_income", 1), ("cash_outcome", 0.5)):
            till.set(SUM, paid)
            till.done(verb)
        for question, given, answer in [
            (1, {}, 201.01),
            (7, {"receipt": SELL, "payment": CASH}, 146.4),
            (7, {"receipt": SELL, "payment": ELECTRONICALLY}, 20.0),
            (7, {"receipt": SELL_RETURN, "payment": CASH}, 45.9),
            (7, {"receipt": BUY, "payment": 9}, 0.0),
            (7, {"receipt": SELL, "payment": 11}, INVALID_PAYMENT_TYPE),
            (7, {"receipt": CORRECTION, "payment": CASH}, INVALID_RECEIPT_TYPE),
            (8, {}, 101.01), (9, {}, 2), (10, {}, 0.5), (11, {}, 1),
            (12, {}, 120.5),
            (25, {"receipt": SELL}, 166.4),
            (26, {"receipt": SELL}, 2), (26, {"receipt": SELL_RETURN}, 1), (26, {"receipt": BUY}, 0),
            (32, {"receipt": SELL, "payment": ELECTRONICALLY}, 20.0), (32, {"receipt": BUY, "payment": CASH}, 0.0),
            (45, {"receipt": SELL}, 166.4), (45, {"receipt": CORRECTION}, INVALID_RECEIPT_TYPE),
            (53, {"receipt": SELL, "department": 1}, 166.4),
            (23, {}, NOT_SUPPORTED),
        ]:
            with self.subTest(question=question, **given):
                self.assertEqual(self.asked(till, question, **given), answer)

    def test_the_drive_tells_of_its_exchange_and_of_its_life(self):
        till = self.opened(ATOLWEB)
        till.set(FN_DATA_TYPE, 11)
        till.done("fn_query_data")
        self.assertEqual([till.get_param_int(number) for number in (65663, 65664, 65665, 65666, DOCUMENT_NUMBER)], [0] * 5)
        self.assertEqual([till.text(number) for number in (65698, 65699, 65700)], ["Ошибок нет"] * 3)
        self.assertEqual(till.is_param_available(65907), 1)
        till.set(FN_DATA_TYPE, 8)
        till.done("fn_query_data")
        until = till.time(DATE_TIME)
        self.assertGreater(until.year, 2025)
        self.assertEqual(till.get_param_int(65638) + till.get_param_int(65637), 30)
        till.set(FN_DATA_TYPE, 3)
        till.done("fn_query_data")
        self.assertGreater(till.get_param_int(65638), 0)
        till.set(FN_DATA_TYPE, 16)
        till.set(DATE_TIME, until.replace(hour=0, minute=0, second=0))
        till.done("fn_query_data")
        self.assertEqual((till.get_param_int(65817), till.is_param_available(65817)), (0, 1))
        till.set(FN_DATA_TYPE, 10)
        till.done("fn_query_data")
        self.assertEqual(till.is_param_available(COUNT), 1)


class Others(Case):
    def test_a_register_that_tells_cash_and_revenue_with_its_state_answers_them_alone(self):
        till = self.opened(CASHCORE)
        before = self.asked(till, 1)
        self.sell(till, SELL, 251.5, (CASH, 300))
        self.assertEqual(self.asked(till, 1) - before, 251.5)
        self.assertEqual(self.asked(till, 12), 251.5)
        self.refuses(till)

    def test_a_register_without_counters_says_so(self):
        till = self.opened(ICASH)
        self.refuses(till, 1, 12)
        till.set(FN_DATA_TYPE, 11)
        self.assertEqual((till.fn_query_data(), till.error_code()), (-1, NOT_SUPPORTED))
        self.assertIn("ошибки обмена с ОФД", till.error()[1])

    def refuses(self, till, *more):
        for question in (7, 8, 9, 10, 11, 25, 26, 32, 45, 53, *more):
            with self.subTest(question=question):
                self.assertEqual(self.asked(till, question), NOT_SUPPORTED)


class LastReceipt(Case):
    def test_one_that_cannot_be_read_is_not_the_one_before_it(self):
        till = self.opened(ICASH)
        till.done("open_shift")
        for price in (10, 20):
            self.sell(till, SELL, price, (CASH, price))
        # Another program knows of no receipt of its own.
        other = self.opened(ICASH)
        self.assertEqual(self.last_sum(other), 20.0)
        url = json.loads(ICASH)["Kassa"]["url"]
        fault = [{"path": "/search", "point": "received", "action": "error", "code": 500, "times": 1}]
        urllib.request.urlopen(f"{url}/simulator/faults", json.dumps(fault).encode()).close()
        self.assertIsNone(self.last_sum(other))
        self.assertEqual(self.last_sum(other), 20.0)

    def last_sum(self, till):
        """The sum of the last receipt, or None after an error."""
        till.set(FN_DATA_TYPE, 4)
        return till.get_param_double(RECEIPT_SUM) if till.fn_query_data() == 0 else None


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
