"""What is printed without being fiscal: texts and codes."""

from dataclasses import dataclass
from typing import Optional, Union

from ._fields import Block, Task
from .words import Alignment, BarcodeKind, Wrap


@dataclass(frozen=True)
class TextLine(Block):
    """A text; an empty one is an empty line."""

    text: str = ""
    alignment: Optional[Alignment] = None
    wrap: Optional[Wrap] = None
    double_width: Optional[bool] = None
    double_height: Optional[bool] = None

    def members(self) -> Task:
        """The object of a list of print items."""
        return {"type": "text", **super().members()}


@dataclass(frozen=True)
class Barcode(Block):
    """A code to be scanned."""

    barcode: str
    barcode_type: BarcodeKind
    alignment: Optional[Alignment] = None
    scale: Optional[int] = None
    height: Optional[int] = None
    print_text: Optional[bool] = None

    def members(self) -> Task:
        """The object of a list of print items."""
        return {"type": "barcode", **super().members()}


Print = Union[TextLine, Barcode]
"""A print item."""
