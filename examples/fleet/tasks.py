"""The tasks of the workers.

    celery -A tasks worker --pool solo -Q register-1,register-2

A task is acknowledged when its outcome is in the shop's database, so one that a dying worker had is done by another. Doing
it twice is harmless: the id of the order is the id of the receipt, and the second time the library answers from its journal.
"""

from functools import lru_cache
from typing import Any, Optional

import celery

import kassa

import settings
from shop import Order, Shop

app = celery.Celery("fleet", broker=settings.BROKER)
app.conf.update(
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    # A worker that is busy leaves the next task to others.
    worker_prefetch_multiplier=1,
    task_ignore_result=True,
    broker_connection_retry_on_startup=True,
    broker_transport_options={"visibility_timeout": settings.VISIBLE},
)
shop = Shop()


@lru_cache(maxsize=None)
def device(register: str) -> kassa.Device:
    """The register with this name. Opened in the process that uses it, never before a fork."""
    config = {"backend": "icash", "url": settings.registers()[register], "journal": settings.JOURNAL}
    return kassa.Device({**config, **settings.LIMITS})


@app.task(bind=True, max_retries=None)
def open_shift(task: Any, register: str, day: str) -> None:
    """Opens the shift of a day."""
    try:
        device(register).open_shift(kassa.Operator("Иванова"), external_id=f"shift-{day}-{register}")
    except kassa.AlreadyDone:
        pass
    except kassa.KassaError as error:
        # Also an unknown outcome: the same id is looked up first.
        raise task.retry(countdown=1, exc=error)
    shop.shift_opened(register, day)


@app.task(bind=True, max_retries=None)
def sell(task: Any, name: str) -> None:
    """Makes the receipt of an order, once."""
    order = shop.order(name)
    if order.state in ("registered", "refused"):
        return
    try:
        document = known(order) or device(order.register).sell(receipt(order), external_id=order.id)
    except kassa.KassaError as error:
        shop.failed(order, state_after(error), error)
        if error.retry == "safe":
            # The link was away, or another worker has the register. The queue goes on meanwhile.
            raise task.retry(countdown=min(30, 1 << min(task.request.retries, 5)), exc=error)
    else:
        shop.registered(order, document)


def known(order: Order) -> Optional[kassa.Document]:
    """The receipt, if an earlier call made it and its answer was lost; None if it was not made."""
    if order.state not in ("unknown", "pending"):
        return None
    try:
        return device(order.register).recover(order.id)
    except (kassa.NotMade, kassa.NotFound):
        return None


def state_after(error: kassa.KassaError) -> str:
    """The state of an order whose receipt failed. The sweeper comes back to all but `refused`."""
    if isinstance(error, kassa.Pending):
        return "pending"
    if error.outcome == "unknown":
        return "unknown"
    return {"safe": "placed", "fixInput": "refused"}.get(error.retry, "service")


def receipt(order: Order) -> kassa.Receipt:
    """The receipt of an order: the same again, however often it is made."""
    item = kassa.Item(order.goods, order.price, order.quantity, vat="vat10")
    return kassa.Receipt([item], [kassa.Payment("electronically", order.price * order.quantity)], taxation="osn")
