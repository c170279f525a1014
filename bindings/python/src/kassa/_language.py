"""Language of messages: the library returns each in Russian and in English; this chooses which one is shown."""

import locale
import sys
from dataclasses import dataclass
from typing import Any, Mapping

from . import _members


@dataclass(frozen=True)
class Text:
    """A sentence in both languages; str() returns it in `kassa.language`."""

    ru: str
    en: str

    @classmethod
    def of(cls, value: Mapping[str, Any], name: str) -> "Text":
        """The member `name` of an error object."""
        both = _members.members(value, name)
        return cls(_members.text(both, "ru") or "", _members.text(both, "en") or "")

    def __str__(self) -> str:
        return self.ru if getattr(sys.modules[__package__], "language", "en") == "ru" else self.en


def of_locale() -> str:
    """`ru` under a Russian locale, else `en`."""
    try:
        name = locale.getlocale(locale.LC_CTYPE)[0] or ""
    except ValueError:
        name = ""
    return "ru" if name.lower().startswith("ru") else "en"
