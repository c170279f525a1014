"""The people and companies of a document: cashier, buyer, agents, suppliers."""

from dataclasses import dataclass
from typing import Optional, Sequence

from ._fields import Block, Task
from .words import AgentKind


@dataclass(frozen=True)
class Operator(Block):
    """The cashier (кассир)."""

    name: str
    vatin: Optional[str] = None
    """Tax number (ИНН)."""


@dataclass(frozen=True)
class Client(Block):
    """The buyer (покупатель)."""

    email_or_phone: Optional[str] = None
    """Where the electronic receipt goes."""
    name: Optional[str] = None
    vatin: Optional[str] = None


@dataclass(frozen=True)
class Supplier(Block):
    """The supplier whose goods an agent sells (поставщик)."""

    vatin: Optional[str] = None
    name: Optional[str] = None
    phones: Sequence[str] = ()


@dataclass(frozen=True)
class MoneyTransferOperator(Block):
    """Money transfer operator (оператор перевода)."""

    name: Optional[str] = None
    address: Optional[str] = None
    vatin: Optional[str] = None
    phones: Sequence[str] = ()


@dataclass(frozen=True)
class Agent(Block):
    """Agent: the shop takes the money for another company (признак и данные агента).

    >>> Agent(["payingAgent"], operation="Приём", paying_phones=["+79160000001"]).members()["payingAgent"]
    {'operation': 'Приём', 'phones': ['+79160000001']}
    """

    kinds: Sequence[AgentKind]
    operation: Optional[str] = None
    """What a paying agent does."""
    paying_phones: Sequence[str] = ()
    """Phones of the paying agent."""
    receiving_phones: Sequence[str] = ()
    """Phones of the operator who receives payments."""
    transfer: Optional[MoneyTransferOperator] = None

    def members(self) -> Task:
        """The object `agentInfo`."""
        paying: Task = {"operation": self.operation, "phones": list(self.paying_phones)}
        told: Task = {"agents": list(self.kinds)}
        if paying := {name: value for name, value in paying.items() if value}:
            told["payingAgent"] = paying
        if self.receiving_phones:
            told["receivePaymentsOperator"] = {"phones": list(self.receiving_phones)}
        if self.transfer:
            told["moneyTransferOperator"] = self.transfer.members()
        return told
