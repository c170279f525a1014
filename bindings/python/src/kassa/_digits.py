"""JSON whose numbers keep their digits: money goes from Decimal to text and back without ever being a float."""

import json
import os
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring as _quoted
from typing import Any, Callable, Dict, List, Mapping, Union

_LONGEST_PLAIN = 100


def written(value: Any) -> str:
    """`value` as JSON text.

    Takes what a task is made of: mappings with text keys, lists and tuples, str, int, bool, None, Decimal and paths.
    A float raises TypeError with its path: its digits may differ from the ones that were meant.
    """
    try:
        return _WRITERS[type(value)](value)
    except (KeyError, TypeError, ValueError):
        # What is rare, and every error with its path.
        return _written(value, "")


def read(text: str) -> Any:
    """The value of a JSON text; numbers with a decimal point become Decimal, with all their digits."""
    return _READER.decode(text)


def _object(value: Dict[str, Any]) -> str:
    return "{" + ",".join([f"{_quoted(name)}:{_WRITERS[type(inner)](inner)}" for name, inner in value.items()]) + "}"


def _array(value: List[Any]) -> str:
    return "[" + ",".join([_WRITERS[type(inner)](inner) for inner in value]) + "]"


def _written(value: Any, at: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int):
        return int.__repr__(value)
    if isinstance(value, Decimal):
        return _decimal(value, at)
    if isinstance(value, Mapping):
        return "{" + ",".join(_member(name, inner, at) for name, inner in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_written(inner, f"{at}[{index}]") for index, inner in enumerate(value)) + "]"
    if isinstance(value, os.PathLike):
        # A path of the configuration or of a file to write.
        return _written(os.fspath(value), at)
    if isinstance(value, float):
        where = at or "the value"
        raise TypeError(f"{where} is a float ({value!r}): use Decimal('...') for money")
    raise TypeError(f"{at or 'the value'} has the type {type(value).__name__}, which a task does not support")


def _member(name: Any, value: Any, at: str) -> str:
    if not isinstance(name, str):
        raise TypeError(f"{at or 'the value'} has the key {name!r}: keys must be str")
    return f"{_quoted(name)}:{_written(value, f'{at}.{name}' if at else name)}"


def _decimal(value: Decimal, at: str = "") -> str:
    if not value.is_finite():
        raise ValueError(f"{at or 'the value'} is {value}, which is not a JSON number")
    # 1E+2 is written as 100; an exponent in the millions is kept, because its zeros would fill the memory.
    return format(value, "f") if abs(value.adjusted()) < _LONGEST_PLAIN else str(value)


def _number(digits: str) -> Union[Decimal, str]:
    try:
        return Decimal(digits)
    except InvalidOperation:
        # A device may answer anything; an absurd number must not make the rest of the answer unreadable.
        return digits


def _integer(digits: str) -> Union[int, Decimal, str]:
    # Longer ones are refused by int() of newer Pythons.
    return int(digits) if len(digits) < _LONGEST_PLAIN else _number(digits)


_WRITERS: Dict[type, Callable[[Any], str]] = {
    str: _quoted,
    int: int.__repr__,
    bool: lambda value: "true" if value else "false",
    type(None): lambda value: "null",
    Decimal: _decimal,
    dict: _object,
    list: _array,
}
"""For the types that a task is made of, as a rule: quick, and without the paths that only an error needs."""

_READER = json.JSONDecoder(parse_float=_number, parse_int=_integer)
