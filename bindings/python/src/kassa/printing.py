"""Texts and codes that are printed outside a fiscal document."""

from dataclasses import dataclass
from typing import Optional, Union

from ._fields import Block, Number, Task, exact
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


@dataclass(frozen=True)
class Image(Block):
    """How a register draws what it prints."""

    width: Optional[int] = None
    """In points."""
    scale: Optional[Number] = exact(default=None)
    threshold: Optional[int] = None
    """Threshold of darkness from which a point is drawn, 0 to 255."""


Print = Union[TextLine, Barcode]
"""A print item."""
