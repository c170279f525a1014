"""The twins for asyncio: the loop keeps running during a call, and a cancelled task cancels its call."""

import asyncio
import subprocess
import sys
import unittest
from decimal import Decimal
from typing import Any, Awaitable, List

from register import RegisterTest, receipt
from surroundings import ROOT

import kassa
from kassa import aio


class Counter:
    """Counts the rounds of the loop."""

    def __init__(self) -> None:
        self.rounds = 0

    async def run(self) -> None:
        """Counts until it is cancelled."""
        while True:
            await asyncio.sleep(0.001)
            self.rounds += 1


class Aio(RegisterTest):
    def setUp(self) -> None:
        super().setUp()
        self.shift()

    def opened_apart(self, **changes: Any) -> aio.Device:
        """A device for asyncio, with a journal of its own."""
        base = {"backend": "icash", "url": self.register.url, "journal": str(self.folder / "aio.db"), "settleMs": 300, "resend": 0}
        return aio.Device({**base, **changes})

    def run_loop(self, work: Awaitable[Any]) -> Any:
        """Runs it in a loop whose rounds are counted; returns the result."""

        async def counted() -> Any:
            self.counter = Counter()
            counting = asyncio.ensure_future(self.counter.run())
            try:
                return await work
            finally:
                counting.cancel()

        return asyncio.run(counted())

    def test_the_loop_keeps_running_during_a_call(self) -> None:
        delay = {"path": "/receipt", "point": "received", "action": "delay", "delayMs": 400}
        self.register.faults(delay)

        async def work() -> kassa.Document:
            async with self.opened_apart() as device:
                return await device.sell(receipt(), external_id="a")

        document = self.run_loop(work())
        self.assertEqual(document.total, Decimal("125.50"))
        self.assertGreater(self.counter.rounds, 5, "a loop that is blocked comes round once or twice")

    def test_simultaneous_calls_are_all_answered_and_failures_are_raised(self) -> None:
        before = len(self.register.ledger("receipt"))

        async def work() -> List[Any]:
            async with self.opened_apart() as device:
                sales = [device.sell(receipt(), external_id=f"order-{number}") for number in range(4)]
                wrong = device.sell(kassa.Receipt([], []), external_id="wrong")
                state = device.shift_status()
                return list(await asyncio.gather(*sales, wrong, state, return_exceptions=True))

        *sales, wrong, state = self.run_loop(work())
        numbers = {sale.fiscal_document_number for sale in sales}
        self.assertEqual((len(numbers), len(self.register.ledger("receipt"))), (4, before + 4))
        self.assertIsInstance(wrong, kassa.BadDocument)
        self.assertEqual(state.state, "opened")

    def test_a_cancelled_task_cancels_its_call_and_nothing_is_sold_after_it(self) -> None:
        before = len(self.register.ledger("receipt"))
        self.register.faults({"path": "/status", "point": "received", "action": "hang", "delayMs": 60_000})

        async def work() -> kassa.Document:
            async with self.opened_apart() as device:
                reached = asyncio.Event()
                loop = asyncio.get_running_loop()
                device.on_progress(lambda progress: loop.call_soon_threadsafe(reached.set))
                sale = asyncio.ensure_future(device.sell(receipt(), external_id="b"))
                await reached.wait()
                sale.cancel()
                with self.assertRaises(asyncio.CancelledError):
                    await sale
                self.register.faults()
                self.assertEqual(len(self.register.ledger("receipt")), before)
                return await device.sell(receipt(), external_id="b")

        self.assertIsNotNone(self.run_loop(work()).fiscal_document_number)
        self.assertEqual(len(self.register.ledger("receipt")), before + 1)

    def test_every_blocking_call_has_its_twin(self) -> None:
        done = subprocess.run(
            [sys.executable, str(ROOT / "bindings" / "python" / "twins.py"), "--check"], capture_output=True, text=True
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        for blocking, twin in ((kassa.Device, aio.Device), (kassa.Registrar, aio.Registrar)):
            calls = {name for name in dir(blocking) if not name.startswith("_") and callable(getattr(blocking, name))}
            self.assertLessEqual(calls, set(dir(twin)))
            self.assertGreater(len(calls), 10)

    def test_the_sample_of_the_module_runs(self) -> None:
        text = aio.__doc__ or ""
        lines = [line[4:] for line in text.splitlines() if line.startswith("    ") or not line]
        source = "\n".join(lines).replace("http://127.0.0.1:8080", self.register.url)
        self.assertIn("asyncio.run", source)
        exec(compile(source.replace("kassa.db", (self.folder / "sample.db").as_posix()), "sample", "exec"), {})


if __name__ == "__main__":
    unittest.main()
