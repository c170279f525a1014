"""JSON whose numbers keep their digits: money goes from Decimal to text and back without ever being a float."""

import json
import os
from decimal import Decimal, InvalidOperation
from typing import Any, Mapping, Union

_LONGEST_PLAIN = 100


def written(value: Any) -> str:
    """`value` as JSON text.

    Takes what a task is made of: mappings with text keys, lists and tuples, str, int, bool, None, Decimal and paths.
    A float raises TypeError with its path: its digits may differ from the ones that were meant.
    """
    return _written(value, "")


def read(text: str) -> Any:
    """The value of a JSON text; numbers with a decimal point become Decimal, with all their digits."""
    return json.loads(text, parse_float=_number, parse_int=_integer)


def _written(value: Any, at: str) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
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
    return f"{json.dumps(name, ensure_ascii=False)}:{_written(value, f'{at}.{name}' if at else name)}"


def _decimal(value: Decimal, at: str) -> str:
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
