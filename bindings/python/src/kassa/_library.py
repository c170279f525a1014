"""The native library: where it lies, whether it is the right one, and the prototypes of its functions."""

import ctypes
import functools
import os
import sys
from pathlib import Path
from typing import Any, Dict, List, Tuple

from ._machine import mismatch

ABI_VERSION = 1
"""The interface that this package is written for; the library's own grows and never shrinks."""

LogFunction = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_char_p)

_FILE_NAMES = {"win32": "kassa.dll", "cygwin": "kassa.dll", "darwin": "libkassa.dylib"}

_text, _handle, _status = ctypes.c_char_p, ctypes.c_void_p, ctypes.c_int32
# A text that is to be freed later must not become `bytes` on the way, hence not c_char_p.
_text_out = ctypes.POINTER(ctypes.c_void_p)

_PROTOTYPES: Dict[str, Tuple[Any, List[Any]]] = {
    "kassa_abi_version": (ctypes.c_uint32, []),
    "kassa_version": (_text, []),
    "kassa_open": (_status, [_text, ctypes.POINTER(_handle)]),
    "kassa_close": (_status, [_handle]),
    "kassa_execute": (_status, [_handle, _text, _text_out]),
    "kassa_validate": (_status, [_handle, _text, _text_out]),
    "kassa_recover": (_status, [_handle, _text, _text_out]),
    "kassa_call": (_status, [_handle, _text, _text, _text_out]),
    "kassa_last_error": (_status, [_text_out]),
    "kassa_string_free": (None, [ctypes.c_void_p]),
    "kassa_set_log": (_status, [LogFunction, ctypes.c_void_p]),
}


class LibraryError(ImportError):
    """The native library is missing, for another machine, or not one that this package can work with."""


def path() -> Path:
    """File of the native library: the one named by the variable KASSA_LIBRARY, else the one shipped here."""
    given = os.environ.get("KASSA_LIBRARY")
    if given:
        return Path(given).absolute()
    return Path(__file__).resolve().parent / _FILE_NAMES.get(sys.platform, "libkassa.so")


@functools.lru_cache(maxsize=None)
def library() -> ctypes.CDLL:
    """The library, loaded and checked at the first call.

    Raises LibraryError, which says what to do.
    """
    return load(path())


def load(file: Path) -> ctypes.CDLL:
    """Loads the library in `file` and declares its functions."""
    if not file.is_file():
        raise LibraryError(
            f"kassa: there is no native library at {file}. Install the package from a wheel or with "
            "'pip install ./bindings/python', or name the library in the environment variable KASSA_LIBRARY.",
            path=str(file),
        )
    try:
        loaded = ctypes.CDLL(str(file))
    except OSError as error:
        reason = mismatch(file) or str(error)
        raise LibraryError(f"kassa: {file} cannot be loaded: {reason}", path=str(file)) from error
    _check_version(loaded, file)
    for name, (result, arguments) in _PROTOTYPES.items():
        function = getattr(loaded, name)
        function.restype, function.argtypes = result, arguments
    return loaded


def _check_version(loaded: ctypes.CDLL, file: Path) -> None:
    try:
        function = loaded.kassa_abi_version
    except AttributeError:
        raise LibraryError(f"kassa: {file} is another library: it has no kassa_abi_version", path=str(file)) from None
    function.restype, function.argtypes = _PROTOTYPES["kassa_abi_version"]
    version = function()
    if version < ABI_VERSION:
        raise LibraryError(
            f"kassa: {file} has interface {version}, and this package needs {ABI_VERSION} or newer: renew the library",
            path=str(file),
        )
