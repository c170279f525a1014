"""Blocking calls on separate threads, so that an event loop is not blocked."""

import asyncio
import contextlib
import contextvars
import functools
import os
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Any, Callable, Dict, Generic, NoReturn, Optional, Type, TypeVar

from ._progress import Listener
from ._session import Json, Session

Blocking = TypeVar("Blocking", bound=Session)
Result = TypeVar("Result")
Self = TypeVar("Self", bound="Threads[Any]")


class Threads(Generic[Blocking]):
    """A blocking object whose calls run on threads."""

    _kind: Type[Blocking]

    def __init__(self, config: Json) -> None:
        """As the blocking class: {"backend": …}. Opening reads and writes the journal only."""
        self.blocking: Blocking = self._kind(config)
        """The same for code that may block."""
        self._pool = ThreadPoolExecutor(thread_name_prefix="kassa")
        self._process = os.getpid()

    async def _apart(self, function: Callable[..., Result], *arguments: Any, **named: Any) -> Result:
        call = functools.partial(function, *arguments, **named)
        if os.getpid() != self._process:
            # In a forked child there are no threads; the call is refused without one, too.
            return call()
        # What the caller has in its context goes with the call: the span of a tracer, for one.
        within = functools.partial(contextvars.copy_context().run, call)
        made = asyncio.get_running_loop().run_in_executor(self._pool, within)
        try:
            return await asyncio.shield(made)
        except asyncio.CancelledError:
            # Wait for the thread: it must not send anything after its caller has gone.
            self.cancel()
            with contextlib.suppress(Exception):
                await asyncio.shield(made)
            raise

    def can(self, task: str, field: Optional[str] = None) -> bool:
        """Whether the register can do a task, and whether a field of it is sent, as the blocking class tells it, at once."""
        return self.blocking.can(task, field)

    def capabilities(self, task: Optional[str] = None) -> Dict[str, Any]:
        """What the register can do, as the blocking class tells it, at once."""
        return self.blocking.capabilities(task)

    def __repr__(self) -> str:
        return repr(self.blocking).replace("<kassa.", "<kassa.aio.", 1)

    def cancel(self) -> None:
        """Cancels the running calls, as the blocking class does; it does not wait for them."""
        self.blocking.cancel()

    def on_progress(self, listener: Optional[Listener]) -> None:
        """Calls `listener` with the progress of calls, from now on, on the threads that make them; None removes it."""
        self.blocking.on_progress(listener)

    async def close(self) -> None:
        """Closes it after the running calls have ended."""
        if os.getpid() == self._process:
            loop = asyncio.get_running_loop()
            await loop.run_in_executor(None, self._pool.shutdown)
        self.blocking.close()

    def __reduce__(self) -> NoReturn:
        self.blocking.__reduce__()

    async def __aenter__(self: Self) -> Self:
        return self

    async def __aexit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        await self.close()
