"""Passes the log of the library to a function of the caller line by line, or to Python's logging."""

import atexit
import json
import logging
import threading
from typing import Any, Callable, Optional

from ._calls import checked
from ._library import library
from ._prototypes import LogFunction

_setting = threading.Lock()
_log: Optional[Callable[[str], Any]] = None
_logger: Optional[logging.Logger] = None
_LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "info": logging.INFO, "debug": logging.DEBUG}


def _line(_user: Optional[int], line: bytes) -> None:
    log = _log
    if log is not None:
        log(line.decode("utf-8", "replace"))


def _record(_user: Optional[int], line: bytes) -> None:
    logger = _logger
    if logger is None:
        return
    told = json.loads(line.decode("utf-8", "replace"))
    level = _LEVELS.get(told["level"], logging.INFO)
    if logger.isEnabledFor(level):
        about = {"device": told.get("device"), "external_id": told.get("externalId")}
        named = " ".join(name for name in about.values() if name)
        logger.log(level, "%s", f"{named}: {told['text']}" if named else told["text"], extra=about)


# Kept for the life of the process: a thread may be about to call it while another changes the log.
_callback = LogFunction(_line)
_record_callback = LogFunction(_record)


def set_log(log: Optional[Callable[[str], Any]]) -> None:
    """Calls `log` with every line of the library's log; None removes it.

    `log` runs on any thread that is in the library, possibly on several at once, and must not call the library. An
    exception that it raises goes to sys.unraisablehook.
    """
    global _log
    if log is not None and not callable(log):
        raise TypeError(f"log is {log!r}: a function is needed")
    with _setting:
        _log = log
        checked(library().kassa_set_log(_callback if log else LogFunction(), None))
        _silence_at_exit()


def log_to(logger: Optional[logging.Logger]) -> None:
    """Passes the library's log to a logger of Python's logging: log_to(logging.getLogger("kassa")); None ends it.

    Levels are those of the library: error, warning, info for each call, debug for each exchange with the register. A record
    has the attributes `device` and `external_id`, or None in them. Handlers run on any thread that is in the library, and
    must not call it. Lines contain no secrets and no content of documents.
    """
    global _logger
    if logger is not None and not isinstance(logger, logging.Logger):
        raise TypeError(f"logger is {logger!r}: logging.Logger is needed")
    with _setting:
        _logger = logger
        checked(library().kassa_set_log_records(_record_callback if logger else LogFunction(), None))
        _silence_at_exit()


def _silence_at_exit() -> None:
    """The library may still log while the interpreter shuts down."""
    atexit.unregister(_switch_off)
    if _log or _logger:
        atexit.register(_switch_off)


def _switch_off() -> None:
    set_log(None)
    log_to(None)
