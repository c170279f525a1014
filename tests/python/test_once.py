"""A document is made once: over a connection that breaks, called twice, from many threads."""

import threading
from decimal import Decimal
from typing import List, Optional, Tuple

from register import RegisterTest, receipt, tea

import kassa


class Once(RegisterTest):
    def setUp(self) -> None:
        super().setUp()
        self.shift()
        self.before = len(self.register.ledger("receipt"))

    def made(self) -> int:
        """The receipts that this test has made."""
        return len(self.register.ledger("receipt")) - self.before

    def test_the_same_id_again_gives_the_recorded_answer_and_sends_nothing(self) -> None:
        first = self.device.sell(receipt(), external_id="order-1")
        self.register.forget_requests()
        again = self.device.sell(receipt(), external_id="order-1")
        self.assertEqual(again.answer, first.answer)
        self.assertEqual(self.register.requests(), [])
        self.assertEqual(self.made(), 1)

    def test_the_same_id_after_a_restart_gives_the_recorded_answer(self) -> None:
        first = self.device.sell(receipt(), external_id="order-2")
        self.device.close()
        again = self.opened().sell(receipt(), external_id="order-2")
        self.assertEqual(again.fiscal_document_number, first.fiscal_document_number)
        self.assertEqual(self.made(), 1)

    def test_the_same_id_with_another_content_is_an_error(self) -> None:
        first = self.device.sell(receipt(), external_id="order-3")
        with self.assertRaises(kassa.IdReused) as caught:
            self.device.sell(receipt(tea(price=Decimal("99.00"))), external_id="order-3")
        self.assertEqual(caught.exception.outcome, "registered")
        self.assertEqual(caught.exception.recorded, first.answer["fiscalParams"])
        paths = [difference["path"] for difference in caught.exception.differences]
        self.assertIn("items[0].price", paths)
        self.assertEqual(self.made(), 1)

    def test_an_answer_lost_after_processing_makes_one_document(self) -> None:
        self.register.faults({"path": "/receipt", "point": "processed", "action": "close"})
        document = self.device.sell(receipt(), external_id="order-4")
        self.assertTrue(document.warnings.recovered)
        self.assertEqual(document.total, Decimal("125.50"))
        self.assertEqual(self.made(), 1)

    def test_an_outcome_unknown_while_the_register_is_dead_is_known_later(self) -> None:
        device = self.opened(deadlineMs=6000, timeoutMs=4000, connectTimeoutMs=4000)
        self.register.faults(
            {"path": "/receipt", "point": "processed", "action": "close"},
            {"path": "/status", "skip": 1, "times": 0, "point": "received", "action": "close"},
            {"path": "/search", "times": 0, "point": "received", "action": "close"},
        )
        with self.assertRaises(kassa.UnknownOutcome) as caught:
            device.sell(receipt(), external_id="order-5")
        error = caught.exception
        self.assertEqual((error.outcome, error.retry, error.external_id), ("unknown", "recoverFirst", "order-5"))
        self.register.faults()
        document = device.recover("order-5")
        self.assertEqual(document.fiscal_document_number, self.register.ledger("receipt")[-1]["number"])
        self.assertTrue(document.warnings.recovered)
        self.assertEqual(self.made(), 1)

    def test_a_request_that_never_arrived_is_made_once_or_not_at_all(self) -> None:
        self.register.faults({"path": "/receipt", "point": "received", "action": "reset"})
        try:
            self.device.sell(receipt(), external_id="order-6")
        except kassa.NotMade as error:
            self.assertEqual(error.outcome, "rejected")
            self.assertEqual(self.made(), 0)
            self.device.sell(receipt(), external_id="order-6")
        self.assertEqual(self.made(), 1)

    def test_an_id_never_asked_for_is_not_found(self) -> None:
        with self.assertRaises(kassa.NotFound):
            self.device.recover("never")
        self.assertEqual(self.device.rebuild_journal(), {"lost": 0, "documents": []})

    def test_ten_threads_on_one_device_make_ten_documents(self) -> None:
        told: List[Tuple[Optional[int], Optional[Decimal]]] = []
        errors: List[kassa.KassaError] = []

        def sell(index: int) -> None:
            try:
                document = self.device.sell(receipt(tea(price=Decimal(100 + index))), external_id=f"thread-{index}")
                told.append((document.fiscal_document_number, document.total))
            except kassa.KassaError as error:
                errors.append(error)

        threads = [threading.Thread(target=sell, args=(index,)) for index in range(10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        ledger = self.register.ledger("receipt")[self.before :]
        made = {document["number"]: Decimal(str(document["request"]["T1020"])) for document in ledger}
        self.assertEqual(errors, [])
        self.assertEqual(len(told), 10)
        self.assertEqual(dict(told), made)
        self.assertEqual(sorted(made.values()), [Decimal(total) for total in range(100, 110)])
