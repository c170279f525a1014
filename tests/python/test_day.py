"""A register's day, with the typed methods."""

from datetime import date, datetime
from decimal import Decimal

from register import CASHIER, RegisterTest, receipt, tea

import kassa


class Day(RegisterTest):
    """A test may leave the shift open or closed; shift() opens it if a test needs it."""

    def test_a_whole_day_with_every_field_of_the_answers(self) -> None:
        self.shift("closed")
        before = self.device.device_status()
        self.assertEqual(before.shift, "closed")
        self.assertTrue(before.fiscal)
        self.assertIsInstance(before.answer["native"], dict)

        opened = self.device.open_shift(CASHIER)
        state = self.device.shift_status()
        self.assertEqual((state.state, state.number), ("opened", opened.shift_number))

        cheese = tea(name="Сыр", price=Decimal("820.00"), quantity=Decimal("0.355"), measurement_unit="kilogram")
        sale = receipt(tea(quantity=2), cheese, payments=[kassa.Payment("cash", 600)])
        document = self.device.sell(sale, external_id="чек-1")
        made = self.register.ledger("receipt")[-1]
        self.assertEqual(document.external_id, "чек-1")
        self.assertEqual(document.total, Decimal("542.10"))
        self.assertEqual(document.change, Decimal("57.90"))
        self.assertEqual(document.fiscal_document_number, made["number"])
        self.assertEqual(document.shift_number, opened.shift_number)
        self.assertEqual(document.fiscal_receipt_number, 1)
        self.assertIsInstance(document.fiscal_document_date_time, datetime)
        self.assertRegex(document.fiscal_document_sign or "", r"^\d+$")
        self.assertRegex(document.fn_number or "", r"^\d{16}$")
        self.assertIn("s=542.10", document.qr or "")
        self.assertEqual(document.warnings, kassa.Warnings())
        self.assertTrue(document.native)
        self.assertIn("Сыр", self.register.tape())

        self.assertEqual(self.device.shift_status().fiscal_receipt_number, 1)
        closed = self.device.close_shift(CASHIER)
        self.assertEqual((closed.shift_number, closed.receipts_count), (opened.shift_number, 1))
        self.assertEqual(self.device.shift_status().state, "closed")

    def test_a_document_is_drawn_as_text_and_as_a_picture(self) -> None:
        self.shift("closed")
        task = {"type": "openShift", "externalId": "drawn-1"}
        self.device.execute(task)
        request = {"externalId": "drawn-1", "task": task}
        text = self.device.render({**request, "format": "text", "width": 32}).decode("utf-8")
        self.assertIn("ОТЧЕТ ОБ ОТКРЫТИИ СМЕНЫ", text)
        self.assertTrue(self.device.render({**request, "format": "png"}).startswith(b"\x89PNG"))
        self.assertTrue(self.device.render({**request, "format": "pdf"}).startswith(b"%PDF"))
        with self.assertRaises(kassa.BadDocument) as caught:
            self.device.render({**request, "format": "gif"})
        self.assertEqual([fault.path for fault in caught.exception.faults], ["format"])

    def test_each_kind_of_settlement_is_distinguished(self) -> None:
        self.shift()
        for code, method in enumerate(("sell", "sell_return", "buy", "buy_return"), 1):
            document = getattr(self.device, method)(receipt())
            made = self.register.ledger("receipt")[-1]
            self.assertEqual(made["request"]["T1054"], code, method)
            self.assertEqual(made["number"], document.fiscal_document_number)

    def test_each_kind_of_correction_is_distinguished(self) -> None:
        self.shift()
        reason = kassa.Correction("instruction", date(2026, 2, 17), "17/03-А")
        for code, kind in enumerate(("sell", "sell_return", "buy", "buy_return"), 1):
            with self.subTest(kind):
                document = getattr(self.device, f"{kind}_correction")(receipt(), reason)
                made = self.register.ledger("correction")[-1]
                self.assertEqual(made["request"]["T1054"], code)
                self.assertEqual(made["number"], document.fiscal_document_number)

    def test_a_line_of_an_agent_has_its_supplier(self) -> None:
        self.shift()
        agent = kassa.Agent(["commissionAgent"])
        supplier = kassa.Supplier("7707083893", "ООО Тропа", ["+78120000002"])
        tour = tea(name="Билет на экскурсию", agent=agent, supplier=supplier, payment_object="service")
        self.device.sell(receipt(tour, client=kassa.Client(email_or_phone="+79160000001")))
        line = self.register.ledger("receipt")[-1]["request"]["T1059"][0]
        self.assertIn("7707083893", str(line))

    def test_text_is_printed(self) -> None:
        self.device.print_text("Спасибо за покупку!", "", "Ждём вас снова")
        self.device.non_fiscal([kassa.TextLine("ПО ЦЕНТРУ", alignment="center")])
        tape = self.register.tape()
        self.assertIn("Спасибо за покупку!", tape)
        self.assertIn("ПО ЦЕНТРУ", tape)

    def test_a_raw_task_is_given_as_a_mapping_or_as_text(self) -> None:
        answer = self.device.execute({"type": "getShiftStatus"})
        self.assertIn("shiftStatus", answer)
        self.assertIn("shiftStatus", self.device.execute('{"type": "getShiftStatus"}'))

    def test_a_validated_document_is_not_sent(self) -> None:
        self.register.forget_requests()
        self.assertIn("warnings", self.device.validate(receipt().task("sell")))
        self.assertEqual(self.register.requests(), [])

    def test_the_library_has_a_version(self) -> None:
        self.assertRegex(kassa.version(), r"^\d+\.\d+\.\d+")
