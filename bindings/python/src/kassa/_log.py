"""The library's log, line by line, to a function of the caller."""

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


# One for the life of the process: a thread of the library may be on its way into it while another changes the log.
_callback = LogFunction(_line)


def set_log(log: Optional[Callable[[str], Any]]) -> None:
    """Sends every line of the library's log to `log`; None switches it off.

    `log` is called from whatever thread is at work in the library, so it must be safe to call from any, and must not
    call the library itself. An exception that it raises goes to sys.unraisablehook and no further.
    """
    global _log
    with _setting:
        _log = log
        checked(library().kassa_set_log(_callback if log else LogFunction(), None))
        # The library may outlive the interpreter by some moments.
        atexit.unregister(_switch_off)
        if log:
            atexit.register(_switch_off)


def _switch_off() -> None:
    set_log(None)
