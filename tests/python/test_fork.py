"""Processes made by fork: a device belongs to the process that opened it, and each may open its own."""

import asyncio
import gc
import json
import multiprocessing
import os
import pickle
import sqlite3
import threading
import time
import unittest
from typing import Any, Callable, Dict, List, Tuple

from register import RegisterTest, receipt

import kassa
from kassa import aio

CHILDREN = 4
SALES = 12


class Worker:
    """What each process of a pool has for itself."""

    device: kassa.Device

    @classmethod
    def begin(cls, config: Dict[str, Any]) -> None:
        cls.device = kassa.Device(config)

    @classmethod
    def sell(cls, order: str) -> Tuple[str, int]:
        return order, cls.device.sell(receipt(), external_id=order).fiscal_document_number or 0


class Child:
    """A forked process that calls a function and reports its result."""

    def __init__(self, work: Callable[[], Any]) -> None:
        reading, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            told: Any = None
            try:
                told = work()
            except BaseException as error:
                told = repr(error)
            finally:
                os.write(writing, json.dumps(told).encode())
                os._exit(0)
        os.close(writing)
        self._told = os.fdopen(reading, "rb")

    def told(self) -> Any:
        """The function's result; an exception as text."""
        with self._told:
            told = json.loads(self._told.read())
        os.waitpid(self._process, 0)
        return told


class Signal:
    """Makes one process wait for another."""

    def __init__(self) -> None:
        self._reading, self._writing = os.pipe()

    def give(self) -> None:
        os.write(self._writing, b"!")

    def wait(self) -> None:
        os.read(self._reading, 1)


@unittest.skipUnless(hasattr(os, "fork"), "there is no fork on Windows")
class Fork(RegisterTest):
    def setUp(self) -> None:
        super().setUp()
        self.shift()
        # The journal is in use, as that of a shop is.
        self.device.sell(receipt(), external_id=f"first of {self.id()}")
        self.before = len(self.register.ledger("receipt"))

    def made(self) -> List[int]:
        """Numbers of the receipts that this test has made."""
        return [document["number"] for document in self.register.ledger("receipt")[self.before :]]

    def recorded(self) -> Dict[str, int]:
        """Numbers of the registered documents by their ids, when no process has the journal open any more."""
        with sqlite3.connect(str(self.folder / "kassa.db")) as journal:
            rows = journal.execute("SELECT external_id, number FROM document WHERE state = 'registered'")
            return dict(rows.fetchall())

    def sold(self, device: kassa.Device, name: str) -> Dict[str, int]:
        """Twelve sales: their numbers by their ids."""
        ids = [f"{name}-{index}" for index in range(SALES)]
        return {each: device.sell(receipt(), external_id=each).fiscal_document_number or 0 for each in ids}

    def test_every_call_on_an_inherited_device_is_refused_and_nothing_is_sold(self) -> None:
        def refused() -> List[List[str]]:
            told = []
            calls: List[Callable[[], Any]] = [lambda: self.device.sell(receipt(), external_id="x")] * SALES
            calls += [lambda: self.device.recover("x"), self.device.shift_status, self.device.cancel]
            calls += [lambda: self.device.on_progress(print), lambda: self.device.call("status")]
            for call in calls:
                try:
                    told.append(["made", repr(call())])
                except kassa.BadHandle as error:
                    told.append([error.outcome, str(error) + error.advice])
            return told

        self.register.forget_requests()
        children = [Child(refused) for _ in range(CHILDREN)]
        for outcome, text in [each for child in children for each in child.told()]:
            self.assertEqual(outcome, "notSent", text)
            self.assertIn("fork", text)
            self.assertIn("Open the device again", text)
        self.assertEqual(self.register.requests(), [])
        self.assertEqual(self.made(), [])

    def test_closing_an_inherited_device_does_no_harm(self) -> None:
        def closed() -> str:
            with self.device:
                pass
            self.device.close()
            del self.device
            gc.collect()
            return "closed"

        self.assertEqual(Child(closed).told(), "closed")
        document = self.device.sell(receipt(), external_id="after")
        self.device.close()
        self.assertEqual(self.recorded()["after"], document.fiscal_document_number)

    def test_children_that_open_their_own_make_each_document_once(self) -> None:
        names = [f"child {index}" for index in range(CHILDREN)]
        children = [Child(lambda name=name: self.sold(self.opened(), name)) for name in names]  # type: ignore[misc]
        told = self.sold(self.device, "parent")
        for child in children:
            answer = child.told()
            self.assertIsInstance(answer, dict, answer)
            told.update(answer)
        self.device.close()
        self.assertEqual(len(told), (CHILDREN + 1) * SALES)
        self.assertEqual(sorted(told.values()), self.made())
        recorded = self.recorded()
        self.assertEqual({each: recorded.get(each) for each in told}, told)

    def test_a_pool_whose_workers_open_their_own_makes_each_document_once(self) -> None:
        config = {"backend": self.protocol, "url": self.register.url, "journal": str(self.folder / "kassa.db")}
        orders = [f"order {index}" for index in range(CHILDREN * SALES)]
        with multiprocessing.get_context("fork").Pool(CHILDREN, Worker.begin, (config,)) as pool:
            told = dict(pool.map(Worker.sell, orders, chunksize=1))
            pool.close()
            pool.join()
        self.device.close()
        self.assertEqual(sorted(told.values()), self.made())
        recorded = self.recorded()
        self.assertEqual({each: recorded.get(each) for each in orders}, told)

    def test_a_child_forked_while_a_thread_sells_does_not_hang(self) -> None:
        self.register.forget_requests()
        self.register.faults({"path": "/receipt", "point": "processed", "action": "hang", "delayMs": 1500})
        thread = threading.Thread(target=self.device.sell, args=(receipt(),), kwargs={"external_id": "parent"})
        thread.start()
        while not any(request["path"].endswith("/receipt") for request in self.register.requests()):
            time.sleep(0.01)
        child = Child(lambda: self.opened().sell(receipt(), external_id="child").fiscal_document_number)
        told = child.told()
        thread.join()
        self.device.close()
        recorded = self.recorded()
        self.assertEqual([recorded["parent"], recorded.get("child")], self.made(), told)
        self.assertEqual(told, recorded["child"])

    def test_what_a_child_records_survives_the_closing_of_the_parents_device(self) -> None:
        opened, closed = Signal(), Signal()

        def sold() -> Any:
            with self.opened() as device:
                opened.give()
                closed.wait()
                return device.sell(receipt(), external_id="order").fiscal_document_number

        child = Child(sold)
        opened.wait()
        self.device.close()
        closed.give()
        told = child.told()
        self.assertEqual(self.opened().sell(receipt(), external_id="order").fiscal_document_number, told)
        self.assertEqual(self.made(), [told])

    def test_a_device_for_asyncio_is_refused_as_well_and_does_not_wait_for_missing_threads(self) -> None:
        base = {"backend": self.protocol, "url": self.register.url, "journal": str(self.folder / "kassa.db")}

        async def asked(device: aio.Device) -> str:
            try:
                return str((await device.shift_status()).state)
            except kassa.BadHandle as error:
                return str(error)

        device = aio.Device(base)
        self.addCleanup(device.blocking.close)
        self.assertEqual(asyncio.run(asked(device)), "opened")
        self.assertIn("fork", Child(lambda: asyncio.run(asked(device))).told())

    def test_a_device_cannot_be_pickled_for_another_process(self) -> None:
        for device in (self.device, aio.Device({"backend": "icash", "url": self.register.url, "journal": str(self.folder / "aio.db")})):
            with self.assertRaisesRegex(TypeError, "configuration"):
                pickle.dumps(device)


if __name__ == "__main__":
    unittest.main()
