"""Types of arguments: a wrong one raises TypeError with its name before anything is sent.

The annotations say what is allowed, so there is no second list that could differ from them.
"""

import collections.abc
import functools
import inspect
import os
import sys
import types
from decimal import Decimal
from typing import Any, Callable, Dict, Literal, Tuple, Type, TypeVar, Union, get_args, get_origin

_Class = TypeVar("_Class", bound=type)

_UNIONS = (Union, getattr(types, "UnionType", Union))
"""Both ways of writing it: `Union[str, int]`, and `str | int` from Python 3.10."""

_MONEY = Union[Decimal, int]
"""Money and quantity have a check and a message of their own."""


def typed(kind: _Class) -> _Class:
    """Makes every public method of a class check the types of its arguments."""
    for name, member in list(vars(kind).items()):
        if inspect.isfunction(member) and (not name.startswith("_") or name == "__init__"):
            setattr(kind, name, _checking(member))
    return kind


def check(value: Any, hint: Any, what: str) -> None:
    """Raises TypeError unless `value` is what the annotation `hint` says."""
    if hint != _MONEY and not _fits(value, hint):
        raise TypeError(f"{what} is {_shown(value)}: {_named(hint)} is needed")


def resolved(annotation: Any, owner: Any) -> Any:
    """An annotation as an object; Any for one that this version of Python cannot read."""
    if not isinstance(annotation, str):
        return annotation
    try:
        return eval(annotation, vars(sys.modules[owner.__module__]))
    except (NameError, TypeError, KeyError):
        return Any


def _checking(function: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(function)

    @functools.lru_cache(maxsize=None)
    def hints() -> Dict[str, Any]:
        found = {name: resolved(each.annotation, function) for name, each in signature.parameters.items()}
        return {name: hint for name, hint in found.items() if hint is not inspect.Parameter.empty}

    @functools.wraps(function)
    def checked(*given: Any, **named: Any) -> Any:
        for name, value in signature.bind(*given, **named).arguments.items():
            many = signature.parameters[name].kind
            if name in hints() and many is not inspect.Parameter.VAR_KEYWORD:
                for one in value if many is inspect.Parameter.VAR_POSITIONAL else (value,):
                    check(one, hints()[name], f"{function.__name__}(): {name}")
        return function(*given, **named)

    return checked


def _fits(value: Any, hint: Any) -> bool:
    origin, within = get_origin(hint), get_args(hint)
    if origin in _UNIONS:
        return any(_fits(value, one) for one in within)
    if origin is Literal:
        # Which words there are is for the library to say: a newer one may have more.
        return isinstance(value, tuple({type(word) for word in within}))
    if origin is collections.abc.Callable:
        return callable(value)
    if origin is collections.abc.Sequence:
        return _is_list(value) and all(_fits(one, within[0]) for one in value)
    if origin is collections.abc.Iterable:
        return isinstance(value, collections.abc.Iterable) and not isinstance(value, (str, bytes))
    kind = origin or hint
    if kind is None:
        return value is None
    if kind is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, kind) if isinstance(kind, type) else True


def _is_list(value: Any) -> bool:
    return isinstance(value, collections.abc.Sequence) and not isinstance(value, (str, bytes))


def _named(hint: Any) -> str:
    if get_origin(hint) in _UNIONS:
        names = [_named(one) for one in get_args(hint)]
        return " or ".join(dict.fromkeys(names))
    if get_origin(hint) is Literal:
        return " or ".join(sorted({type(word).__name__ for word in get_args(hint)}))
    if get_origin(hint) is collections.abc.Sequence:
        return f"a list of {_named(get_args(hint)[0])}"
    kind: Tuple[Any, ...] = (get_origin(hint) or hint,)
    return "None" if kind[0] is type(None) else getattr(kind[0], "__name__", str(kind[0]))


def _shown(value: Any) -> str:
    text = repr(value)
    kind: Type[Any] = type(value)
    return f"{text if len(text) <= 60 else text[:60] + '…'} ({kind.__name__})"


def path(value: Any) -> Any:
    """A path object as text; anything else unchanged."""
    return os.fspath(value) if isinstance(value, os.PathLike) else value
