"""A running call: its progress, and its cancellation."""

import gc
import os
import sys
import tempfile
import threading
import time
from typing import Any, Callable, List

from register import RegisterTest, receipt

import kassa


class Under(RegisterTest):
    def setUp(self) -> None:
        super().setUp()
        self.shift()
        self.before = len(self.register.ledger("receipt"))

    def made(self) -> int:
        """The receipts that this test has made."""
        return len(self.register.ledger("receipt")) - self.before

    def broken_off(self, call: Callable[[], Any], path: str) -> kassa.KassaError:
        """What `call` raises when it is cancelled while `path` hangs."""
        caught: List[kassa.KassaError] = []

        def run() -> None:
            try:
                call()
            except kassa.KassaError as error:
                caught.append(error)

        self.register.forget_requests()
        thread = threading.Thread(target=run)
        thread.start()
        asked = time.monotonic() + 300
        while not any(path in request["path"] for request in self.register.requests()):
            self.assertLess(time.monotonic(), asked, f"{path} was not asked for")
            time.sleep(0.01)
        begun = time.monotonic()
        self.device.cancel()
        thread.join(60)
        self.assertFalse(thread.is_alive())
        self.assertLess(time.monotonic() - begun, 20)
        self.assertEqual(len(caught), 1)
        return caught[0]

    def test_stages_of_a_sale_come_in_order(self) -> None:
        seen: List[kassa.Progress] = []
        self.device.on_progress(seen.append)
        gc.collect()
        self.device.sell(receipt())
        self.assertEqual([progress.stage for progress in seen], ["waiting", "looking", "sending"])
        self.device.on_progress(None)
        count = len(seen)
        self.device.shift_status()
        self.assertEqual(len(seen), count)

    def test_a_download_reports_how_much_was_received(self) -> None:
        seen: List[kassa.Progress] = []
        self.device.on_progress(seen.append)
        with tempfile.TemporaryDirectory() as folder:
            self.device.call("firmware/icash1f.bin", {"file": os.path.join(folder, "icash1f.bin")})
        loaded = [progress.done or 0 for progress in seen if progress.stage == "downloading"]
        self.assertTrue(loaded and loaded[0] > 0)
        self.assertEqual(loaded, sorted(loaded))

    def test_resolving_a_lost_answer_is_reported(self) -> None:
        seen: List[str] = []
        self.device.on_progress(lambda progress: seen.append(progress.stage))
        self.register.faults({"path": "/receipt", "point": "processed", "action": "close"})
        self.assertTrue(self.device.sell(receipt()).warnings.recovered)
        self.assertIn("settling", seen)

    def test_each_device_has_its_own_listener(self) -> None:
        ours: List[kassa.Progress] = []
        theirs: List[kassa.Progress] = []
        other = self.opened()
        self.device.on_progress(ours.append)
        other.on_progress(theirs.append)
        self.device.shift_status()
        self.assertTrue(ours)
        self.assertEqual(theirs, [])

    def test_an_exception_in_the_listener_does_not_reach_the_call(self) -> None:
        raised: List[Any] = []
        hook, sys.unraisablehook = sys.unraisablehook, raised.append

        def fail(progress: kassa.Progress) -> None:
            raise LookupError(progress.stage)

        try:
            self.device.on_progress(fail)
            self.device.sell(receipt())
        finally:
            sys.unraisablehook = hook
        self.assertTrue(raised)
        self.assertEqual(self.made(), 1)

    def test_a_query_that_hangs_is_cancelled(self) -> None:
        self.register.faults({"path": "/shift/status", "point": "received", "action": "hang", "delayMs": 60000})
        error = self.broken_off(self.device.shift_status, "/shift/status")
        self.assertIsInstance(error, kassa.Cancelled)
        self.assertEqual((error.code, error.name, error.retry), (15, "cancelled", "safe"))
        self.assertEqual(self.device.shift_status().state, "opened")

    def test_a_sale_not_yet_sent_is_cancelled(self) -> None:
        self.register.faults({"path": "/status", "point": "received", "action": "hang", "delayMs": 60000})
        error = self.broken_off(lambda: self.device.sell(receipt(), external_id="early"), "/status")
        self.assertIsInstance(error, kassa.Cancelled)
        self.assertEqual((error.outcome, error.external_id), ("notSent", "early"))
        self.assertEqual(self.made(), 0)
        self.device.sell(receipt(), external_id="early")
        self.assertEqual(self.made(), 1)

    def test_a_sale_already_sent_stays_unknown_until_it_is_recovered(self) -> None:
        self.register.faults({"path": "/receipt", "point": "processed", "action": "hang", "delayMs": 60000})
        error = self.broken_off(lambda: self.device.sell(receipt(), external_id="late"), "/receipt")
        self.assertIsInstance(error, kassa.UnknownOutcome)
        self.assertEqual((error.outcome, error.retry, error.external_id), ("unknown", "recoverFirst", "late"))
        self.register.faults()
        self.assertTrue(self.device.recover("late").warnings.recovered)
        self.assertEqual(self.made(), 1)

    def test_a_call_that_waits_for_its_turn_is_cancelled_with_the_other(self) -> None:
        self.register.faults({"path": "/shift/status", "point": "received", "action": "hang", "delayMs": 60000})
        waiting: List[Any] = []
        listening = threading.Event()
        self.device.on_progress(lambda progress: listening.set())

        def wait() -> None:
            try:
                waiting.append(self.device.sell(receipt()))
            except kassa.KassaError as error:
                waiting.append(error)

        second = threading.Thread(target=wait)

        def first() -> None:
            second.start()
            self.device.shift_status()

        # The second call arrives while the first hangs, or the first waits while the second sells: no call is lost
        # either way.
        error = self.broken_off(first, "/shift/status")
        second.join(10)
        self.assertIsInstance(error, kassa.Cancelled)
        self.assertTrue(listening.is_set())
        self.assertEqual(len(waiting), 1)
        self.assertEqual(self.made(), 1 if isinstance(waiting[0], kassa.Document) else 0)

    def test_a_listener_may_cancel(self) -> None:
        def stop(progress: kassa.Progress) -> None:
            if progress.stage == "looking":
                self.device.cancel()

        self.device.on_progress(stop)
        with self.assertRaises(kassa.Cancelled) as caught:
            self.device.sell(receipt(), external_id="stopped")
        self.assertEqual(caught.exception.outcome, "notSent")
        self.device.on_progress(None)
        self.assertEqual(self.made(), 0)
        self.device.sell(receipt(), external_id="stopped")
        self.assertEqual(self.made(), 1)

    def test_a_cancel_affects_no_later_call(self) -> None:
        self.device.cancel()
        self.device.cancel()
        self.assertTrue(self.device.sell(receipt()).fiscal_document_number)

    def test_a_closed_device_has_nothing_to_cancel(self) -> None:
        device = self.opened()
        device.close()
        for attempt in (device.cancel, lambda: device.on_progress(print)):
            with self.assertRaises(kassa.BadHandle):
                attempt()
