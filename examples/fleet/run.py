"""The whole fleet on one machine, for trying: start it with ./start.

A broker, simulated registers, workers of two servers, the sweeper, the dashboard, and a shop that sells. PostgreSQL is there
already, by KASSA_POSTGRES.
"""

import argparse
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any, Dict, List

import psycopg

from simulated import Registers

HERE = Path(__file__).resolve().parent
GOODS = ["Чай чёрный", "Хлеб ржаной", "Молоко", "Кофе", "Сыр"]

# A call waits for a simulated register no longer than this, so that a killed worker's lease is short.
LIMITS = {"connectTimeoutMs": 300, "timeoutMs": 1600, "settleMs": 700, "deadlineMs": 12000}


class Fleet:
    """Everything that runs, as processes of this one."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self.given, self.folder = given, folder
        self.port, self.dashboard = free_port(), free_port()
        self.registers = Registers(os.environ["KASSA_SIMULATOR"], folder)
        self.processes: "List[subprocess.Popen[Any]]" = []
        self.workers: "Dict[str, subprocess.Popen[Any]]" = {}
        # Workers of one server share the registers among them, and those of the other do the same.
        self.shares = max(1, given.workers // 2)

    def start(self) -> None:
        """Starts everything."""
        postgres = os.environ["KASSA_POSTGRES"]
        with psycopg.connect(postgres, autocommit=True) as connection:
            connection.execute("CREATE DATABASE shop")
        os.environ.update(
            FLEET_BROKER=f"redis://127.0.0.1:{self.port}/0",
            FLEET_SHOP=postgres.replace("/postgres?", "/shop?"),
            FLEET_JOURNAL=postgres,
            FLEET_REGISTERS=str(self.folder / "registers.json"),
            FLEET_LIMITS=json.dumps(LIMITS),
            FLEET_VISIBLE=str(self.given.visible),
        )
        data = self.folder / "redis"
        data.mkdir()
        place = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(data)]
        self.begin("redis-server", *place, "--appendonly", "yes", "--save", "", "--loglevel", "warning", "--daemonize", "no")
        wait(lambda: reached(self.port), "the broker")
        for number in range(self.given.registers):
            self.registers.begin(str(number + 1))
        (self.folder / "registers.json").write_text(json.dumps(self.registers.urls), "utf-8")
        # The programs of the shop read the environment when they are loaded.
        import shop

        self.shop = shop.Shop()
        self.shop.create()
        for number in range(self.given.workers):
            self.begin_worker(f"{'ab'[number // self.shares % 2]}{number % self.shares}")
        self.begin(sys.executable, "sweeper.py")
        self.begin(sys.executable, "dashboard.py", str(self.dashboard))
        print(f"dashboard http://127.0.0.1:{self.dashboard}/", flush=True)

    def begin(self, *words: str) -> "subprocess.Popen[Any]":
        """Starts a program of the fleet."""
        self.processes.append(subprocess.Popen(words, cwd=HERE, stdin=subprocess.DEVNULL))
        return self.processes[-1]

    def begin_worker(self, name: str) -> None:
        """`a1` has the same registers as `b1`, on the other server: if one dies, the other goes on."""
        from settings import queue

        queues = [queue(one) for at, one in enumerate(self.registers.urls) if at % self.shares == int(name[1:])]
        words = [sys.executable, "-m", "celery", "--quiet", "-A", "tasks", "worker", "--pool", "solo", "--loglevel", "ERROR"]
        words += ["-n", name, "-Q", ",".join(queues), "--without-gossip", "--without-mingle", "--without-heartbeat"]
        self.workers[name] = self.begin(*words)

    def open_shifts(self) -> None:
        """Each register's first task."""
        from tasks import open_shift
        from settings import queue

        for register in self.registers.urls:
            open_shift.apply_async((register, "1"), queue=queue(register))
        wait(lambda: self.shop.open_shifts() == len(self.registers.urls), "open shifts", 600)

    def sell(self, name: str, chance: random.Random) -> None:
        """An order of the shop: it is written down, and then given to the queue of its register."""
        from shop import Order
        from tasks import sell
        from settings import queue

        register = chance.choice(list(self.registers.urls))
        price = chance.randrange(1, 200_000)
        goods = f"{chance.choice(GOODS)}, {name}"
        order = Order(name, register, goods, f"{price // 100}.{price % 100:02}", chance.randrange(1, 4), "placed")
        self.shop.place([order])
        sell.apply_async((name,), queue=queue(register))

    def mistreat(self, chance: random.Random, faults: "Counter[str]") -> None:
        """Kills a worker, or stops it past its leases; its server starts it anew."""
        name = chance.choice(list(self.workers))
        worker = self.workers[name]
        if chance.random() < 0.25:
            faults["stopped"] += 1
            worker.send_signal(signal.SIGSTOP)
            time.sleep(chance.uniform(2.3, 4.0))
            worker.send_signal(signal.SIGCONT)
            return
        faults["killed"] += 1
        worker.kill()
        worker.wait()
        self.processes.remove(worker)
        self.begin_worker(name)

    def end(self) -> None:
        """Ends everything, the workers first."""
        for process in [*self.workers.values(), *reversed(self.processes)]:
            process.kill()
            process.wait()
        self.registers.end()

    def audit(self) -> bool:
        """Compares the registers' ledgers with the orders. Whether each order has its receipt, and no more than one."""
        made = self.registers.receipts()
        rows = self.shop.run("SELECT id, register, document, state FROM shop_order").fetchall()
        sold = {name: (register, document) for name, register, document, state in rows if state == "registered"}
        twice = {name: places for name, places in made.items() if len(places) > 1}
        missing = [name for name, place in sold.items() if place not in made.get(name, [])]
        unreported = [name for name in made if name not in sold]
        print(f"{sum(map(len, made.values()))} receipts on {len(self.registers.urls)} registers; orders: {self.shop.states()}")
        print(f"twice {twice}, missing {missing}, not reported {unreported}", flush=True)
        return not (twice or missing or unreported) and len(sold) == len(rows)


def free_port() -> int:
    """A port that nothing listens at."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def reached(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def wait(is_so: Any, what: str, most: float = 60) -> None:
    """Until it is so."""
    last = time.monotonic() + most
    while not is_so():
        if time.monotonic() > last:
            sys.exit(f"waited in vain for {what}")
        time.sleep(0.05)


def main() -> None:
    """Starts it, sells, and ends it."""
    options = argparse.ArgumentParser()
    options.add_argument("--registers", type=int, default=6, help="simulated registers")
    options.add_argument("--workers", type=int, default=4, help="workers, half of them on each server")
    options.add_argument("--orders", type=int, help="orders that are sold at once; without it, one comes each second, for ever")
    options.add_argument("--kill", action="store_true", help="kill and stop workers until all orders are sold")
    options.add_argument("--every", type=float, default=2.0, help="seconds between one such fault and the next")
    options.add_argument("--visible", type=int, default=180, help="seconds until a killed worker's task goes to another")
    options.add_argument("--seed", type=int, default=None)
    given = options.parse_args()
    seed = given.seed if given.seed is not None else random.randrange(1 << 32)
    chance, faults = random.Random(seed), Counter()  # type: ignore[var-annotated]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("stopped"))
    with tempfile.TemporaryDirectory() as folder:
        fleet = Fleet(given, Path(folder))
        try:
            fleet.start()
            fleet.open_shifts()
            if given.orders is None:
                for number in range(1 << 60):
                    fleet.sell(f"order-{number + 1}", chance)
                    time.sleep(1)
            print(f"seed {seed}", flush=True)
            begun = time.monotonic()
            for number in range(given.orders):
                fleet.sell(f"order-{number + 1}", chance)
            last, seen = time.monotonic() + 3600, 0
            while (sold := fleet.shop.states().get("registered", 0)) < given.orders and time.monotonic() < last:
                # Only after something was sold: on a busy machine a worker would be killed before it has begun.
                if given.kill and sold > seen:
                    seen = sold
                    fleet.mistreat(chance, faults)
                time.sleep(chance.uniform(0.5, 1.5) * given.every if given.kill else 0.2)
            took = time.monotonic() - begun
            print(f"{given.orders} orders in {took:.1f} s, {given.orders / took:.1f} a second; workers {dict(faults)}")
            for worker in fleet.workers.values():
                worker.kill()
                worker.wait()
            sound = fleet.audit()
        except KeyboardInterrupt:
            return
        finally:
            fleet.end()
    sys.exit(None if sound else "the fleet failed")


if __name__ == "__main__":
    main()
