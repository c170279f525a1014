"""Dataclasses as members of a task: names of the vocabulary, absent fields left out, money and quantity exact."""

import functools
from dataclasses import Field, field, fields
from decimal import Decimal
from typing import Any, Dict, List, Mapping, Sequence, Tuple, Union

from . import _types

Number = Union[Decimal, int]
"""Money, in rubles or tenge, or a quantity: Decimal("12.50"), or a whole number. A float is refused."""

Task = Dict[str, Any]
"""A JSON object of the task vocabulary."""


def exact(**options: Any) -> Any:
    """A field for money or quantity; a float is refused."""
    return field(metadata={"exact": True}, **options)


class Exact:
    """A dataclass that checks the types of its fields; those of exact() are money or quantity."""

    def __post_init__(self) -> None:
        values = vars(self)
        kind: Any = type(self)
        for name, usual, fits in _checks(kind):
            value = values[name]
            if value is not usual and not fits(value):
                _refuse(kind, name, value)


@functools.lru_cache(maxsize=None)
def _checks(kind: type) -> List[Tuple[str, Any, _types.Fits]]:
    """The fields of a class: name, default, which needs no check, and the test of any other value."""
    return [(each.name, each.default, _test(kind, each)) for each in fields(kind)]


def _test(kind: type, each: "Field[Any]") -> _types.Fits:
    return _is_exact if each.metadata.get("exact") else _types.fitting(_types.resolved(each.type, kind))


def _refuse(kind: type, name: str, value: Any) -> None:
    each = next(each for each in fields(kind) if each.name == name)
    what = f"{kind.__name__}.{name}"
    if each.metadata.get("exact"):
        refuse_inexact(value, what)
    _types.refuse(value, _types.resolved(each.type, kind), what)


def _is_exact(value: Any) -> bool:
    if isinstance(value, Decimal):
        return value.is_finite()
    return value is None or isinstance(value, int) and not isinstance(value, bool)


class Block(Exact):
    """An object of the vocabulary. Its fields are those of the vocabulary in Python's spelling; None leaves one out."""

    def members(self) -> Task:
        """The object as a task holds it."""
        values = vars(self)
        kind: Any = type(self)
        return {word: plain(values[name]) for name, word in _words(kind) if given(values[name])}


@functools.lru_cache(maxsize=None)
def _words(kind: type) -> List[Tuple[str, str]]:
    return [(each.name, spelled(each)) for each in fields(kind)]


def refuse_inexact(value: Any, what: str) -> None:
    """Raises TypeError unless `value` is Decimal, int or None, and ValueError if it is no finite number."""
    if value is not None and (isinstance(value, bool) or not isinstance(value, (Decimal, int))):
        raise TypeError(f"{what} is {value!r}: use Decimal or int for money and quantity, not {type(value).__name__}")
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{what} is {value}")


def spelled(each: "Field[Any]") -> str:
    """`email_or_phone` as `emailOrPhone`."""
    head, *rest = each.name.split("_")
    return head + "".join(word.capitalize() for word in rest)


def given(value: Any) -> bool:
    """Whether a field has a value."""
    return value is not None and value != ()


def plain(value: Any) -> Any:
    """A field's value in the terms of JSON."""
    if isinstance(value, (str, int, Decimal)):
        return value
    if isinstance(value, Block):
        return value.members()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, Sequence):
        return listed(value)
    return value


def listed(values: Sequence[Any]) -> List[Any]:
    """A list of such values."""
    return [plain(value) for value in values]


def merged(told: Task, other: Mapping[str, Any]) -> Task:
    """The members that have a value, and those of `other`; raises ValueError for one given in both.

    >>> merged({"name": "Чай", "barcode": None}, {"countryCode": "643"})
    {'name': 'Чай', 'countryCode': '643'}
    >>> merged({"name": "Чай"}, {"name": "Кофе"})
    Traceback (most recent call last):
        ...
    ValueError: given both as a field and in `other`: name
    """
    told = {name: value for name, value in told.items() if value is not None}
    if not other:
        return told
    twice = told.keys() & other.keys()
    if twice:
        raise ValueError(f"given both as a field and in `other`: {', '.join(sorted(twice))}")
    return {**told, **other}
