"""Arguments of a wrong type are a TypeError that names them, before anything is sent; a path may be a Path."""

from decimal import Decimal

from register import CASHIER, RegisterTest, receipt, tea

import kassa
from kassa import plain


class Types(RegisterTest):
    def test_a_wrong_type_is_named_and_nothing_is_sent(self) -> None:
        self.register.forget_requests()
        sale = receipt()
        for call, name in [
            (lambda: self.device.sell("receipt"), "sell(): receipt"),
            (lambda: self.device.sell(sale, external_id=1001), "sell(): external_id"),
            (lambda: self.device.open_shift("Лунина"), "open_shift(): operator"),
            (lambda: self.device.fn_document("5"), "fn_document(): number"),
            (lambda: self.device.fn_document(True), "fn_document(): number"),
            (lambda: self.device.print_text("Спасибо", 5), "print_text(): lines"),
            (lambda: self.device.set_date_time("2026-03-01"), "set_date_time(): when"),
            (lambda: self.device.execute(["sell"]), "execute(): task"),
            (lambda: self.device.recover(None), "recover(): external_id"),
            (lambda: self.device.call("status", 5), "call(): params"),
            (lambda: self.device.cash_in(1.5), "sum"),
            (lambda: self.device.can(5), "can(): task"),
            (lambda: self.device.capabilities(["sell"]), "capabilities(): task"),
            (lambda: self.device.render(5), "render(): request"),
            (lambda: self.device.parse_callback([], "{}"), "parse_callback(): headers"),
            (lambda: self.device.listen(8085), "listen(): address"),
            (lambda: self.device.on_result("listener"), "on_result(): listener"),
            (lambda: self.device.on_progress("listener"), "on_progress(): listener"),
            (lambda: kassa.set_log("kassa.log"), "log is 'kassa.log'"),
            (lambda: plain.Receipt(5), "__init__(): kind"),
            (lambda: plain.Register("device"), "__init__(): device"),
            (lambda: plain.Register(self.device).open_shift(5), "open_shift(): cashier"),
            (lambda: plain.Register(self.device).print_receipt(sale), "print_receipt(): receipt"),
            (lambda: kassa.Registrar(5), "__init__(): config"),
            (lambda: kassa.Device(5), "__init__(): config"),
            (lambda: kassa.Item(5, 100), "Item.name"),
            (lambda: tea(section=3), "Item.section"),
            (lambda: kassa.Receipt(tea(), []), "Receipt.items"),
            (lambda: kassa.Receipt([tea()], [("cash", 5)]), "Receipt.payments"),
            (lambda: receipt(operator="Лунина"), "Receipt.operator"),
            (lambda: kassa.Operator(None), "Operator.name"),
        ]:
            with self.subTest(name), self.assertRaises(TypeError) as caught:
                call()
            self.assertIn(name, str(caught.exception))
        self.assertEqual(self.register.requests(), [])

    def test_what_the_annotations_allow_is_taken(self) -> None:
        self.shift()
        lines = (tea(measurement_unit="kilogram", quantity=Decimal("0.5"), price=Decimal(100), amount=50),)
        document = self.device.sell(receipt(*lines, operator=CASHIER), external_id="types-1")
        self.assertEqual(document.total, Decimal("50.00"))

    def test_a_registrar_checks_its_arguments_too(self) -> None:
        config = {"backend": "ofdru", "url": "http://127.0.0.1:9", "login": "l", "password": "p", "ofdAgreementId": "a", "journal": self.folder / "r.db"}
        with kassa.Registrar(config) as registrar:
            for call, name in [
                (lambda: registrar.registration_start("register", {}), "registration_start(): device"),
                (lambda: registrar.registration_advance(self.device, 5), "registration_advance(): id"),
                (lambda: registrar.registration_state(None), "registration_state(): id"),
                (lambda: registrar.application_create(5), "application_create(): params"),
            ]:
                with self.subTest(name), self.assertRaises(TypeError) as caught:
                    call()
                self.assertIn(name, str(caught.exception))

    def test_a_path_of_the_configuration_may_be_a_path_object(self) -> None:
        journal = self.folder / "own" / "kassa.db"
        with self.opened(journal=journal) as device:
            self.assertIn(device.shift_status().state, ("opened", "closed"))
        self.assertTrue(journal.is_file())
