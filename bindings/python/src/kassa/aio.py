"""The same for asyncio: each call waits without blocking the loop.

    import asyncio
    import kassa
    from kassa import aio

    async def status() -> None:
        async with aio.Device({"backend": "icash", "url": "http://127.0.0.1:8080", "journal": "kassa.db"}) as device:
            print((await device.shift_status()).state)

    asyncio.run(status())

Cancelling a task cancels its call as cancel() does, and the task ends when the call has ended. If a document was already
sent, find out what became of it with recover().
"""

from typing import Optional

from ._callbacks import ResultListener
from ._twins import Devices, Registrars
from .device import Device as _Device
from .registrar import Registrar as _Registrar

__all__ = ["Device", "Registrar"]


class Device(Devices):
    """kassa.Device for asyncio."""

    _kind = _Device

    def on_result(self, listener: Optional[ResultListener]) -> None:
        """Calls `listener` with each result that arrives by listen(), on a thread of the library; None removes it."""
        self.blocking.on_result(listener)


class Registrar(Registrars):
    """kassa.Registrar for asyncio."""

    _kind = _Registrar
