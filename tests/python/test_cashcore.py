"""CashCore, Kazakhstan's software register: receipts in tenge with every attribute, and pictures."""

import contextlib
import io
import runpy
import sys
import unittest
from datetime import datetime
from decimal import Decimal
from typing import Any, Dict

from register import RegisterTest
from surroundings import ROOT

import kassa
from kassa import industry

PNG = b"\x89PNG\r\n\x1a\n"
DAY = 24 * 3600 + 60


def kymyz(**changes: Any) -> kassa.Item:
    """Two litres for 2501, before discounts."""
    return kassa.Item(**{"name": "Қымыз 1 л", "price": Decimal("1250.50"), "quantity": 2, "vat": "vat16", **changes})


def receipt(item: kassa.Item, paid: object = 5000, **changes: Any) -> kassa.Receipt:
    return kassa.Receipt([item], [kassa.Payment("cash", paid)], **changes)  # type: ignore[arg-type]


class CashCore(RegisterTest):
    protocol = "cashcore"
    options = ["--cash", "10000"]
    config = {"kkmOfdId": 6923, "pin": "3333"}

    def setUp(self) -> None:
        super().setUp()
        self.addCleanup(self.register.clock, 0)
        self.addCleanup(self.register.ofd, True)

    def sent(self) -> Dict[str, Any]:
        """The body of the last ticket."""
        ticket = self.register.ledger("ticket")[-1]
        request: Dict[str, Any] = ticket["request"]
        return request

    def test_a_sale_in_tenge_has_its_discounts_change_and_link(self) -> None:
        item = kymyz(
            discount=kassa.Modifier(Decimal("125.05"), "Тұрақты клиент"), measurement_unit="liter",
            barcode="4870204391510", product_id="42", excise_stamp="KZ-1", physical_label="AB 1", section="Сүт",
        )  # fmt: skip
        document = self.device.sell(receipt(item, discount=kassa.Modifier(Decimal("75.95"), "Акция")))
        self.assertEqual((document.total, document.change), (Decimal("2300.00"), Decimal("2700.00")))
        self.assertTrue((document.qr or "").startswith("http"))
        self.assertEqual(document.warnings, kassa.Warnings())
        commodity, sent = self.sent()["items"][0]["commodity"], self.sent()
        names = "barcode", "product_id", "excise_stamp", "physical_label", "section_code", "measure_unit_code"
        self.assertEqual([commodity[name] for name in names], ["4870204391510", "42", "KZ-1", "AB 1", "Сүт", "112"])
        for discount, name, sum in [
            (sent["items"][0]["discount"], "Тұрақты клиент", 125.05),
            (sent["amounts"]["discount"], "Акция", 75.95),
        ]:
            self.assertEqual((discount["name"], discount["sum"]), (name, sum))

    def test_a_markup_and_taxes_of_the_whole_receipt(self) -> None:
        item = kymyz(vat=None, markup=kassa.Modifier(Decimal("99")))
        whole = receipt(item, markup=kassa.Modifier(Decimal("0.50")), taxes=[kassa.Tax("vat12", Decimal("278.63"))])
        self.assertEqual(self.device.sell(whole).total, Decimal("2600.50"))
        self.assertEqual(self.sent()["taxes"][0]["percent"], 12)
        self.assertNotIn("taxes", self.sent()["items"][0]["commodity"])

    def test_every_kind_of_business_is_sent_with_its_attributes(self) -> None:
        parked = datetime(2026, 11, 25, 10, 0), datetime(2026, 11, 25, 12, 30)
        kinds: Dict[int, kassa.industry.Industry] = {
            0: industry.Trading(),
            1: industry.Services("77"),
            2: industry.Gasoil("1", Decimal("10.50"), "700"),
            3: industry.Hotels("78"),
            4: industry.Taxi("123ABC01", True, Decimal("1500.00")),
            5: industry.Parking(*parked),
        }
        for number, kind in kinds.items():
            with self.subTest(kind.kind):
                self.device.sell(receipt(kymyz(), industry=kind))
                self.assertEqual(self.sent()["domain"]["type"], number)
        self.assertEqual(self.sent()["domain"]["parking"]["end_time"][:16], "2026-11-25T12:30")
        with self.assertRaises(TypeError):
            industry.Taxi("123ABC01", True, 1500.5)  # type: ignore[arg-type]

    def test_what_the_register_did_by_itself_is_in_the_warnings(self) -> None:
        self.device.sell(receipt(kymyz()))
        self.register.ofd(False)
        offline = self.device.sell(receipt(kymyz()))
        self.assertTrue(offline.warnings.offline and not offline.warnings.shift_closed)
        self.assertTrue(self.device.device_status().offline)
        self.register.ofd(True)
        self.register.clock(DAY)
        later = self.device.sell(receipt(kymyz()))
        self.assertTrue(later.warnings.shift_closed and not later.warnings.offline)
        self.assertEqual(later.fiscal_document_number, 1)

    def test_cash_and_reports_return_the_cash_in_the_drawer(self) -> None:
        self.device.cash_in(Decimal("500.50"), external_id="in")
        again = self.device.cash_in(Decimal("500.50"), external_id="in")
        before = self.device.x_report(electronically=True, image=kassa.Image(width=384)).counters.cash_sum
        self.assertEqual(again.total, Decimal("500.50"))
        self.device.cash_out(Decimal("500.50"))
        after = self.device.close_shift(electronically=True).counters.cash_sum
        assert before is not None
        self.assertEqual(after, before - Decimal("500.50"))

    def test_a_document_is_shown_and_drawn(self) -> None:
        sold = self.device.sell(receipt(kymyz(), electronically=True))
        assert sold.fiscal_document_number and sold.shift_number
        place = sold.fiscal_document_number, sold.shift_number
        shown = self.device.fn_document(*place)
        self.assertEqual((shown.type, shown.document["amounts"]["total"]), ("receipt", {"bills": 2501, "coins": 0}))
        picture = self.device.receipt_image(*place, image=kassa.Image(width=384), original=True)
        self.assertTrue(picture.startswith(PNG))
        file = self.folder / "чек.png"
        length = self.device.save_receipt_image(file, *place, image=kassa.Image(width=384), original=True)
        self.assertEqual((file.read_bytes(), length), (picture, len(picture)))

    def test_native_methods_are_called_by_their_names(self) -> None:
        registers = self.device.call("GetKKMList")["response_data"]
        self.assertEqual(registers[0]["ofd_id"], 6923)
        with self.assertRaises(kassa.Refused) as refused:
            self.device.cash_out(10**9)
        self.assertEqual(refused.exception.backend and refused.exception.backend.code, 58)

    def test_the_example_sells_once_and_shows_the_link(self) -> None:
        before, out = len(self.register.ledger("ticket")), io.StringIO()
        arguments, sys.argv = sys.argv, ["tenge.py", self.register.url, str(self.folder / "other.db"), "3333"]
        try:
            with contextlib.redirect_stdout(out), self.assertRaises(SystemExit) as caught:
                runpy.run_path(str(ROOT / "examples" / "python" / "tenge.py"), run_name="__main__")
        finally:
            sys.argv = arguments
        self.assertEqual(caught.exception.code, 0, out.getvalue())
        self.assertEqual(len(self.register.ledger("ticket")), before + 1)
        self.assertIn("to pay 2375.95 change 2624.05", out.getvalue())
        self.assertIn("http", out.getvalue().splitlines()[-1])


if __name__ == "__main__":
    unittest.main()
