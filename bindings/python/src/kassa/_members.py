"""Members of an answer, read by type.

An answer reports a document that already exists, so reading it never raises: what is missing or of another type is
None, and the whole answer stays available.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any, Dict, List, Mapping, Optional


def text(of: Mapping[str, Any], name: str) -> Optional[str]:
    """The text `name`."""
    value = of.get(name)
    return value if isinstance(value, str) else None


def money(of: Mapping[str, Any], name: str) -> Optional[Decimal]:
    """The sum `name`."""
    value = of.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value if isinstance(value, Decimal) else None


def whole(of: Mapping[str, Any], name: str) -> Optional[int]:
    """The whole number `name`."""
    value = of.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def flag(of: Mapping[str, Any], name: str) -> Optional[bool]:
    """The flag `name`."""
    value = of.get(name)
    return value if isinstance(value, bool) else None


def when(of: Mapping[str, Any], name: str) -> Optional[datetime]:
    """The date and time `name`, by the clock of the device."""
    try:
        return datetime.fromisoformat(text(of, name) or "")
    except ValueError:
        return None


def members(of: Mapping[str, Any], name: str) -> Dict[str, Any]:
    """The object `name`, empty if there is none."""
    value = of.get(name)
    return value if isinstance(value, dict) else {}


def objects(of: Mapping[str, Any], name: str) -> List[Dict[str, Any]]:
    """The objects in the list `name`, empty if there is none."""
    value = of.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
