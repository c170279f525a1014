"""Each failure is an exception of its class, with everything that is known about it."""

import pickle
import socket
from decimal import Decimal

from register import CASHIER, RegisterTest, receipt, tea

import kassa


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Errors(RegisterTest):
    def test_all_faults_of_a_document_are_reported_at_once(self) -> None:
        wrong = receipt(tea(vat="vat99", amount=Decimal("125.53")), payments=[kassa.Payment("cash", 1)])
        with self.assertRaises(kassa.BadDocument) as caught:
            self.device.sell(wrong)
        error = caught.exception
        self.assertEqual((error.code, error.name), (4, "badDocument"))
        self.assertEqual((error.outcome, error.retry), ("notSent", "fixInput"))
        self.assertEqual(error.docs, "errors/badDocument")
        found = {fault.path: fault for fault in error.faults}
        self.assertEqual(found["items[0].tax.type"].value, "vat99")
        self.assertEqual(found["items[0].tax.type"].rule, "form")
        self.assertEqual(found["items[0].amount"].rule, "lineSum")
        self.assertIn("125.53", found["items[0].amount"].value or "")
        for fault in error.faults:
            self.assertTrue(fault.text.ru and fault.text.en and fault.message)
        self.assertIn("items[0].amount", str(error))

    def test_advice_names_the_methods_of_this_module(self) -> None:
        self.shift()
        device = self.opened(deadlineMs=1500)
        self.register.faults(
            {"path": "/receipt", "point": "processed", "action": "close"},
            {"path": "/status", "skip": 1, "times": 0, "point": "received", "action": "close"},
        )
        with self.assertRaises(kassa.UnknownOutcome) as caught:
            device.sell(receipt(), external_id="named-1")
        self.register.faults()
        for language in ("ru", "en"):
            kassa.language = language
            self.assertIn("Device.recover", caught.exception.advice)
            self.assertNotIn("kassa_", str(caught.exception))

    def test_a_shift_that_is_open_or_closed_already_is_an_exception_of_its_own(self) -> None:
        self.shift()
        for wanted, again in [("opened", self.device.open_shift), ("closed", self.device.close_shift)]:
            self.shift(wanted)
            with self.assertRaises(kassa.AlreadyDone) as caught:
                again(CASHIER)
            self.assertEqual((caught.exception.code, caught.exception.outcome), (17, "rejected"))
            self.assertEqual(self.device.shift_status().state, wanted)

    def test_a_fresh_register_has_no_last_receipt(self) -> None:
        with self.assertRaises(kassa.NotFound) as caught:
            self.device.print_last_receipt_copy()
        self.assertEqual(caught.exception.retry, "fixInput")

    def test_an_unknown_field_is_named(self) -> None:
        with self.assertRaises(kassa.BadDocument) as caught:
            self.device.execute({"type": "openShift", "colour": "red"})
        self.assertEqual([fault.path for fault in caught.exception.faults], ["colour"])

    def test_messages_are_in_the_selected_language(self) -> None:
        with self.assertRaises(kassa.BadDocument) as caught:
            self.device.execute({"type": "dance"})
        error = caught.exception
        kassa.language = "ru"
        russian = (error.message, error.advice, error.faults[0].message, str(error))
        kassa.language = "en"
        english = (error.message, error.advice, error.faults[0].message, str(error))
        for text in russian:
            self.assertRegex(text, "[а-я]{3}")
        for text in english[:2]:
            self.assertNotRegex(text, "[а-я]")
        self.assertTrue(all(russian) and all(english))

    def test_a_refusal_keeps_the_code_and_text_of_the_device(self) -> None:
        self.shift("closed")
        with self.assertRaises(kassa.Refused) as caught:
            self.device.sell(receipt(), external_id="too early")
        error = caught.exception
        self.assertEqual((error.code, error.outcome, error.external_id), (7, "rejected", "too early"))
        assert error.backend is not None
        self.assertEqual((error.backend.name, error.backend.code), ("icash", 48))
        self.assertEqual(error.backend.text, "Смена не открыта")
        self.assertTrue(error.advice)

    def test_a_missing_connection_is_reported_as_such(self) -> None:
        device = self.opened(url=f"http://127.0.0.1:{free_port()}", journal=str(self.folder / "other.db"))
        with self.assertRaises(kassa.NoLink) as caught:
            device.sell(receipt())
        self.assertEqual((caught.exception.outcome, caught.exception.retry), ("notSent", "safe"))

    def test_an_invalid_configuration_names_its_faults(self) -> None:
        with self.assertRaises(kassa.BadConfig) as caught:
            self.opened(colour="red", timeoutMs="long")
        self.assertEqual({fault.path for fault in caught.exception.faults}, {"colour", "timeoutMs"})
        with self.assertRaises(kassa.BadConfig):
            kassa.Device("not JSON")

    def test_a_journal_that_cannot_be_created_is_reported(self) -> None:
        with self.assertRaises(kassa.JournalError) as caught:
            self.opened(journal=str(self.folder))
        self.assertEqual(caught.exception.outcome, "notSent")

    def test_what_the_backend_does_not_support_is_unsupported(self) -> None:
        for attempt in (lambda: self.device.execute({"type": "getMcu"}), lambda: self.device.call("dance")):
            with self.assertRaises(kassa.Unsupported):
                attempt()

    def test_a_closed_device_says_so_and_may_be_closed_again(self) -> None:
        device = self.opened()
        device.close()
        device.close()
        with self.assertRaises(kassa.BadHandle):
            device.device_status()

    def test_an_error_survives_pickling(self) -> None:
        with self.assertRaises(kassa.BadDocument) as caught:
            self.device.execute({"type": "dance"})
        again = pickle.loads(pickle.dumps(caught.exception))
        self.assertIsInstance(again, kassa.BadDocument)
        self.assertEqual(str(again), str(caught.exception))

    def test_every_class_is_a_kassa_error(self) -> None:
        for kind in kassa.errors.CLASSES.values():
            self.assertTrue(issubclass(kind, kassa.KassaError))
