"""A page that shows the fleet: its registers, their queues, and the orders that need somebody.

    python dashboard.py PORT

It listens on this machine only: put a web server with passwords in front of it. For Prometheus, /metrics?register=NAME is what
the library tells of a register.
"""

import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Dict, List
from urllib.parse import parse_qs, urlsplit

import psycopg
import redis

import kassa

import settings
from shop import Shop
from tasks import device

PAGE = Path(__file__).with_name("dashboard.html").read_bytes()
SHOWN = 100


class Watch:
    """Asks one register after another how it is, for ever."""

    def __init__(self) -> None:
        self.metrics: Dict[str, str] = {}

    def run(self) -> None:
        """On a thread of its own: a register that is away takes its time."""
        while True:
            for register in settings.registers():
                try:
                    self.metrics[register] = device(register).metrics(ask_register=True)
                except kassa.KassaError as error:
                    print(error, file=sys.stderr)
                time.sleep(0.2)

    def value(self, register: str, name: str) -> Any:
        """The sum of a metric of a register; None if it does not tell it."""
        lines = [line.rsplit(" ", 1) for line in self.metrics.get(register, "").splitlines() if line.startswith(name + "{")]
        return sum(float(value) for _, value in lines) if lines else None


watch = Watch()


def state() -> Dict[str, Any]:
    """What the page shows."""
    broker = redis.Redis.from_url(settings.BROKER)
    registers = settings.registers()
    pipeline = broker.pipeline(transaction=False)
    for register in registers:
        pipeline.llen(settings.queue(register))
    waiting = dict(zip(registers, pipeline.execute()))
    with psycopg.connect(settings.JOURNAL, autocommit=True) as journal:
        held = "SELECT name, owner FROM kassa.lease WHERE token IS NOT NULL AND until > clock_timestamp()"
        holders = dict(journal.execute(held).fetchall())
    shop = Shop()
    wanted = "SELECT id, register, state, message, tries, changed_at::text FROM shop_order"
    wanted += " WHERE state NOT IN ('registered', 'placed') ORDER BY changed_at LIMIT %s"
    names = ("order", "register", "state", "message", "tries", "changed")
    sold = dict(shop.run("SELECT register, count(*) FROM shop_order WHERE state = 'registered' GROUP BY 1").fetchall())
    return {
        "orders": shop.states(),
        "unacknowledged": broker.hlen("unacked"),
        "needing": [dict(zip(names, row)) for row in shop.run(wanted, (SHOWN,))],
        "registers": [row(name, url, waiting, holders, sold) for name, url in registers.items()],
    }


def row(name: str, url: str, waiting: Dict[str, int], holders: Dict[str, str], sold: Dict[str, int]) -> Dict[str, Any]:
    """A register, as the page shows it."""
    return {
        "name": name,
        "url": url,
        "up": watch.value(name, "kassa_device_up"),
        "queue": waiting[name],
        "sold": sold.get(name, 0),
        "holder": holders.get(f"icash {urlsplit(url).netloc}"),
        "unresolved": len(unresolved(watch.metrics.get(name, ""))),
        "ofd": watch.value(name, "kassa_ofd_unsent_documents"),
        "shift": watch.value(name, "kassa_shift_age_seconds"),
        "drive": watch.value(name, "kassa_drive_days_left"),
    }


def unresolved(metrics: str) -> List[str]:
    """The states in which a register has documents that are not resolved."""
    return [line for line in metrics.splitlines() if line.startswith("kassa_unresolved_age_seconds{")]


class Handler(BaseHTTPRequestHandler):
    """The page, its data, and the metrics."""

    def do_GET(self) -> None:
        """Answers."""
        place = urlsplit(self.path)
        if place.path == "/":
            self.answer("text/html; charset=utf-8", PAGE)
        elif place.path == "/state":
            self.answer("application/json", json.dumps(state()).encode())
        elif place.path == "/metrics":
            text = watch.metrics.get(parse_qs(place.query).get("register", [""])[0])
            kind = "application/openmetrics-text; version=1.0.0; charset=utf-8"
            self.answer(kind, text.encode()) if text else self.send_error(404)
        else:
            self.send_error(404)

    def answer(self, kind: str, body: bytes) -> None:
        """Sends one."""
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""


if __name__ == "__main__":
    threading.Thread(target=watch.run, daemon=True).start()
    ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
