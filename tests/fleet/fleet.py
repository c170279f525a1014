"""A fleet: workers on one journal, killed, stopped past their leases, cut off from the server, which restarts meanwhile and
at last is lost: a synchronous standby takes over.

    tests/with-postgres python3 tests/fleet/fleet.py [--seconds N] [--devices N] [--workers N] [--load]

Each order is one receipt, sold by whoever takes it until somebody says that it is registered. At the end each register's
own documents are compared with the orders: none twice, none missing, and each registered answer is on a register.

With --planted the library has a bug, which must be found. With --load nothing is broken, and only the speed is told.
"""

import argparse
import json
import os
import random
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "examples/fleet"))

from simulated import Registers, get, post  # noqa: E402

WORKER = Path(__file__).with_name("worker.py")
SIMULATOR = os.environ.get("KASSA_SIMULATOR", str(ROOT / "target/debug/kassa-simulator"))
LIBRARY = os.environ.get("KASSA_LIBRARY", str(ROOT / "target/debug/libkassa.so"))

# A lease lasts two connections and an answer: 2.2 s.
LIMITS = {"connectTimeoutMs": 300, "timeoutMs": 1600, "settleMs": 700, "deadlineMs": 12000}


class Link:
    """A way to the server that can be cut: what is sent then is lost without a word."""

    def __init__(self, port):
        self.port, self.cut = port, threading.Event()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.address = self.listener.getsockname()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            near, _ = self.listener.accept()
            try:
                far = socket.create_connection(("127.0.0.1", self.port), 5)
            except OSError:
                near.close()
                continue
            threading.Thread(target=self.carry, args=(near, far), daemon=True).start()

    def carry(self, near, far):
        try:
            while True:
                ready, _, _ = select.select([near, far], [], [], 0.2)
                for one in ready:
                    piece = one.recv(65536)
                    if not piece:
                        return
                    if not self.cut.is_set():
                        (far if one is near else near).sendall(piece)
        except OSError:
            pass
        finally:
            near.close()
            far.close()


class Worker:
    """A process that sells orders from its standard input, and how it is mistreated."""

    def __init__(self, fleet, number):
        self.fleet, self.number = fleet, number
        self.orders = {}
        self.start()

    def start(self):
        journal = self.fleet.journal(self.number)
        self.process = subprocess.Popen(
            [sys.executable, str(WORKER), json.dumps(journal), json.dumps(LIMITS), json.dumps(self.fleet.urls)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "KASSA_LIBRARY": LIBRARY, "PYTHONPATH": str(ROOT / "bindings/python/src")},
        )
        threading.Thread(target=self.listen, args=(self.process,), daemon=True).start()

    def give(self, order, device, what="-"):
        self.orders[order] = device
        try:
            self.process.stdin.write(f"{order} {device} {what}\n")
            self.process.stdin.flush()
        except OSError:
            pass

    def listen(self, process):
        for line in process.stdout:
            self.fleet.told(self, json.loads(line))
        # It died: what it had is sold by others.
        process.wait()
        self.fleet.died(self, process)


class Fleet:
    # No two registers of this program have the same fiscal drive.
    drives = 0

    def __init__(self, devices, workers, orders, chance, sleepy, until=0.0, in_file=False):
        # How often a worker sleeps past its lease between the intent and the request.
        self.chance, self.sleepy = chance, sleepy
        self.lock = threading.Lock()
        self.folder = tempfile.TemporaryDirectory()
        self.registers = Registers(SIMULATOR, Path(self.folder.name))
        for _ in range(devices):
            Fleet.drives += 1
            post(f"{self.registers.begin(str(Fleet.drives))}/api/1/shift/open", {})
        self.urls = list(self.registers.urls.values())
        address = os.environ["KASSA_POSTGRES"]
        self.port = int(address.split("@localhost:")[1].split("/")[0])
        self.address = address.split("?")[0] + "?sslmode=disable"
        self.links = [Link(self.port) for _ in range(workers)]
        self.standby_links = [Link(self.port + 1) for _ in range(workers)]
        self.in_file = in_file
        # New orders come until then, or until there are so many.
        self.until, self.orders, self.total = until, orders, 0
        self.waiting = []
        self.registered, self.outcomes = {}, Counter()
        self.times, self.takeovers = [], []
        self.stopping = False
        self.workers = [Worker(self, number) for number in range(workers)]

    def journal(self, worker):
        if self.in_file:
            return str(Path(self.folder.name) / "kassa.db")
        ports = [links[worker].address[1] for links in (self.links, self.standby_links)]
        return self.address.replace(f"localhost:{self.port}", ",".join(f"127.0.0.1:{port}" for port in ports))

    def feed(self, worker):
        with self.lock:
            order = self.waiting.pop(0) if self.waiting else self.another()
        if order:
            worker.give(*order, "sleep" if self.chance.random() < self.sleepy else "-")

    def another(self):
        if self.total >= self.orders or time.monotonic() > self.until:
            return None
        self.total += 1
        return f"order-{self.total}", self.chance.randrange(len(self.urls))

    def told(self, worker, told):
        with self.lock:
            order = told["order"]
            if order == "sending":
                return
            if order != "ready":
                device = worker.orders.pop(order, None)
                self.outcomes[told["outcome"]] += 1
                self.times.append(told["seconds"])
                if told["outcome"] == "registered":
                    self.registered[order] = (device, told["number"])
                elif device is not None:
                    self.waiting.append((order, device))
        self.feed(worker)

    def died(self, worker, process):
        with self.lock:
            lost, worker.orders = list(worker.orders.items()), {}
            self.waiting[:0] = lost
        if not self.stopping and worker.process is process:
            worker.start()

    def done(self):
        with self.lock:
            is_over = self.total >= self.orders or time.monotonic() > self.until
            return is_over and len(self.registered) == self.total

    def stop(self):
        self.stopping = True
        for worker in self.workers:
            worker.process.kill()
            worker.process.wait()

    def close(self):
        self.stop()
        self.registers.end()
        self.folder.cleanup()


def mistreat(fleet, chance, until, faults):
    """One kind of trouble after another, until the time is over."""
    control, standby = os.environ["KASSA_POSTGRES_CTL"], os.environ["KASSA_POSTGRES_STANDBY"]
    fails_over = (time.monotonic() + until) / 2
    failed_over = False
    while time.monotonic() < until:
        worker = chance.choice(fleet.workers)
        kinds = {"kill": 6, "stop": 6, "cut": 3, "lose": 4, "late": 3, "restart": 0 if failed_over else 1}
        kind = chance.choices(list(kinds), kinds.values())[0]
        if not failed_over and time.monotonic() > fails_over:
            kind, failed_over = "fail over", True
        faults[kind] += 1
        process = worker.process
        if kind == "kill":
            process.kill()
        elif kind == "stop":
            process.send_signal(signal.SIGSTOP)
            time.sleep(chance.uniform(2.3, 5.0))
            process.send_signal(signal.SIGCONT)
        elif kind == "cut":
            link = (fleet.standby_links if failed_over else fleet.links)[worker.number]
            link.cut.set()
            time.sleep(chance.uniform(0.5, 4.0))
            link.cut.clear()
        elif kind == "fail over":
            subprocess.run([control, "stop", "-m", "immediate"], check=True)
            subprocess.run([standby, "promote"], check=True)
        elif kind == "restart":
            subprocess.run([control, "restart", "-m", "immediate"], check=True)
        else:
            fault = {"path": "/receipt", "action": "reset", "point": "processed" if kind == "lose" else "late", "delayMs": 300}
            post(f"{chance.choice(fleet.urls)}/simulator/faults/more", [fault])
        time.sleep(chance.uniform(0.0, 0.4))


class NotOneReceipt(Exception):
    """An order has no receipt, another one than was reported, or several."""


def hand_over(chance):
    """A worker dies, or is stopped, between its intent and its request; another one sells the same order meanwhile."""
    for what in ["die", "stop", "sleep"]:
        fleet = Fleet(1, 0, 0, chance, 0.0)
        fleet.links, fleet.standby_links = ([Link(fleet.port + next) for _ in range(2)] for next in range(2))
        told, sending = {0: [], 1: []}, threading.Event()

        def tell(worker, line, told=told, sending=sending):
            told[worker.number].append(line)
            if line["order"] == "sending":
                sending.set()

        fleet.told, fleet.died = tell, lambda *_: None
        try:
            one, other = Worker(fleet, 0), Worker(fleet, 1)
            # Both have the device open, as workers at work have.
            for number, worker in enumerate([one, other]):
                worker.give(f"order-warm{what}{number}", 0)
                wait(lambda: any(line["order"] == f"order-warm{what}{number}" for line in told[number]))
            one.give(f"order-{what}", 0, what)
            assert sending.wait(20)
            begun = time.monotonic()
            while not (sold := [line for line in told[1] if line.get("outcome") == "registered" and line["order"] == f"order-{what}"]):
                asked = len(told[1])
                other.give(f"order-{what}", 0)
                wait(lambda: len(told[1]) > asked)
            print(f"{what}: taken over and sold in {time.monotonic() - begun:.1f} s", flush=True)
            if what == "stop":
                one.process.send_signal(signal.SIGCONT)
            if what != "die":
                wait(lambda: told[0][-1]["order"] == f"order-{what}")
            ledger = get(f"{fleet.urls[0]}/simulator/ledger")
            made = [document["number"] for document in ledger if f"order-{what}!" in json.dumps(document)]
            if made != [sold[0]["number"]]:
                raise NotOneReceipt(f"after {what}: receipts {made}, reported {sold[0]['number']}")
            if what != "die":
                woken = told[0][-1]
                assert woken["outcome"] == "unknown" and woken["docs"] == "errors/unknown#takenOver", woken
        finally:
            fleet.close()
            for worker in [one, other]:
                worker.process.kill()


def find(bug):
    """Ends well only if a worker that outlived its lease is seen to have made a second receipt."""
    os.environ["KASSA_PLANTED"] = bug
    try:
        hand_over(random.Random(0))
    except NotOneReceipt as error:
        print(f"{bug}: found: {error}", flush=True)
        return
    sys.exit(f"{bug} is planted, and the fleet did not notice")


def wait(is_so):
    last = time.monotonic() + 40
    while not is_so():
        assert time.monotonic() < last, "nothing happened"
        time.sleep(0.01)


def audit(fleet):
    """Compares the registers' documents with the orders."""
    numbers = {name: device for device, name in enumerate(fleet.registers.urls)}
    found = fleet.registers.receipts()
    made = {order: [(numbers[name], number) for name, number in places] for order, places in found.items()}
    places = {place: order for order, found in made.items() for place in found}
    missing = [
        f"{order}, which was said to be {place}, where {places.get(place)} is"
        for order, place in fleet.registered.items()
        if place not in made.get(order, [])
    ]
    strangers = sorted(order for order, found in made.items() if found and order not in fleet.registered)
    twice = {order: len(found) for order, found in made.items() if len(found) > 1}
    return sum(map(len, made.values())), twice, missing, strangers


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seconds", type=float, default=45)
    options.add_argument("--devices", type=int, default=8)
    options.add_argument("--workers", type=int, default=4)
    options.add_argument("--orders", type=int, default=1_000_000)
    options.add_argument("--seed", type=int, default=None)
    options.add_argument("--load", action="store_true")
    options.add_argument("--file", action="store_true", help="with --load: the journal in a file, to compare")
    options.add_argument("--planted", help="a bug of the library that must be found; the library is built with the feature days")
    given = options.parse_args()
    if given.planted:
        find(given.planted)
        return
    seed = given.seed if given.seed is not None else random.randrange(1 << 32)
    print(f"seed {seed}", flush=True)
    chance, faults = random.Random(seed), Counter()
    if not given.load:
        hand_over(chance)
        subprocess.run([os.environ["KASSA_POSTGRES_STANDBY"], "begin"], check=True)
    begun = time.monotonic()
    until = begun + (3600 if given.load else given.seconds)
    sleepy = 0.0 if given.load else 0.02
    fleet = Fleet(given.devices, given.workers, given.orders, chance, sleepy, until, given.file)
    begun = time.monotonic()
    try:
        if not given.load:
            mistreat(fleet, chance, until, faults)
        last = time.monotonic() + (3600 if given.load else 90)
        while not fleet.done() and time.monotonic() < last:
            # One that had nothing to do has to ask again.
            for worker in fleet.workers:
                if not worker.orders:
                    fleet.feed(worker)
            time.sleep(0.05)
        took = time.monotonic() - begun
        # What is sold from here on would be in one count and not in the other.
        fleet.stop()
        documents, twice, missing, strangers = audit(fleet)
    finally:
        fleet.close()
    times = sorted(fleet.times)
    median, most = times[len(times) // 2], times[int(len(times) * 0.99)]
    print(f"faults {dict(faults)}; outcomes {dict(fleet.outcomes)}")
    print(f"{documents} documents, {len(fleet.registered)} of {fleet.total} orders registered in {took:.1f} s:")
    print(f"{len(fleet.registered) / took:.1f} a second; a call took {median * 1e3:.0f} ms, 99 of 100 less than {most * 1e3:.0f} ms")
    print(f"twice {twice}, missing {missing}, not reported {strangers}")
    if twice or missing or strangers or not fleet.done():
        sys.exit("the fleet failed")


main()
