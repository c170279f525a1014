"""The shop's database: its orders, and what came of their receipts."""

from typing import Any, Dict, List, NamedTuple, Optional

import psycopg

import kassa

import settings

SCHEMA = """
CREATE TABLE IF NOT EXISTS shop_order (
    id text PRIMARY KEY,
    register text NOT NULL,
    goods text NOT NULL,
    price numeric(12, 2) NOT NULL,
    quantity integer NOT NULL,
    -- placed, registered, refused (fix the order), pending, unknown, service (a person is needed at the register)
    state text NOT NULL DEFAULT 'placed',
    -- The receipt: number of the document, fiscal drive, fiscal sign.
    document bigint,
    drive text,
    sign text,
    message text,
    tries integer NOT NULL DEFAULT 0,
    placed_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS shop_shift (
    register text NOT NULL,
    day text NOT NULL,
    PRIMARY KEY (register, day)
);
CREATE INDEX IF NOT EXISTS shop_order_open ON shop_order (state, changed_at) WHERE state NOT IN ('registered', 'refused')
"""


class Order(NamedTuple):
    """An order, as it is sold."""

    id: str
    register: str
    goods: str
    price: Any
    quantity: int
    state: str


class Shop:
    """A connection to the database; it connects anew if it was lost."""

    def __init__(self) -> None:
        self._connection: "Optional[psycopg.Connection[Any]]" = None

    def run(self, sql: str, values: Any = ()) -> "psycopg.Cursor[Any]":
        """Runs a statement, in a transaction of its own."""
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(settings.SHOP, autocommit=True)
        return self._connection.execute(sql, values)

    def create(self) -> None:
        """Creates the table."""
        self.run(SCHEMA)

    def place(self, orders: List[Order]) -> None:
        """Takes orders: before anything is done for them."""
        for order in orders:
            sql = "INSERT INTO shop_order (id, register, goods, price, quantity) VALUES (%s, %s, %s, %s, %s)"
            self.run(sql, (order.id, order.register, order.goods, order.price, order.quantity))

    def order(self, name: str) -> Order:
        """The order with this id."""
        row = self.run("SELECT id, register, goods, price, quantity, state FROM shop_order WHERE id = %s", (name,)).fetchone()
        if row is None:
            raise LookupError(name)
        return Order(*row)

    def registered(self, order: Order, document: kassa.Document) -> None:
        """The receipt exists: its number and sign go to the buyer."""
        self.run(
            "UPDATE shop_order SET state = 'registered', document = %s, drive = %s, sign = %s, message = NULL,"
            " tries = tries + 1, changed_at = now() WHERE id = %s",
            (document.fiscal_document_number, document.fn_number, document.fiscal_document_sign, order.id),
        )

    def failed(self, order: Order, state: str, error: kassa.KassaError) -> None:
        """The receipt does not exist, or that is not known. A registered one stays so: two workers may have had it."""
        self.run(
            "UPDATE shop_order SET state = %s, message = %s, tries = tries + 1, changed_at = now()"
            " WHERE id = %s AND state <> 'registered'",
            (state, f"{error.name}: {error.message}", order.id),
        )

    def due(self) -> List[Order]:
        """The orders that the sweeper has to look at again. Each is given out once, until its time comes again."""
        since = " OR ".join("(state = %s AND changed_at < now() - %s * interval '1 second')" for _ in settings.AGAIN)
        values = [value for pair in settings.AGAIN.items() for value in pair]
        found = self.run(
            f"UPDATE shop_order SET changed_at = now() WHERE {since}"
            " RETURNING id, register, goods, price, quantity, state",
            values,
        )
        return [Order(*row) for row in found]

    def shift_opened(self, register: str, day: str) -> None:
        """The register's shift of this day is open."""
        self.run("INSERT INTO shop_shift VALUES (%s, %s) ON CONFLICT DO NOTHING", (register, day))

    def open_shifts(self) -> int:
        """How many shifts are open."""
        row = self.run("SELECT count(*) FROM shop_shift").fetchone()
        return int(row[0]) if row else 0

    def states(self) -> Dict[str, int]:
        """The number of orders in each state."""
        return dict(self.run("SELECT state, count(*) FROM shop_order GROUP BY state").fetchall())
