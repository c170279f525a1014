"""Language of messages: the library tells everything in Russian and English, and one of them is shown."""

import locale
import sys
from dataclasses import dataclass
from typing import Any, Mapping

from . import _members


@dataclass(frozen=True)
class Text:
    """A sentence in both languages; str() gives the one that `kassa.language` asks for."""

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
