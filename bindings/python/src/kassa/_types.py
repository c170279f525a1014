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
from typing import (
    Any,
    Callable,
    Dict,
    Iterable,
    List,
    Literal,
    NoReturn,
    Optional,
    Tuple,
    Type,
    TypeVar,
    Union,
    get_args,
    get_origin,
)

_Class = TypeVar("_Class", bound=type)

Fits = Callable[[Any], bool]
"""A test whether a value is what an annotation says."""

_PLACED = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)

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
    if not fitting(hint)(value):
        refuse(value, hint, what)


def refuse(value: Any, hint: Any, what: str) -> NoReturn:
    """Raises the TypeError of a value that is not what the annotation `hint` says."""
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
    parameters = inspect.signature(function).parameters.values()

    @functools.lru_cache(maxsize=None)
    def hints() -> Tuple[List[Any], Any, Dict[str, Any]]:
        # What is asked of each positional argument, of those beyond the last one, and of named arguments. A function
        # itself refuses the arguments that it does not have.
        found = [(each, resolved(each.annotation, function)) for each in parameters]
        told = {each.name: Any if hint is inspect.Parameter.empty else hint for each, hint in found}
        placed = [told[each.name] for each in parameters if each.kind in _PLACED]
        more = [told[each.name] for each in parameters if each.kind is inspect.Parameter.VAR_POSITIONAL]
        named = {each.name: told[each.name] for each in parameters if each.kind in _NAMED}
        return placed, more[0] if more else Any, named

    @functools.wraps(function)
    def checked(*given: Any, **named: Any) -> Any:
        placed, more, told = hints()
        for index, value in enumerate(given):
            hint = placed[index] if index < len(placed) else more
            if hint is not Any and not fitting(hint)(value):
                refuse(value, hint, f"{function.__name__}(): {_name_of(parameters, index)}")
        for name, value in named.items():
            hint = told.get(name, Any)
            if hint is not Any and not fitting(hint)(value):
                refuse(value, hint, f"{function.__name__}(): {name}")
        return function(*given, **named)

    return checked


def _name_of(parameters: Iterable[inspect.Parameter], index: int) -> str:
    names = [each.name for each in parameters if each.kind in _PLACED or each.kind is inspect.Parameter.VAR_POSITIONAL]
    return names[min(index, len(names) - 1)]


@functools.lru_cache(maxsize=None)
def fitting(hint: Any) -> Fits:
    """The test whether a value is what an annotation says. It is made once for each annotation."""
    origin, within = get_origin(hint), get_args(hint)
    kinds = _kinds(hint)
    if hint == _MONEY:
        return _anything
    if kinds is not None:
        return _instance_of(kinds)
    if origin in _UNIONS:
        each = [fitting(one) for one in within]
        return lambda value: any(fits(value) for fits in each)
    if origin is collections.abc.Callable:
        return callable
    if origin is collections.abc.Sequence:
        element = fitting(within[0])
        return lambda value: _is_list(value) and all(map(element, value))
    if origin is collections.abc.Iterable:
        return lambda value: isinstance(value, collections.abc.Iterable) and not isinstance(value, (str, bytes))
    return _anything


def _kinds(hint: Any) -> Optional[Tuple[type, ...]]:
    """The classes of which a value has to be an instance; None if that is not all that the annotation says."""
    origin, within = get_origin(hint), get_args(hint)
    if origin is Literal:
        # Which words there are is for the library to say: a newer one may have more.
        return tuple({type(word) for word in within})
    if origin in _UNIONS:
        parts = [_kinds(one) for one in within]
        return None if None in parts else tuple(kind for part in parts for kind in part or ())
    if hint is Any or origin in (collections.abc.Callable, collections.abc.Sequence, collections.abc.Iterable):
        return None
    kind = type(None) if hint is None else origin or hint
    if kind is collections.abc.Mapping:
        # The usual mapping first: to ask an abstract class is slow.
        return (dict, kind)
    return (kind,) if isinstance(kind, type) else None


def _instance_of(kinds: Tuple[type, ...]) -> Fits:
    if int in kinds and bool not in kinds:
        return lambda value: isinstance(value, kinds) and not isinstance(value, bool)
    return lambda value: isinstance(value, kinds)


def _anything(_value: Any) -> bool:
    return True


def _is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple)) or isinstance(value, collections.abc.Sequence) and not isinstance(value, (str, bytes))


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
