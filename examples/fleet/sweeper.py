"""The sweeper: gives orders whose outcome is not known to a worker again. One is enough, and two do no harm.

    python sweeper.py
"""

import time

from shop import Shop
from tasks import sell

import settings


def main() -> None:
    """Sweeps every second, for ever."""
    shop = Shop()
    while True:
        for order in shop.due():
            sell.apply_async((order.id,), queue=settings.queue(order.register))
        time.sleep(1)


main()
