"""Registration of a register (регистрация ККТ) and changes of it."""

from dataclasses import dataclass, field
from typing import Any, Mapping, Optional, Sequence

from ._fields import Block, Task, merged
from .people import Operator
from .words import AgentKind, FfdVersion, RegistrationReason, Taxation


@dataclass(frozen=True)
class Organization(Block):
    """The user of the register (пользователь)."""

    name: str
    vatin: str
    """Tax number (ИНН)."""
    taxation_types: Sequence[Taxation]
    address: Optional[str] = None
    """Address of settlements."""
    email: Optional[str] = None
    """Sender of electronic receipts."""
    agents: Sequence[AgentKind] = ()
    """Kinds of agent that the user may be."""


@dataclass(frozen=True)
class Usage(Block):
    """The register and how it is used; None leaves a flag at false."""

    registration_number: str
    """Registration number (РНМ), as the tax service gave it."""
    ffd_version: FfdVersion = "1.05"
    payments_address: Optional[str] = None
    """Place of settlements."""
    machine_number: Optional[str] = None
    """Number of the vending machine."""
    offline_mode: Optional[bool] = None
    """Offline mode: without an OFD."""
    encryption: Optional[bool] = None
    auto_mode: Optional[bool] = None
    """In a vending machine."""
    machine_installation: Optional[bool] = None
    """The printer is in the vending machine."""
    bso: Optional[bool] = None
    """Forms of strict account."""
    internet: Optional[bool] = None
    """Only on the internet."""
    service: Optional[bool] = None
    excise: Optional[bool] = None
    gambling: Optional[bool] = None
    lottery: Optional[bool] = None


@dataclass(frozen=True)
class Ofd(Block):
    """The OFD (оператор фискальных данных)."""

    name: Optional[str] = None
    vatin: Optional[str] = None
    host: Optional[str] = None
    port: Optional[int] = None
    dns: Optional[str] = None


@dataclass(frozen=True)
class Registration:
    """A registration, or a change of one."""

    organization: Organization
    device: Usage
    ofd: Ofd
    operator: Optional[Operator] = None
    """Who registers."""
    other: Mapping[str, Any] = field(default_factory=dict)
    """Any other fields of the vocabulary, under its names."""

    def task(
        self, kind: str, *, reason: Optional[RegistrationReason] = None, external_id: Optional[str] = None
    ) -> Task:
        """The task that registers, for Device.execute and Device.validate."""
        told: Task = {"type": kind, "externalId": external_id, "reason": reason}
        told["operator"] = self.operator and self.operator.members()
        told["organization"] = self.organization.members()
        told["device"], told["ofd"] = self.device.members(), self.ofd.members()
        return merged(told, self.other)
