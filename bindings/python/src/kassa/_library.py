"""Finds, loads and checks the native library."""

import ctypes
import functools
import os
import sys
from pathlib import Path

from ._machine import mismatch
from ._prototypes import PROTOTYPES, declare

ABI_VERSION = 5
"""Version of the C interface that this package is written for; the library must have at least this one."""

_FILE_NAMES = {"win32": "kassa.dll", "cygwin": "kassa.dll", "darwin": "libkassa.dylib"}


class LibraryError(ImportError):
    """The native library is missing, built for another machine, or too old for this package."""


def path() -> Path:
    """File of the native library: the one in the environment variable KASSA_LIBRARY, or the one in this package."""
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
            f"kassa: the native library is missing: {file}. Install the package from a wheel or with "
            "'pip install ./bindings/python', or set the environment variable KASSA_LIBRARY to the path of the library.",
            path=str(file),
        )
    try:
        loaded = ctypes.CDLL(str(file))
    except OSError as error:
        reason = mismatch(file) or str(error)
        raise LibraryError(f"kassa: cannot load {file}: {reason}", path=str(file)) from error
    _check_version(loaded, file)
    try:
        declare(loaded)
    except AttributeError as error:
        raise LibraryError(f"kassa: {file} is too old for this package: {error}", path=str(file)) from None
    return loaded


def _check_version(loaded: ctypes.CDLL, file: Path) -> None:
    try:
        function = loaded.kassa_abi_version
    except AttributeError:
        raise LibraryError(f"kassa: {file} is not this library: it has no kassa_abi_version", path=str(file)) from None
    function.restype, function.argtypes = PROTOTYPES["kassa_abi_version"]
    version = function()
    if version < ABI_VERSION:
        raise LibraryError(
            f"kassa: {file} has interface {version}, but this package needs {ABI_VERSION} or newer: update the library",
            path=str(file),
        )
