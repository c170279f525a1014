"""Calls of the library: text in, answer or exception out, and every text of the library freed."""

import ctypes
from typing import Any, Mapping

from . import _digits, _members
from ._library import library
from .errors import of_status


def asked(function: str, *arguments: Any) -> Any:
    """Calls a function that returns an answer; raises the KassaError of its status."""
    answer = ctypes.c_void_p()
    status = getattr(library(), function)(*arguments, ctypes.byref(answer))
    told = _taken(answer)
    if status == 0:
        return told
    error = _members.members(told, "error") if isinstance(told, dict) else {}
    raise of_status(status, error or last_error())


def drawn(function: str, *arguments: Any) -> bytes:
    """Calls a function that returns bytes; raises the KassaError of its status."""
    place, length = ctypes.c_void_p(), ctypes.c_size_t()
    checked(getattr(library(), function)(*arguments, ctypes.byref(place), ctypes.byref(length)))
    try:
        return ctypes.string_at(place.value or 0, length.value)
    finally:
        library().kassa_bytes_free(place, length)


def told(function: str, *arguments: Any) -> str:
    """Calls a function that returns plain text; raises the KassaError of its status."""
    place = ctypes.c_void_p()
    checked(getattr(library(), function)(*arguments, ctypes.byref(place)))
    try:
        return ctypes.string_at(place.value or 0).decode("utf-8", "replace")
    finally:
        library().kassa_string_free(place)


def checked(status: int) -> None:
    """Raises the error of a call without an answer. Call it on the same thread, right after the call."""
    if status != 0:
        raise of_status(status, last_error())


def last_error() -> Mapping[str, Any]:
    """The error object of the last failed call of this thread."""
    error = ctypes.c_void_p()
    library().kassa_last_error(ctypes.byref(error))
    told = _taken(error)
    return _members.members(told, "error") if isinstance(told, dict) else {}


def text(value: str, what: str) -> bytes:
    """`value` for the library; raises if it contains a zero byte, because the library reads only up to that."""
    if not isinstance(value, str):
        raise TypeError(f"{what} is {value!r}: str is needed")
    if "\0" in value:
        raise ValueError(f"{what} contains a zero character")
    return value.encode("utf-8")


def document(value: "str | Mapping[str, Any]", what: str) -> bytes:
    """A JSON document for the library: text unchanged, anything else written with all digits."""
    if not isinstance(value, (str, Mapping)):
        raise TypeError(f"{what} is {value!r}: JSON text or a mapping is needed")
    return text(value if isinstance(value, str) else _digits.written(value), what)


def _taken(pointer: ctypes.c_void_p) -> Any:
    if not pointer.value:
        return None
    try:
        return _digits.read(ctypes.string_at(pointer.value).decode("utf-8"))
    finally:
        library().kassa_string_free(pointer)
