"""The life of a register: registration, its changes, closing the archive."""

from dataclasses import replace

from register import CASHIER, RegisterTest, receipt

import kassa

SHOP = kassa.Organization(
    'ООО "Ромашка"', "7743013901", ["osn", "patent"], "г. Москва, ул. Примерная, д. 1", "shop@example.com",
    agents=["commissionAgent"],
)  # fmt: skip
USAGE = kassa.Usage("0000000001045548", payments_address="Магазин", internet=True)
REGISTRATION = kassa.Registration(SHOP, USAGE, kassa.Ofd('ООО "Пример ОФД"', "7704453017"), CASHIER)


class Life(RegisterTest):
    options = ["--unregistered"]

    def test_a_register_lives_from_registration_to_the_end_of_its_archive(self) -> None:
        self.assertEqual(self.device.device_status().fiscal, False)
        first = self.device.registration(REGISTRATION, external_id="registration")
        self.assertEqual(first.fiscal_document_number, 1)
        self.assertEqual(first.registration_number, "0000000001045548")
        again = self.device.registration(REGISTRATION, external_id="registration")
        self.assertEqual(again.answer, first.answer)
        told = self.device.registration_info()
        self.assertEqual(told.organization["taxationTypes"], ["osn", "patent"])
        self.assertEqual(told.organization["agents"], ["commissionAgent"])
        self.assertTrue(told.device["internet"])
        self.device.open_shift(CASHIER)
        self.device.sell(receipt())
        with self.assertRaises(kassa.Refused):
            self.device.close_archive(CASHIER)
        self.device.close_shift(CASHIER)

        moved = replace(REGISTRATION, device=replace(USAGE, payments_address="Склад"))
        changed = self.device.change_registration(moved, "settingsChange")
        made = self.register.ledger("reregistration")[-1]
        self.assertEqual((made["number"], made["request"]["T1101"]), (changed.fiscal_document_number, 4))
        self.assertEqual(made["request"]["T1187"], "Склад")
        ended = self.device.close_archive(CASHIER, external_id="the end")
        self.assertEqual(self.register.ledger("closeArchive")[-1]["number"], ended.fiscal_document_number)
        self.assertEqual(self.device.fn_info().live_phase, "postFiscalMode")

    def test_all_faults_of_a_registration_are_reported_at_once(self) -> None:
        wrong = kassa.Registration(kassa.Organization("", "1", []), kassa.Usage("1" * 30), kassa.Ofd(), CASHIER)
        with self.assertRaises(kassa.BadDocument) as caught:
            self.device.registration(wrong)
        paths = {fault.path for fault in caught.exception.faults}
        self.assertLessEqual({"organization.vatin", "device.registrationNumber", "ofd"}, paths)

    def test_a_change_of_the_drive_says_so(self) -> None:
        self.assertIn("warnings", self.device.validate(REGISTRATION.task("fnChange", external_id="drive")))
        with self.assertRaises(kassa.KassaError) as caught:
            self.device.fn_change(replace(REGISTRATION, other={"colour": "red"}))
        self.assertEqual([fault.path for fault in caught.exception.faults], ["colour"])

    def test_names_are_those_of_the_vocabulary(self) -> None:
        task = REGISTRATION.task("changeRegistrationParameters", reason="ofdChange")
        self.assertEqual(task["reason"], "ofdChange")
        self.assertEqual(task["device"], {
            "registrationNumber": "0000000001045548", "ffdVersion": "1.05", "paymentsAddress": "Магазин",
            "internet": True,
        })  # fmt: skip
        self.assertEqual(task["organization"]["taxationTypes"], ["osn", "patent"])
        self.assertEqual(task["ofd"], {"name": 'ООО "Пример ОФД"', "vatin": "7704453017"})
        with self.assertRaises(ValueError):
            replace(REGISTRATION, other={"ofd": {}}).task("registration")
