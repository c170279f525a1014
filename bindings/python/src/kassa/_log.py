"""Passes the log of the library to a function of the caller, line by line."""

import atexit
import threading
from typing import Any, Callable, Optional

from ._calls import checked
from ._library import library
from ._prototypes import LogFunction

_setting = threading.Lock()
_log: Optional[Callable[[str], Any]] = None


def _line(_user: Optional[int], line: bytes) -> None:
    log = _log
    if log is not None:
        log(line.decode("utf-8", "replace"))


# Kept for the life of the process: a thread may be about to call it while another changes the log.
_callback = LogFunction(_line)


def set_log(log: Optional[Callable[[str], Any]]) -> None:
    """Calls `log` with every line of the library's log; None removes it.

    `log` runs on any thread that is in the library, possibly on several at once, and must not call the library. An
    exception that it raises goes to sys.unraisablehook.
    """
    global _log
    with _setting:
        _log = log
        checked(library().kassa_set_log(_callback if log else LogFunction(), None))
        # The library may still log while the interpreter shuts down.
        atexit.unregister(_switch_off)
        if log:
            atexit.register(_switch_off)


def _switch_off() -> None:
    set_log(None)
