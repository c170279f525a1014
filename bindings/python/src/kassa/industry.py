"""Kinds of business of a receipt in Kazakhstan (вид отрасли), each with its attributes."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Optional

from ._fields import Block, Number, Task, exact
from .words import IndustryKind


@dataclass(frozen=True)
class Industry(Block):
    """Base of all kinds; it has their word."""

    kind: ClassVar[IndustryKind] = "trading"

    def members(self) -> Task:
        """The object `industry`."""
        return {"type": self.kind, **super().members()}


@dataclass(frozen=True)
class Trading(Industry):
    """Trade; the default."""


@dataclass(frozen=True)
class Services(Industry):
    """Services."""

    kind: ClassVar[IndustryKind] = "services"

    account_number: str


@dataclass(frozen=True)
class Hotels(Industry):
    """Hotels and restaurants."""

    kind: ClassVar[IndustryKind] = "hotels"

    account_number: str


@dataclass(frozen=True)
class Gasoil(Industry):
    """A filling station."""

    kind: ClassVar[IndustryKind] = "gasoil"

    correction_number: Optional[str] = None
    correction_sum: Optional[Number] = exact(default=None)
    card_number: Optional[str] = None


@dataclass(frozen=True)
class Taxi(Industry):
    """A taxi."""

    kind: ClassVar[IndustryKind] = "taxi"

    car_number: str
    is_order: bool
    """By order, not from the street."""
    fare: Number = exact()


@dataclass(frozen=True)
class Parking(Industry):
    """Parking, by the clock of the place.

    >>> Parking(datetime(2026, 11, 25, 10, 0), datetime(2026, 11, 25, 12, 30)).members()["parkingEnd"]
    '2026.11.25 12:30:00'
    """

    kind: ClassVar[IndustryKind] = "parking"

    begin: datetime
    end: datetime

    def members(self) -> Task:
        """The object `industry`."""
        begin, end = (moment.strftime("%Y.%m.%d %H:%M:%S") for moment in (self.begin, self.end))
        return {"type": self.kind, "parkingBegin": begin, "parkingEnd": end}
